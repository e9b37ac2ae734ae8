// From a plan to a WebAssembly module: one function for each kernel, one for each phase, and the forms a caller runs. Thread
// and thread count are arguments, so one module serves any number of them.

import type { Group } from '../compiler/fuse.ts'
import { LINE } from '../compiler/layout.ts'
import type { Place } from '../compiler/memory.ts'
import type { ProgramPlan } from '../compiler/plan.ts'
import { type Ownership, ownershipOf } from '../compiler/schedule.ts'
import type { Node } from '../ir/types.ts'
import { type FunctionBuilder, type FunctionHandle, type Local, ModuleBuilder } from './assembler/index.ts'
import { ElementwiseWriter, writeElementwiseGroup } from './elementwise.ts'
import type { Arithmetic } from './features.ts'
import type { AnchorKernel, ElementKernel, KernelContext } from './kernel.ts'
import { anchorKernels, elementKernels } from './kernels/index.ts'

/** Kernels of a user's own operations, by operation name. */
export interface CustomKernels {
  readonly anchors?: Readonly<Record<string, AnchorKernel>>
  readonly elements?: Readonly<Record<string, ElementKernel>>
}

/** An emitted program. */
export interface EmittedProgram {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where its memory ends: work memory and the kernels' scratch. */
  readonly end: number
}

/**
 * Emits a program. The module imports `env.memory` and exports, each as (rows, thread, threads):
 * - `run`: all phases (with separate updates: gradients, then update)
 * - `gradients` and `update`: the two halves, where the plan separates them
 * - `phase0`, `phase1`, ...: for callers that put barriers between them
 */
export function emitProgram(plan: ProgramPlan, base: number, arithmetic: Arithmetic, custom: CustomKernels = {}): EmittedProgram {
  let end = base + plan.memory.size
  const scratch = (bytes: number): number => {
    const address = end
    end += Math.floor((bytes + LINE - 1) / LINE) * LINE
    return address
  }
  const emission = emitInSteps(plan, scratch, arithmetic, custom)
  for (;;) {
    const step = emission.next()
    if (step.done) return { bytes: step.value, end }
  }
}

/**
 * As {@link emitProgram}, stopping after each kernel, so that a caller may give its thread back.
 *
 * @param scratch gives a kernel memory of its own: an address, on a line
 */
export function* emitInSteps(
  plan: ProgramPlan,
  scratch: (bytes: number) => number,
  arithmetic: Arithmetic,
  custom: CustomKernels = {},
): Generator<undefined, Uint8Array<ArrayBuffer>> {
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', { initial: 1 })
  const sharedFunctions = new Map<string, FunctionHandle>()
  const shared: KernelContext['shared'] = (name, make) => {
    const known = sharedFunctions.get(name) ?? make(module)
    sharedFunctions.set(name, known)
    return known
  }
  const elementKernel = (node: Node): ElementKernel => kernelFor(node, elementKernels, custom.elements)
  /** The function (firstSegment, lastSegment, rowBegin, rowEnd) of a group's elementwise operations: one of its own, as tiles are. */
  const makeElements = (name: string, context: KernelContext): FunctionHandle =>
    module.function({ name, parameters: ['i32', 'i32', 'i32', 'i32'] }, (f) => {
      const [firstSegment, lastSegment, rowBegin, rowEnd] = f.parameters as [Local, Local, Local, Local]
      new ElementwiseWriter({ ...context, f }, elementKernel).write({ firstSegment, lastSegment, rowBegin, rowEnd })
    })
  const owners = plan.groups.map(ownershipOf)
  const kernels: FunctionHandle[] = []
  for (const [index, group] of plan.groups.entries()) {
    const name = `kernel${index}_${(group.anchor ?? (group.epilogue[0] as Node)).operation.name}`
    const kernel = module.function({ name, parameters: ['i32', 'i32', 'i32'] }, (f) => {
      const [begin, last, rows] = f.parameters as [Local, Local, Local]
      let finished = group.epilogue.length === 0
      const context: KernelContext = {
        f,
        group,
        ownership: owners[index] as Ownership,
        arithmetic,
        begin,
        end: last,
        rows,
        place: (node) => placeOf(plan, node),
        findPlace: (node) => plan.memory.places.get(node),
        epilogue: (region) => {
          if (group.epilogue.length === 0) return
          finished = true
          const bounds = [region.firstSegment, region.lastSegment, region.rowBegin, region.rowEnd]
          for (const bound of bounds) typeof bound === 'number' ? f.i32(bound) : f.get(bound)
          f.call(shared(`${name}_elements`, () => makeElements(`${name}_elements`, context)))
        },
        shared,
        scratch,
      }
      if (group.anchor === null || isView(plan, group)) writeElementwiseGroup(context)
      else kernelFor(group.anchor, anchorKernels, custom.anchors)(context)
      if (!finished)
        throw new Error(`${name}: the kernel leaves out its epilogue, ${group.epilogue.map((node) => node.operation.name)}`)
    })
    kernels.push(kernel)
    yield
  }
  const phases = plan.phases.map((phase, index) =>
    module.function({ name: `phase${index}`, parameters: ['i32', 'i32', 'i32'], export: true }, (f) => {
      for (const group of phase.groups) {
        writeShare(f, owners[group] as Ownership, plan.groups[group] as Group)
        f.get(f.parameters[0] as Local).call(kernels[group] as FunctionHandle)
      }
    }),
  )
  const form = (name: string, from: number, to: number): void => {
    module.function({ name, parameters: ['i32', 'i32', 'i32'], export: true }, (f) => {
      for (const phase of phases.slice(from, to)) {
        for (const parameter of f.parameters) f.get(parameter)
        f.call(phase)
      }
    })
  }
  form('run', 0, phases.length)
  if (plan.separateUpdates) {
    form('gradients', 0, plan.firstUpdatePhase)
    form('update', plan.firstUpdatePhase, phases.length)
  }
  return module.toBytes()
}

function placeOf(plan: ProgramPlan, node: Node): Place {
  const place = plan.memory.places.get(node)
  if (!place) throw new Error(`No place was planned for %${node.id} (${node.operation.name})`)
  return place
}

function kernelFor<K>(node: Node, own: Readonly<Record<string, K>>, custom: Readonly<Record<string, K>> = {}): K {
  const kernel = custom[node.operation.name] ?? own[node.operation.name]
  if (!kernel) {
    throw new Error(
      `The operation "${node.operation.name}" has no WebAssembly kernel. Register one under its name, or compose it of operations that have.`,
    )
  }
  return kernel
}

/** A reshape that is the same bytes needs no code. */
function isView(plan: ProgramPlan, { anchor }: Group): boolean {
  const operand = anchor?.inputs[0]
  if (anchor?.operation.name !== 'reshape' || !operand) return false
  return plan.memory.places.get(anchor)?.address === plan.memory.places.get(operand)?.address
}

/** Pushes begin and end of the calling thread's share: items * thread / threads, in the units of the kind. */
function writeShare(f: FunctionBuilder, { kind, items, unit }: Ownership, { anchor, layout }: Group): void {
  const [batch, thread, threads] = f.parameters as [Local, Local, Local]
  const rows = f.local('i32')
  f.get(batch).i32(layout.perBatchRow).op('i32.mul').set(rows)
  const bound = (next: number): void => {
    f.i32(items).get(thread)
    if (next > 0) f.i32(next).op('i32.add')
    f.op('i32.mul').get(threads).op('i32.div_u').i32(unit).op('i32.mul')
  }
  /** Cuts the value on the stack to at most `limit`. */
  const cut = (limit: Local | number): void => {
    const value = f.local('i32')
    f.set(value).get(value)
    const push = (): unknown => (typeof limit === 'number' ? f.i32(limit) : f.get(limit))
    push()
    f.get(value)
    push()
    f.op('i32.lt_s').select()
    f.release(value)
  }
  if (kind === 'whole') {
    f.release(rows)
    // One owner: the first thread.
    f.get(thread).i32(0).op('i32.ne').i32(1)
    return
  }
  bound(0)
  if (kind === 'rows') cut(rows)
  bound(1)
  if (kind === 'rows') cut(rows)
  if (kind === 'outputs') cut(anchor ? layout.rows : 1)
  f.release(rows)
}

// From a plan to a WebAssembly module: one function for each kernel, one for each phase, and the forms a caller runs. Thread
// and thread count are arguments, so one module serves any number of them.

import type { Group } from '../compiler/fuse.ts'
import { LINE } from '../compiler/layout.ts'
import type { Place } from '../compiler/memory.ts'
import type { ProgramPlan } from '../compiler/plan.ts'
import { type Ownership, ownershipOf } from '../compiler/schedule.ts'
import type { Node } from '../ir/types.ts'
import { roundUp } from '../numerics/rounding.ts'
import { type FunctionBuilder, type FunctionHandle, type Local, ModuleBuilder } from './assembler/index.ts'
import { makeBarrier } from './barrier.ts'
import { ElementwiseWriter, writeElementwiseGroup } from './elementwise.ts'
import type { Arithmetic } from './features.ts'
import type { AnchorKernel, ElementKernel, KernelContext } from './kernel.ts'
import { pushSmaller } from './kernels/blocks.ts'
import { anchorKernels, elementKernels } from './kernels/index.ts'
import { defaultTiles, type Tiler } from './kernels/tiling.ts'

/** Kernels of a user's own operations, by operation name. */
export interface CustomKernels {
  readonly anchors?: Readonly<Record<string, AnchorKernel>>
  readonly elements?: Readonly<Record<string, ElementKernel>>
}

/** The threads that a program may be run by. */
export interface Team {
  /** The most there can be: each has scratch memory of its own. */
  readonly threads: number
  /** Where the words of their barrier stand, TEAM_BYTES of them. */
  readonly words: number
}

/** What a program is emitted for. */
export interface EmitOptions {
  readonly arithmetic: Arithmetic
  /** Kernels of a user's own operations. */
  readonly kernels?: CustomKernels | undefined
  /** Chooses the tiles of products, which never changes a result. Default: by their shapes. */
  readonly tiles?: Tiler | undefined
  /** Emit for shared memory, with a barrier behind each phase. Default: for the private memory of one thread, without atomics. */
  readonly team?: Team | undefined
}

/** An emitted program. */
export interface EmittedProgram {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where its memory ends: work memory and the kernels' scratch. */
  readonly end: number
}

/** Pages of the largest memory there is: a module that imports a shared memory must name a limit, and takes smaller ones. */
export const MOST_PAGES = 65536

/**
 * Emits a program. The module imports `env.memory` and exports, each as (rows, thread, threads):
 * - `run`: all phases (with separate updates: gradients, then update)
 * - `gradients` and `update`: the two halves, where the plan separates them
 * - `phase0`, `phase1`, ...: for callers that put barriers between them
 *
 * and for a team also `barrier`, as (threads).
 */
export function emitProgram(plan: ProgramPlan, base: number, options: EmitOptions): EmittedProgram {
  let end = base + plan.memory.size
  const scratch = (bytes: number): number => {
    const address = end
    end += bytes
    return address
  }
  const emission = emitInSteps(plan, scratch, options)
  for (;;) {
    const step = emission.next()
    if (step.done) return { bytes: step.value, end }
  }
}

/** Emits one group of a plan by itself, in the caller's thread: its scratch memory lies behind all that the plan's programs use. */
export function emitAlone(plan: ProgramPlan, group: Group, options: EmitOptions): EmittedProgram {
  const behind = Math.max(0, ...[...plan.memory.places.values()].map(({ address, layout }) => address + layout.size))
  const base = roundUp(behind, LINE) - plan.memory.size
  const alone = { ...plan, groups: [group], phases: [{ groups: [0] }], firstUpdatePhase: 1, separateUpdates: false }
  return emitProgram(alone, base, { ...options, team: undefined })
}

/**
 * As {@link emitProgram}, stopping after each kernel, so that a caller may give its thread back.
 *
 * @param takeScratch gives memory for the scratch of all threads: an address, on a line
 */
export function* emitInSteps(
  plan: ProgramPlan,
  takeScratch: (bytes: number) => number,
  { arithmetic, kernels: custom = {}, tiles = defaultTiles, team }: EmitOptions,
): Generator<undefined, Uint8Array<ArrayBuffer>> {
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', team ? { initial: 1, maximum: MOST_PAGES, shared: true } : { initial: 1 })
  // A thread runs one kernel at a time, so all use the same scratch.
  let scratchBytes = 0
  const scratch = (bytes: number): number => {
    const offset = bytesUsed
    bytesUsed += roundUp(bytes, LINE)
    scratchBytes = Math.max(scratchBytes, bytesUsed)
    return offset
  }
  let bytesUsed = 0
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
    bytesUsed = 0
    const kernel = module.function({ name, parameters: ['i32', 'i32', 'i32', 'i32'] }, (f) => {
      const [begin, last, rows, scratchBase] = f.parameters as [Local, Local, Local, Local]
      let finished = group.epilogue.length === 0
      const context: KernelContext = {
        f,
        group,
        ownership: owners[index] as Ownership,
        arithmetic,
        tiles,
        begin,
        end: last,
        rows,
        scratchBase,
        place: (node) => placeOf(plan, node),
        findPlace: (node) => plan.memory.places.get(node),
        epilogue: (region) => {
          if (group.epilogue.length === 0) return
          finished = true
          const bounds = [region.firstSegment, region.lastSegment, region.rowBegin, region.rowEnd]
          for (const bound of bounds) f.push(bound)
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
  const scratchAddress = scratchBytes === 0 ? 0 : takeScratch(scratchBytes * (team?.threads ?? 1))
  const phases = plan.phases.map((phase, index) =>
    module.function({ name: `phase${index}`, parameters: ['i32', 'i32', 'i32'], export: true }, (f) => {
      const [rows, thread] = f.parameters as [Local, Local]
      for (const group of phase.groups) {
        writeShare(f, owners[group] as Ownership, plan.groups[group] as Group)
        f.get(rows)
        if (team) f.get(thread).times(scratchBytes).plus(scratchAddress)
        else f.i32(scratchAddress)
        f.call(kernels[group] as FunctionHandle)
      }
    }),
  )
  const barrier = team && makeBarrier(module, team.words)
  const form = (name: string, from: number, to: number): void => {
    module.function({ name, parameters: ['i32', 'i32', 'i32'], export: true }, (f) => {
      phases.slice(from, to).forEach((phase, index) => {
        const [, , threads] = f.parameters as [Local, Local, Local]
        if (barrier && index > 0) f.get(threads).call(barrier)
        for (const parameter of f.parameters) f.get(parameter)
        f.call(phase)
      })
    })
  }
  // After the last phase callers meet at `barrier` themselves: they may have work to put before it.
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
  f.get(batch).times(layout.perBatchRow).set(rows)
  const bound = (next: number): void => {
    f.i32(items).get(thread)
    if (next > 0) f.plus(next)
    f.op('i32.mul').get(threads).op('i32.div_u').times(unit)
  }
  /** Cuts the value on the stack to at most `limit`. */
  const cut = (limit: Local | number): void => {
    const value = f.local('i32')
    f.set(value)
    pushSmaller(f, value, limit)
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

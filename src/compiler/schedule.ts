// Orders kernels into phases with a barrier after each. In a phase a thread writes only what it owns; what a kernel owns is
// a fixed share of its work items, a function of shapes, so that results do not depend on the number of threads.

import { broadcastOf } from '../ir/elementwise.ts'
import type { Graph, Node } from '../ir/types.ts'
import { countParts } from '../numerics/rounding.ts'
import type { Group } from './fuse.ts'
import { type Layout, rowTile } from './layout.ts'

/** Work items of a kernel: what they are, and how many there are in all. */
export interface Ownership {
  readonly kind: 'segments' | 'rows' | 'outputs' | 'whole'
  readonly items: number
  /** How many segments, stored rows or outputs an item is; numbers, where a batch row is one number. */
  readonly unit: number
}

/** Kernels between two barriers, by index. */
export interface Phase {
  readonly groups: readonly number[]
}

/** The order of kernels, or why there is none. */
export interface Schedule {
  readonly phases: readonly Phase[]
  readonly blocked: ReadonlySet<Node>
}

/** Output rows (units) that one work item of a weight gradient covers. */
export const OUTPUT_TILE = 4

const WHOLE: Ownership = { kind: 'whole', items: 1, unit: 1 }

/** How a kernel's work is divided. All kernels over batch rows are divided at the same batch rows. */
export function ownershipOf({ anchor, epilogue, layout }: Group): Ownership {
  const { segments, batchRows, perBatchRow, rows, columns } = layout
  const partitions = (anchor ? [anchor] : epilogue).map(({ operation }) => operation.partition)
  if (partitions.includes('whole')) return WHOLE
  const reduces = anchor !== null && !anchor.type.batched && anchor.inputs.some(({ type }) => type.batched)
  const bySegments = anchor === null ? !partitions.includes('rows') : reduces || partitions[0] === 'segments'
  if (segments > 1 && bySegments) return { kind: 'segments', items: segments, unit: 1 }
  const batch = batchRows ? rows / perBatchRow : anchor?.type.batched && anchor.type.shape.length === 1 ? columns : 0
  if (batch > 0) return { kind: 'rows', items: countParts(batch, rowTile(batch)), unit: rowTile(batch) * perBatchRow }
  if (reduces && rows > 1) return { kind: 'outputs', items: countParts(rows, OUTPUT_TILE), unit: OUTPUT_TILE }
  return WHOLE
}

/**
 * Cuts the kernels into phases. A kernel joins the current phase if everything it reads was written in an earlier phase, or
 * in this one by the same owner, and everything it overwrites has been read; else it waits for the next. Kernels that only wait
 * for their own rows so run before those that sum over all rows: the digits network's step has three phases.
 *
 * @param assigned the states that nodes overwrite
 * @returns the phases, or else the states that stand in the way: each is overwritten before all that need it have run
 */
export function schedule(groups: readonly Group[], assigned: ReadonlyMap<Node, Node> = new Map()): Schedule {
  const owners = groups.map(ownershipOf)
  const writer = new Map<Node, number>()
  groups.forEach((group, index) => {
    for (const node of membersOf(group)) writer.set(node, index)
  })
  const readers = new Map<Node, number[]>()
  groups.forEach((group, index) => {
    for (const operand of operandsOf(group)) readers.set(operand, [...(readers.get(operand) ?? []), index])
  })
  const phaseOf = new Map<number, number>()
  const phases: number[][] = []
  while (phaseOf.size < groups.length) {
    const current = phases.length
    const phase: number[] = []
    groups.forEach((group, index) => {
      if (phaseOf.has(index)) return
      const owner = owners[index] as Ownership
      const readsReady = operandsOf(group).every((operand) => {
        const by = writer.get(operand)
        const when = by === undefined ? -1 : (phaseOf.get(by) ?? current + 1)
        return (
          when < current ||
          (when === current && sameOwner(owner, owners[by as number] as Ownership) && isLocal(owner, operand, group))
        )
      })
      const overwritesReady = membersOf(group).every((node) => {
        const target = assigned.get(node)
        return (
          !target || (readers.get(target) ?? []).every((reader) => reader === index || (phaseOf.get(reader) ?? current) < current)
        )
      })
      if (!readsReady || !overwritesReady) return
      phase.push(index)
      phaseOf.set(index, current)
    })
    if (phase.length === 0) {
      const waiting = groups.filter((_, index) => !phaseOf.has(index)).flatMap(membersOf)
      const blocked = waiting.map((node) => assigned.get(node)).filter((state) => state !== undefined)
      return { phases: [], blocked: new Set(blocked) }
    }
    phases.push(phase)
  }
  return { phases: phases.map((phase) => ({ groups: phase })), blocked: new Set() }
}

/**
 * Whether threads may begin a step without having met: each reads, in the first phase, only those parts of the inputs that it
 * gathers itself (the segments that it owns of inputs that have several, else its batch rows), and no output is written in that
 * phase, which another thread may still be reading.
 */
export function beginsApart(
  { inputs, outputs }: Graph,
  groups: readonly Group[],
  [first]: readonly Phase[],
  layouts: ReadonlyMap<Node, Layout>,
): boolean {
  const [gathered, kept] = [new Set(inputs.values()), new Set(outputs.values())]
  return (first?.groups ?? []).every((index) => {
    const group = groups[index] as Group
    if (membersOf(group).some((node) => kept.has(node))) return false
    const owner = ownershipOf(group)
    return operandsOf(group).every((operand) => {
      if (!gathered.has(operand)) return true
      if (!operand.type.batched || !isLocal(owner, operand, group)) return false
      const { segments } = layouts.get(operand) as Layout
      return segments > 1 ? owner.kind === 'segments' && owner.items === segments : owner.kind === 'rows'
    })
  })
}

/** All nodes that a kernel computes. */
export function membersOf({ anchor, companion, epilogue }: Group): readonly Node[] {
  return [...(anchor ? [anchor] : []), ...(companion ? [companion] : []), ...epilogue]
}

/** All that a kernel reads from memory. */
function operandsOf(group: Group): readonly Node[] {
  const members = membersOf(group)
  return members.flatMap((node) => node.inputs).filter((operand) => !members.includes(operand))
}

function sameOwner(a: Ownership, b: Ownership): boolean {
  return a.kind === b.kind && a.items === b.items
}

/** Whether an owner reads only its own share of an operand that the same kind of owner writes. */
function isLocal({ kind }: Ownership, operand: Node, { anchor, epilogue }: Group): boolean {
  if (kind === 'whole') return true
  if (kind === 'rows') return operand.type.batched && (anchor === null || anchor.type.batched)
  if (anchor?.inputs.includes(operand)) return anchor.operation.partition === 'segments'
  return epilogue.every((node) => !node.inputs.includes(operand) || broadcastOf(operand.type.shape, node.type.shape) === 'full')
}

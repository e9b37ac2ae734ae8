// Orders kernels into phases with a barrier after each. In a phase a thread writes only what it owns; what a kernel owns is
// a fixed share of its work items, a function of shapes, so that results do not depend on the number of threads.

import type { Node } from '../ir/types.ts'
import type { Group } from './fuse.ts'
import { rowTile } from './layout.ts'

/** Work items of a kernel: what they are, and how many there are in all. */
export interface Ownership {
  readonly kind: 'segments' | 'rows' | 'outputs' | 'whole'
  readonly items: number
}

/** Kernels between two barriers, by index. */
export interface Phase {
  readonly groups: readonly number[]
}

/** Output rows (units) that one work item of a weight gradient covers. */
export const OUTPUT_TILE = 4

/** How a kernel's work is divided. */
export function ownershipOf({ anchor, epilogue, layout }: Group): Ownership {
  const last = anchor ?? (epilogue[0] as Node)
  if (last.operation.partition === 'whole') return { kind: 'whole', items: 1 }
  const reduces = anchor !== null && !anchor.type.batched && anchor.inputs.some(({ type }) => type.batched)
  if (layout.segments > 1 && (!layout.batchRows || last.operation.partition === 'segments' || anchor === null)) {
    return { kind: 'segments', items: layout.segments }
  }
  const batchRows = layout.batchRows ? layout.rows : anchor?.type.batched && last.type.shape.length === 1 ? layout.columns : 0
  if (batchRows > 0) return { kind: 'rows', items: Math.floor((batchRows + rowTile(batchRows) - 1) / rowTile(batchRows)) }
  if (reduces && layout.rows > 1) return { kind: 'outputs', items: Math.floor((layout.rows + OUTPUT_TILE - 1) / OUTPUT_TILE) }
  return { kind: 'whole', items: 1 }
}

/** Cuts the kernels into phases: a barrier stands where a kernel reads what another owner may just have written. */
export function schedule(groups: readonly Group[], breaks: readonly number[] = []): readonly Phase[] {
  const phases: number[][] = []
  const phaseOf = new Map<Node, { phase: number; owner: Ownership }>()
  groups.forEach((group, index) => {
    const owner = ownershipOf(group)
    const members = [...(group.anchor ? [group.anchor] : []), ...(group.companion ? [group.companion] : []), ...group.epilogue]
    const reads = members.flatMap((node) => node.inputs).filter((operand) => !members.includes(operand))
    const foreign = reads.some((operand) => {
      const by = phaseOf.get(operand)
      return by?.phase === phases.length - 1 && !(by.owner.kind === owner.kind && by.owner.items === owner.items && isLocal(owner, operand, group))
    })
    if (phases.length === 0 || foreign || breaks.includes(index)) phases.push([])
    ;(phases[phases.length - 1] as number[]).push(index)
    for (const node of members) phaseOf.set(node, { phase: phases.length - 1, owner })
  })
  return phases.map((phase) => ({ groups: phase }))
}

/** Whether an owner reads only its own share of an operand: batch rows by rows, segments by segments. */
function isLocal(owner: Ownership, operand: Node, group: Group): boolean {
  if (owner.kind === 'whole') return true
  if (owner.kind === 'rows') return operand.type.batched && (group.anchor === null || group.anchor.type.batched)
  return owner.kind === 'segments'
}

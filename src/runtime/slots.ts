// Where a program's inputs and outputs lie, as plain data that can be sent to a thread.

import { rowTile } from '../compiler/layout.ts'
import type { Place } from '../compiler/memory.ts'
import type { ProgramPlan } from '../compiler/plan.ts'
import type { Node } from '../ir/types.ts'
import { sizeOf } from '../tensor/index.ts'
import type { Slot, Slots } from './batches.ts'

/** The slots of a program's inputs and outputs. */
export function slotsOf({ graph: { inputs, outputs }, memory: { places }, beginsApart }: ProgramPlan): Slots {
  const slot = ([name, node]: [string, Node]): Slot => {
    const { address, layout } = places.get(node) as Place
    const { shape, batched } = node.type
    const capacity = batched ? (shape[0] as number) : 1
    const { dtype, columns, segments, length, stride, block } = layout
    return {
      name,
      address,
      dtype,
      batched,
      vector: batched && !layout.batchRows,
      capacity,
      perRow: batched ? sizeOf(shape.slice(1)) : sizeOf(shape),
      storedRows: layout.batchRows ? layout.perBatchRow : 1,
      ...{ columns, segments, length, stride, block },
      unit: rowTile(capacity),
    }
  }
  const slots = { inputs: [...inputs].map(slot), outputs: [...outputs].map(slot) }
  const gathered = new Set(slots.inputs.map(({ address }) => address))
  return { ...slots, meetBefore: !beginsApart, meetBehind: slots.outputs.some(({ address }) => gathered.has(address)) }
}

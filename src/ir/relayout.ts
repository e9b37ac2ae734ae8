// A copy into the other storage order. Logically it does nothing; the compiler inserts it where a kernel needs its operand
// with the other axis contiguous.

import type { Node, Operation, Storage, ValueType } from './types.ts'

const copy: Operation = {
  name: 'relayout',
  infer: ([type]) => type as ValueType,
  partition: 'whole',
  elementwise: false,
}

/** The same value, stored with the other axis contiguous. */
export function relayout(x: Node, storage: Storage): Node {
  return x.graph.apply(copy, [x], { storage })
}

/** Whether a node is a relayout. */
export const relayoutOperation: Operation = copy

// Between float64 and float32. Only row weights and the gradient of the mean are float64; an operation that multiplies them
// into its result before its one rounding takes them as they are, others get them rounded.

import type { Node, Operation, ValueType } from './types.ts'

const widening: Operation = {
  name: 'toFloat64',
  infer: ([type]) => ({ ...(type as ValueType), dtype: 'float64' }),
  gradient: (_node, upstream) => [upstream],
  partition: 'rows',
  elementwise: false,
}

const narrowing: Operation = {
  name: 'toFloat32',
  infer: ([type]) => ({ ...(type as ValueType), dtype: 'float32' }),
  gradient: (_node, upstream) => [upstream],
  partition: 'rows',
  elementwise: false,
}

/** Row values float32 [batch] as float64, exactly. */
export function toFloat64(x: Node): Node {
  return x.type.dtype === 'float64' ? x : x.graph.apply(widening, [x])
}

/** Row values float64 [batch] rounded to float32. */
export function toFloat32(x: Node): Node {
  return x.type.dtype === 'float32' ? x : x.graph.apply(narrowing, [x])
}

// Between float64 and float32. Only row weights and the gradient of the mean are float64; an operation that multiplies them
// into its result before its one rounding takes them as they are, others get them rounded.

import type { Evaluation, Node, Operation, ValueType } from './types.ts'

type Input = Evaluation['inputs'][number]

const widening: Operation = {
  name: 'toFloat64',
  infer: ([type]) => ({ ...(type as ValueType), dtype: 'float64' }),
  evaluate: ({ inputs: [x], precision }) => ({
    data: (x as Input).data,
    bound: precision === 'float64' ? ((x as Input).bound ?? new Float64Array((x as Input).data.length)) : null,
  }),
  gradient: (_node, upstream) => [upstream],
  contract: 'exact',
  partition: 'rows',
  elementwise: false,
}

const narrowing: Operation = {
  name: 'toFloat32',
  infer: ([type]) => ({ ...(type as ValueType), dtype: 'float32' }),
  evaluate: ({ inputs: [x], precision, round }) => {
    const { data, bound } = x as Input
    const errors = data.map((value, i) => (bound?.[i] ?? 0) + Math.abs(value) / 0x1000000)
    return { data: data.map(round), bound: precision === 'float64' ? errors : null }
  },
  gradient: (_node, upstream) => [upstream],
  contract: 'one rounding',
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

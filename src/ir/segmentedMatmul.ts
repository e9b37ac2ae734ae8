// A wide matrix product in two operations, as it is computed: partial sums of each input segment, which their owners keep in
// their own caches, and the sum of the segments in order. Together they are `matmul`, bit for bit.

import { ShapeError } from '../errors.ts'
import { type Segments, segmentsOf } from './segments.ts'
import type { Node, Operation } from './types.ts'

const partialProducts: Operation = {
  name: 'matmulPartial',
  infer([a, b]) {
    const [m, k] = (a?.shape ?? []) as [number, number]
    const [k2, n] = (b?.shape ?? []) as [number, number]
    if (k !== k2) throw new ShapeError(`matmulPartial: [${a?.shape}] times [${b?.shape}].`)
    return { shape: [m, segmentsOf(k).count * n], dtype: 'float32', batched: a?.batched ?? false }
  },
  partition: 'segments',
  elementwise: false,
  operandStorage: () => ['rows', 'columns'],
  columnSegments: (node): Segments => {
    const { count } = segmentsOf((node.inputs[0] as Node).type.shape[1] as number)
    return { count, length: (node.type.shape[1] as number) / count }
  },
}

const sumOfSegments: Operation = {
  name: 'segmentSum',
  infer([partial], attributes) {
    const count = attributes.count as number
    const [m, wide] = (partial?.shape ?? []) as [number, number]
    return { shape: [m, wide / count], dtype: 'float32', batched: partial?.batched ?? false }
  },
  partition: 'rows',
  elementwise: true,
}

/** a [m, k] times b [k, n], in the two steps of a wide layer. */
export function segmentedMatmul(a: Node, b: Node): Node {
  const { count } = segmentsOf(a.type.shape[1] as number)
  const partial = a.graph.apply(partialProducts, [a, b])
  return a.graph.apply(sumOfSegments, [partial], { count })
}

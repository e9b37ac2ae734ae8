// Splits wide matrix products into partial sums by input segment and their sum, so that each segment has an owner.

import { rewriteGraph } from '../ir/graph.ts'
import { matmulOperation } from '../ir/matmul.ts'
import { segmentedMatmul } from '../ir/segmentedMatmul.ts'
import { segmentsOf } from '../ir/segments.ts'
import type { Graph, Node } from '../ir/types.ts'

/** Rewrites every product whose inner axis has more than one segment. The numbers stay the same, bit for bit. */
export function segmentWideProducts(graph: Graph): Graph {
  return rewriteGraph(graph, (node, copy, replaced) => {
    const wide =
      node.operation === matmulOperation &&
      node.attributes['transposed'] === 'none' &&
      segmentsOf((node.inputs[0] as Node).type.shape[1] as number).count > 1
    if (!wide) return copy()
    const [a, b] = node.inputs.map(replaced) as [Node, Node]
    return segmentedMatmul(a, b)
  })
}

// The mean of row losses: the root of training's gradients. Rows whose label is ignored count for nothing.

import { ShapeError } from '../errors.ts'
import type { Node, Operation } from './types.ts'

const mean: Operation = {
  name: 'rowMean',
  infer([values]) {
    if (values?.shape.length !== 1) throw new ShapeError(`rowMean takes row values [batch]; received [${values?.shape}].`)
    return { shape: [], dtype: 'float64', batched: false }
  },
  gradient: (node, upstream) => {
    const [values, labels] = node.inputs as [Node, Node | undefined]
    const attributes = { batchSize: values.type.shape[0] as number, ignoreClass: node.attributes.ignoreClass ?? null }
    return [node.graph.apply(share, labels ? [upstream, labels] : [upstream], attributes), undefined]
  },
  partition: 'whole',
  elementwise: false,
}

/** upstream / (rows not ignored), for each row, in float64. */
const share: Operation = {
  name: 'rowShare',
  infer: (_inputs, attributes) => ({ shape: [attributes.batchSize as number], dtype: 'float64', batched: true }),
  partition: 'rows',
  elementwise: false,
}

/**
 * The mean of row values [batch] -> float64 []. With labels and `ignoreClass`, rows with that label are left out of the
 * count (their losses are 0). The mean of no rows is 0.
 */
export function rowMean(values: Node, labels?: Node, ignoreClass: number | null = null): Node {
  return values.graph.apply(mean, labels ? [values, labels] : [values], { ignoreClass })
}

// The mean of row losses: the root of training's gradients. Rows whose label is ignored count for nothing.

import { ShapeError } from '../errors.ts'
import type { Evaluation, Node, Operation } from './types.ts'

function countRows(labels: Evaluation['inputs'][number] | undefined, rows: number, ignoreClass: unknown): number {
  if (!labels || ignoreClass === null) return rows
  let count = 0
  for (const label of labels.data) if (label !== ignoreClass) count++
  return count
}

const mean: Operation = {
  name: 'rowMean',
  infer([values]) {
    if (values?.shape.length !== 1) throw new ShapeError(`rowMean takes row values [batch]; received [${values?.shape}].`)
    return { shape: [], dtype: 'float64', batched: false }
  },
  evaluate({ inputs: [values, labels], attributes, precision }) {
    const { data, bound } = values as Evaluation['inputs'][number]
    const count = countRows(labels, data.length, attributes.ignoreClass)
    const average = (terms: Float64Array): number => (count === 0 ? 0 : terms.reduce((total, term) => total + term, 0) / count)
    const errors = precision === 'float64' ? Float64Array.of(bound ? average(bound) * 1.001 : 0) : null
    return { data: Float64Array.of(average(data)), bound: errors }
  },
  gradient: (node, upstream) => {
    const [values, labels] = node.inputs as [Node, Node | undefined]
    const attributes = { batchSize: values.type.shape[0] as number, ignoreClass: node.attributes.ignoreClass ?? null }
    return [node.graph.apply(share, labels ? [upstream, labels] : [upstream], attributes), undefined]
  },
  contract: 'float64, a pairwise tree over blocks of 1,024 rows, divided by the rows not ignored',
  partition: 'whole',
  elementwise: false,
}

/** upstream / (rows not ignored), for each row, in float64. */
const share: Operation = {
  name: 'rowShare',
  infer: (_inputs, attributes) => ({ shape: [attributes.batchSize as number], dtype: 'float64', batched: true }),
  evaluate({ inputs: [upstream, labels], attributes, shape, precision }) {
    const rows = shape[0] as number
    const count = countRows(labels, rows, attributes.ignoreClass)
    const value = count === 0 ? 0 : ((upstream as Evaluation['inputs'][number]).data[0] as number) / count
    return { data: new Float64Array(rows).fill(value), bound: precision === 'float64' ? new Float64Array(rows) : null }
  },
  contract: 'float64, one rounding',
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

// The references of rowMean.ts.

import type { Evaluated, References } from './reference.ts'

function countRows(labels: Evaluated | undefined, rows: number, ignoreClass: unknown): number {
  if (!labels || ignoreClass === null) return rows
  let count = 0
  for (const label of labels.data) if (label !== ignoreClass) count++
  return count
}

export const rowMeanReferences: References<'rowMean' | 'rowShare'> = {
  rowMean: {
    contract: 'float64, a pairwise tree over blocks of 1,024 rows, divided by the rows not ignored',
    evaluate({ inputs: [values, labels], attributes, precision }) {
      const { data, bound } = values as Evaluated
      const count = countRows(labels, data.length, attributes.ignoreClass)
      const average = (terms: Float64Array): number => (count === 0 ? 0 : terms.reduce((total, term) => total + term, 0) / count)
      const errors = precision === 'float64' ? Float64Array.of(bound ? average(bound) * 1.001 : 0) : null
      return { data: Float64Array.of(average(data)), bound: errors }
    },
  },

  rowShare: {
    contract: 'float64, one rounding',
    evaluate({ inputs: [upstream, labels], attributes, shape, precision }) {
      const rows = shape[0] as number
      const count = countRows(labels, rows, attributes.ignoreClass)
      const value = count === 0 ? 0 : ((upstream as Evaluated).data[0] as number) / count
      return { data: new Float64Array(rows).fill(value), bound: precision === 'float64' ? new Float64Array(rows) : null }
    },
  },
}

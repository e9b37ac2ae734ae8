// The references of reduce.ts.

import type { ReduceOver } from './reduce.ts'
import { type Evaluated, type Evaluation, type References, type Result, unitRoundoff } from './reference.ts'

/** Sums one row in the contract's order: lane = column mod 4, each ascending, then (l0 + l1) + (l2 + l3). */
function sumLanes(data: Float64Array, start: number, length: number, round: (x: number) => number): number {
  const lanes = [0, 0, 0, 0]
  for (let i = 0; i < length; i++) lanes[i & 3] = round((lanes[i & 3] as number) + (data[start + i] as number))
  const [l0, l1, l2, l3] = lanes as [number, number, number, number]
  return round(round(l0 + l1) + round(l2 + l3))
}

function evaluateSum({ inputs, attributes, precision, round }: Evaluation): Result {
  const { data, bound, shape } = inputs[0] as Evaluated
  const columns = shape[shape.length - 1] as number
  const rows = data.length / columns
  const over = attributes.over as ReduceOver
  const sum = (values: Float64Array, rounding: (x: number) => number): Float64Array => {
    if (over === 'rows') {
      const out = new Float64Array(columns)
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) out[c] = rounding((out[c] as number) + (values[r * columns + c] as number))
      }
      return out
    }
    const perRow = Float64Array.from({ length: rows }, (_, r) => sumLanes(values, r * columns, columns, rounding))
    return over === 'columns' ? perRow : Float64Array.of(perRow.reduce((total, value) => rounding(total + value), 0))
  }
  const result = sum(data, round)
  if (precision === 'float32') return { data: result, bound: null }
  const exact = (x: number): number => x
  const errors = bound ?? new Float64Array(data.length)
  const magnitudes = sum(
    data.map((value, i) => Math.abs(value) + (errors[i] as number)),
    exact,
  )
  const propagated = sum(errors, exact)
  const terms = over === 'rows' ? rows : over === 'columns' ? columns : rows * columns
  return {
    data: result,
    bound: propagated.map((error, i) => error * 1.001 + (terms + 4) * unitRoundoff * 1.001 * (magnitudes[i] as number)),
  }
}

export const reduceReferences: References<'reduceSum' | 'onesLike'> = {
  reduceSum: {
    contract:
      'rows: ascending rows; columns: 4 lanes (column mod 4) ascending, then (l0+l1)+(l2+l3); all: columns, then ascending rows',
    evaluate: evaluateSum,
  },

  onesLike: {
    contract: 'exact',
    evaluate: ({ inputs: [x], precision }) => {
      const size = (x as { data: Float64Array }).data.length
      return { data: new Float64Array(size).fill(1), bound: precision === 'float64' ? new Float64Array(size) : null }
    },
  },
}

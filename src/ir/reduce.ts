// Sums of a matrix over its rows, its columns, or both.

import { ShapeError } from '../errors.ts'
import { sizeOf } from '../tensor/index.ts'
import { multiply } from './arithmetic.ts'
import { unitRoundoff } from './elementwise.ts'
import type { Evaluation, Node, Operation } from './types.ts'

/** rows (all axes but the last): one sum for each column [columns]; columns: one for each row [..., 1]; all: one sum [] */
export type ReduceOver = 'rows' | 'columns' | 'all'

/** Sums one row in the contract's order: lane = column mod 4, each ascending, then (l0 + l1) + (l2 + l3). */
function sumLanes(data: Float64Array, start: number, length: number, round: (x: number) => number): number {
  const lanes = [0, 0, 0, 0]
  for (let i = 0; i < length; i++) lanes[i & 3] = round((lanes[i & 3] as number) + (data[start + i] as number))
  const [l0, l1, l2, l3] = lanes as [number, number, number, number]
  return round(round(l0 + l1) + round(l2 + l3))
}

function evaluateSum({ inputs, attributes, precision, round }: Evaluation) {
  const { data, bound, shape } = inputs[0] as Evaluation['inputs'][number]
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

const summation: Operation = {
  name: 'reduceSum',
  infer([type], attributes) {
    if (!type || type.shape.length < 2 || type.dtype !== 'float32') {
      throw new ShapeError(
        `reduceSum takes float32 values [..., columns] of at least two dimensions; received [${type?.shape}] (${type?.dtype}). Use reshape first.`,
      )
    }
    const columns = type.shape[type.shape.length - 1] as number
    const over = attributes.over as ReduceOver
    if (over === 'columns') return { shape: [...type.shape.slice(0, -1), 1], dtype: 'float32', batched: type.batched }
    return { shape: over === 'rows' ? [columns] : [], dtype: 'float32', batched: false }
  },
  evaluate: evaluateSum,
  gradient: (node, upstream) => {
    // The sum spreads its gradient evenly: multiplying a matrix of ones broadcasts it.
    const x = node.inputs[0] as Node
    return [multiply(x.graph.apply(onesLike, [x]), upstream)]
  },
  contract:
    'rows: ascending rows; columns: 4 lanes (column mod 4) ascending, then (l0+l1)+(l2+l3); all: columns, then ascending rows',
  partition: 'rows',
  elementwise: false,
}

/** A matrix of ones of the operand's shape (what a gradient of a sum is broadcast over). */
const onesLike: Operation = {
  name: 'onesLike',
  infer: ([type]) => type as NonNullable<typeof type>,
  evaluate: ({ inputs: [x], precision }) => {
    const size = (x as { data: Float64Array }).data.length
    return { data: new Float64Array(size).fill(1), bound: precision === 'float64' ? new Float64Array(size) : null }
  },
  gradient: () => [undefined],
  contract: 'exact',
  partition: 'elements',
  elementwise: true,
}

/** Sums [..., columns]: over its rows (all leading axes) -> [columns], over its columns -> [..., 1], over all -> []. */
export function reduceSum(x: Node, over: ReduceOver): Node {
  return x.graph.apply(summation, [x], { over })
}

/** The mean over rows, columns, or all (over a batch's rows, a batch of the full size is meant). */
export function reduceMean(x: Node, over: ReduceOver): Node {
  const columns = x.type.shape[x.type.shape.length - 1] as number
  const rows = sizeOf(x.type.shape) / columns
  const count = over === 'rows' ? rows : over === 'columns' ? columns : rows * columns
  return multiply(reduceSum(x, over), 1 / count)
}

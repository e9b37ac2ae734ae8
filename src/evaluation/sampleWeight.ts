// Weights of rows, and the means that they weigh.

import { DataError, describe, ShapeError } from '../errors.ts'
import { PairwiseSum } from '../numerics/index.ts'
import { isTensor, type Tensor } from '../tensor/index.ts'

/** An option of figures that count some rows more than others. */
export interface SampleWeightOption {
  /** How much each row counts, shape [rows], each >= 0 and one of them > 0. Default: all count 1. */
  readonly sampleWeight?: Tensor | ArrayLike<number>
}

/**
 * Checked weights in float64; undefined where there are none.
 *
 * @throws ShapeError unless there is one for each row, DataError for a weight that is negative or not finite, or where all are 0
 */
export function readSampleWeight(
  what: string,
  weights: SampleWeightOption['sampleWeight'],
  rows: number,
): Float64Array | undefined {
  if (weights === undefined) return undefined
  const data = isTensor(weights) ? weights.data : weights
  const scale = isTensor(weights) ? (weights.scale ?? 1) : 1
  if (typeof data !== 'object' || data === null || typeof data.length !== 'number') {
    throw new DataError(`${what}: sampleWeight must be an array of numbers; received ${describe(weights)}.`)
  }
  if (data.length !== rows) {
    throw new ShapeError(`${what}: there are ${rows} rows but ${data.length} sample weights; one for each row is needed.`)
  }
  const result = new Float64Array(rows)
  let total = 0
  for (let row = 0; row < rows; row++) {
    const weight = (data[row] as number) * scale
    if (typeof data[row] !== 'number' || !(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new DataError(`${what}: sampleWeight of row ${row} must be a finite number >= 0; received ${describe(data[row])}.`)
    }
    result[row] = weight
    total += weight
  }
  if (!(total > 0)) throw new DataError(`${what}: all sample weights are 0, so nothing counts. Give one row a weight > 0.`)
  return result
}

/**
 * sum of w_i v_i / sum of w_i, in a fixed pairwise tree. A row of weight 0 counts for nothing, even where its value is infinite.
 *
 * @param values [rows]
 */
export function weightedMean(values: ArrayLike<number>, weights: Float64Array | undefined): number {
  const sum = new PairwiseSum()
  if (weights === undefined) {
    sum.addAll(values)
    return sum.mean()
  }
  const total = new PairwiseSum()
  for (let row = 0; row < values.length; row++) {
    const weight = weights[row]
    if (weight === 0) continue
    sum.add(weight * values[row])
    total.add(weight)
  }
  return sum.value() / total.value()
}

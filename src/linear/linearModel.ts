// A fitted linear model: the coefficients as they were fitted (of standardized features, where they are), and what they mean for the
// features as they come.

import { exp64, log1p64 } from '../numerics/index.ts'
import type { SparseTensor, Tensor } from '../tensor/index.ts'
import { linearRows } from './linearRows.ts'
import type { Standardization } from './standardize.ts'

/** Coefficients [classes, features] and intercepts [classes] of standardized rows. */
export interface LinearModel {
  readonly classes: number
  readonly features: number
  readonly coefficients: Float64Array
  readonly intercepts: Float64Array
  readonly standardization: Standardization | undefined
}

/**
 * A model from a point of its objective: coefficients, then intercepts, where there are any. Adding a number to all intercepts changes no
 * probability; it is chosen so that those of the features as they come have the mean 0.
 */
export function modelFromPoint(
  point: Float64Array,
  classes: number,
  features: number,
  standardization: Standardization | undefined,
): LinearModel {
  const coefficients = point.slice(0, classes * features)
  const intercepts = new Float64Array(classes)
  intercepts.set(point.subarray(classes * features))
  const model = { classes, features, coefficients, intercepts, standardization }
  if (point.length > coefficients.length) {
    const mean = foldedModel(model).intercept.reduce((sum, value) => sum + value, 0) / classes
    for (let c = 0; c < classes; c++) intercepts[c] -= mean
  }
  return model
}

/** For features as they come: coef = W / deviation and intercept = b - sum of coef mean. */
export function foldedModel({ classes, features, coefficients, intercepts, standardization }: LinearModel): {
  coef: Float64Array
  intercept: Float64Array
} {
  const coef = coefficients.slice()
  const intercept = intercepts.slice()
  if (!standardization) return { coef, intercept }
  for (let c = 0; c < classes; c++) {
    for (let f = 0; f < features; f++) {
      coef[c * features + f] /= standardization.deviation[f]
      intercept[c] -= coef[c * features + f] * standardization.mean[f]
    }
  }
  return { coef, intercept }
}

/** The point of an objective over rows that are standardized in another way: where a warm start begins. */
export function pointOf(model: LinearModel, standardization: Standardization | undefined, intercept: boolean): Float64Array {
  const { classes, features } = model
  const { coef, intercept: folded } = foldedModel(model)
  const point = new Float64Array(classes * (features + (intercept ? 1 : 0)))
  for (let c = 0; c < classes; c++) {
    for (let f = 0; f < features; f++) {
      const i = c * features + f
      point[i] = standardization ? coef[i] * standardization.deviation[f] : coef[i]
      if (standardization && intercept) folded[c] += coef[i] * standardization.mean[f]
    }
    if (intercept) point[classes * features + c] = folded[c]
  }
  return point
}

/** Logits [rows, classes] in float64. */
export async function linearLogits(
  model: LinearModel,
  x: Tensor | SparseTensor,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const { classes, coefficients, intercepts, standardization } = model
  const rows = linearRows(x, standardization)
  const out = new Float64Array(rows.rows * classes)
  for (let first = 0; first < rows.rows; first += rows.blockRows) {
    const last = Math.min(rows.rows, first + rows.blockRows)
    const block = out.subarray(first * classes, last * classes)
    rows.forward(first, last, coefficients, classes, block)
    for (let i = 0; i < block.length; i++) block[i] += intercepts[i % classes]
    await pause()
  }
  return out
}

/** Softmax of each row of logits / temperature, in place. */
export function softmaxInPlace(logits: Float64Array, classes: number, temperature = 1): Float64Array {
  for (let offset = 0; offset < logits.length; offset += classes) {
    const row = logits.subarray(offset, offset + classes)
    let most = row[0]
    for (const value of row) most = Math.max(most, value)
    let sum = 0
    for (let c = 0; c < classes; c++) {
      row[c] = exp64((row[c] - most) / temperature)
      sum += row[c]
    }
    for (let c = 0; c < classes; c++) row[c] /= sum
  }
  return logits
}

/** The mean loss of logits, by weight, and the part of the rows that are right. */
export function measureLogits(
  logits: Float64Array,
  labels: Int32Array,
  classes: number,
  weights?: Float64Array,
): { loss: number; accuracy: number } {
  let [loss, right, total] = [0, 0, 0]
  for (let row = 0; row < labels.length; row++) {
    const weight = weights ? weights[row] : 1
    const offset = row * classes
    const best = highestIn(logits, offset, classes)
    const most = logits[offset + best]
    let rest = 0
    for (let c = 0; c < classes; c++) if (c !== best) rest += exp64(logits[offset + c] - most)
    if (weight > 0) loss += weight * (most - logits[offset + labels[row]] + log1p64(rest))
    if (best === labels[row]) right += weight
    total += weight
  }
  return { loss: loss / total, accuracy: right / total }
}

/** The first class of the greatest logit. */
export function highestIn(values: ArrayLike<number>, offset: number, classes: number): number {
  let best = 0
  for (let c = 1; c < classes; c++) if (values[offset + c] > values[offset + best]) best = c
  return best
}

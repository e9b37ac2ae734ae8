// Cross-entropy from logits for soft labels (one-hot with smoothing, mixtures, distillation), and its gradient.

import { describe, UsageError } from '../errors.ts'
import { addToOdd } from './bits.ts'
import { checkTargets, checkWeights, countRows, type Numbers } from './check.ts'
import { makeLanes, Row, sumOfLanes } from './row.ts'
import type { Crossentropy } from './sparseCategoricalCrossentropy.ts'

/** The options of {@link categoricalCrossentropy}. */
export interface CategoricalCrossentropyOptions {
  /** s from 0 to 1: targets q become q (1 - s) + s / classes, in float64. Default 0. */
  readonly labelSmoothing?: number | undefined
  /** One number for each row, which its loss and gradient are multiplied by in float64, before the rounding. */
  readonly weights?: Numbers | undefined
}

/**
 * The loss -sum_j q_j ln softmax_j of each row and its gradient softmax sum(q) - q.
 *
 * With a the argmax: R = sum of q_j over j != a, Q = q_a + R, both sums below in the eight lanes of row.ts.
 * loss = sum_j q_j (-d_j) + L Q, terms with q_j = 0 left out (0 times infinity is never formed), rounded to odd;
 * gradient_i = (e_i r) Q - q_i for i != a, and R - (S1 r) Q for a, which for a one-hot target gives the bits of
 * sparseCategoricalCrossentropy. Elsewhere the gradient cancels where a probability is near its target: its error is at
 * most 2^-39 Q |weight| plus half an ulp.
 * A weight multiplies in float64; a row with weight 0 gives 0, whatever its logits.
 *
 * @param targets float32, [rows, classes]: finite numbers >= 0, whose sum need not be 1
 * @param logits float32, [rows, classes] in row-major order
 * @param classes the length of a row, >= 1
 * @throws LabelError (a RangeError) for a target that is not a finite number >= 0, naming row and class; DataError where
 * lengths do not match or a weight is not finite; UsageError for a bad class count or smoothing
 */
export function categoricalCrossentropy(
  targets: Float32Array,
  logits: Float32Array,
  classes: number,
  { labelSmoothing = 0, weights }: CategoricalCrossentropyOptions = {},
): Crossentropy {
  const caller = 'categoricalCrossentropy'
  const rows = countRows(caller, logits, classes)
  checkTargets(caller, targets, logits, classes)
  if (weights !== undefined) checkWeights(caller, weights, rows)
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new UsageError(`${caller}: labelSmoothing must be a number from 0 to 1; received ${describe(labelSmoothing)}.`)
  }
  const kept = 1 - labelSmoothing
  const spread = labelSmoothing / classes
  const losses = new Float32Array(rows)
  const gradient = new Float32Array(logits.length)
  const row = new Row(classes)
  const { differences, terms } = row
  const smoothed = new Float64Array(classes)
  const targetLanes = makeLanes()
  const lossLanes = makeLanes()
  for (let r = 0; r < rows; r++) {
    const weight = weights === undefined ? 1 : weights[r]
    if (weight === 0) continue
    const offset = r * classes
    row.read(logits, offset)
    const { argmax, reciprocal } = row
    targetLanes.fill(0)
    lossLanes.fill(0)
    for (let i = 0; i < classes; i++) {
      const q = targets[offset + i] * kept + spread
      smoothed[i] = q
      targetLanes[i & 7] += i === argmax ? 0 : q
      lossLanes[i & 7] += q === 0 ? 0 : q * -differences[i]
    }
    const others = sumOfLanes(targetLanes)
    const sum = smoothed[argmax] + others
    losses[r] = weight * addToOdd(sumOfLanes(lossLanes), row.log * sum)
    for (let i = 0; i < classes; i++) gradient[offset + i] = weight * (terms[i] * reciprocal * sum - smoothed[i])
    gradient[offset + argmax] = weight * (others - row.rest * reciprocal * sum)
  }
  return { losses, gradient, rows }
}

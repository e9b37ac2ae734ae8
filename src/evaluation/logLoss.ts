// The loss that training minimises, of probabilities that are given.

import { log64 } from '../numerics/index.ts'
import type { TensorLike } from '../tensor/index.ts'
import type { ClassesOption } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption, weightedMean } from './sampleWeight.ts'
import { labelsOfColumns, readProbabilities } from './scores.ts'

/** Options of logLoss. */
export interface LogLossOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption {}

/** log64 is for normal numbers: what is smaller is lifted by 2^100 first. */
const SMALL = 1e-290
const LIFT = 1024 * 1024 * 1024 * 1024 * 1024 * (1024 * 1024 * 1024 * 1024 * 1024) // 2^100, exactly
const LOG_LIFT: number = /* @__PURE__ */ log64(LIFT)

/** -ln p; +infinity for 0. */
function surprise(p: number): number {
  if (p === 0) return Number.POSITIVE_INFINITY
  return p < SMALL ? LOG_LIFT - log64(p * LIFT) : 0 - log64(p)
}

/**
 * Log loss, the mean of -ln p_y: sum of w_i (-ln p_i,y_i) / sum of w_i. As scikit-learn's `log_loss`, but nothing is clipped: where
 * the true class has p = 0 (and a weight) the loss is +Infinity, and p = 1 costs exactly nothing.
 *
 * Probabilities that a float32 softmax has rounded to 0 tell no more than that; a model's `evaluate` takes the loss from logits.
 *
 * @param labels true labels, shape [rows]
 * @param probabilities shape [rows, classes]; every row sums to 1 within 0.001, and is taken as it is
 * @returns >= 0 (but for rounding in the sums of rows), possibly +Infinity
 * @throws ShapeError where rows or classes differ in number, LabelError for a label that is no class, DataError for rows that are
 * no probabilities
 */
export function logLoss<L extends Label>(
  labels: Labels<L>,
  probabilities: TensorLike,
  { classes, sampleWeight }: LogLossOptions<L> = {},
): number {
  const scores = readProbabilities('logLoss', probabilities)
  const { truth } = labelsOfColumns('logLoss', labels, scores, classes)
  const weights = readSampleWeight('logLoss', sampleWeight, scores.rows)
  const losses = Float64Array.from(truth, (label, row) => surprise(scores.data[row * scores.columns + label]))
  return weightedMean(losses, weights)
}

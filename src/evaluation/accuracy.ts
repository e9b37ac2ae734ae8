// The share of right predictions.

import type { TensorLike } from '../tensor/index.ts'
import { type ClassesOption, encodePair } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption, weightedMean } from './sampleWeight.ts'

/** Options of accuracy. */
export interface AccuracyOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption {}

/**
 * Accuracy: sum of w_i [predicted_i = label_i] / sum of w_i. As scikit-learn's `accuracy_score`.
 *
 * @param labels true labels, shape [rows]
 * @param predicted predicted labels, shape [rows], or scores, shape [rows, classes]
 * @returns from 0 to 1
 * @throws ShapeError where the lengths differ or there are no rows, LabelError for a label that is no class
 */
export function accuracy<L extends Label>(
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  options: AccuracyOptions<L> = {},
): number {
  const { truth, guess } = encodePair('accuracy', labels, predicted, options.classes)
  const weights = readSampleWeight('accuracy', options.sampleWeight, truth.length)
  return weightedMean(
    truth.map((label, row) => (label === guess[row] ? 1 : 0)),
    weights,
  )
}

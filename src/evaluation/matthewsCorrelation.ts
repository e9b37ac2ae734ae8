// The correlation of true and predicted classes.

import type { TensorLike } from '../tensor/index.ts'
import { countPairs, sumsOfColumns, sumsOfRows } from './confusionMatrix.ts'
import { type ClassesOption, encodePair } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption } from './sampleWeight.ts'
import type { WarningOption } from './warnings.ts'

/** Options of matthewsCorrelation. */
export interface MatthewsCorrelationOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption, WarningOption {}

/**
 * The Matthews correlation coefficient for any number of classes (Gorodkin's R_K): (c s - sum_k p_k t_k) /
 * sqrt((s^2 - sum p_k^2) (s^2 - sum t_k^2)), where c rows of s are right, t_k are of class k and p_k predicted as k. As
 * scikit-learn's `matthews_corrcoef`.
 *
 * @param labels true labels, shape [rows]
 * @param predicted predicted labels, shape [rows], or scores, shape [rows, classes]
 * @returns at most 1, and 0 for chance. Where the labels or the predictions name a single class the correlation is 0 / 0, which
 * is 0 by scikit-learn's definition, with a warning
 * @throws ShapeError where the lengths differ or there are no rows, LabelError for a label that is no class
 */
export function matthewsCorrelation<L extends Label>(
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  { classes, sampleWeight, onWarning }: MatthewsCorrelationOptions<L> = {},
): number {
  const pair = encodePair('matthewsCorrelation', labels, predicted, classes)
  const counts = countPairs(pair, readSampleWeight('matthewsCorrelation', sampleWeight, pair.truth.length))
  const truths = sumsOfRows(counts)
  const guesses = sumsOfColumns(counts)
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i], 0)
  const total = guesses.reduce((sum, rows) => sum + rows, 0)
  const right = counts.reduce((sum, row, i) => sum + row[i], 0)
  const spread = (total * total - dot(guesses, guesses)) * (total * total - dot(truths, truths))
  const isSingle = (sums: readonly number[]): boolean => sums.filter((sum) => sum > 0).length === 1
  if (isSingle(truths) || isSingle(guesses)) {
    onWarning?.(
      'matthewsCorrelation: all rows are of one class or predicted as one, so that the correlation is 0 / 0; it counts as 0.',
    )
    return 0
  }
  return (right * total - dot(truths, guesses)) / Math.sqrt(spread)
}

// The squared distance of probabilities to the truth.

import type { TensorLike } from '../tensor/index.ts'
import type { ClassesOption } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption, weightedMean } from './sampleWeight.ts'
import { labelsOfColumns, readProbabilities } from './scores.ts'

/** Options of brierScore. */
export interface BrierScoreOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption {}

/**
 * The Brier score: the mean over rows of sum_j (p_j - [j = y])^2, over all classes also where there are two. As
 * scikit-learn's `brier_score_loss(..., scale_by_half=False)`.
 *
 * @param labels true labels, shape [rows]
 * @param probabilities shape [rows, classes]; every row sums to 1 within 0.001
 * @returns from 0 (certain and right) to 2 (certain and wrong)
 * @throws ShapeError where rows or classes differ in number, LabelError for a label that is no class, DataError for rows that are
 * no probabilities
 */
export function brierScore<L extends Label>(
  labels: Labels<L>,
  probabilities: TensorLike,
  { classes, sampleWeight }: BrierScoreOptions<L> = {},
): number {
  const { data, rows, columns } = readProbabilities('brierScore', probabilities)
  const { truth } = labelsOfColumns('brierScore', labels, { data, rows, columns }, classes)
  const weights = readSampleWeight('brierScore', sampleWeight, rows)
  const scores = Float64Array.from(truth, (label, row) => {
    let sum = 0
    for (let j = 0; j < columns; j++) {
      const difference = data[row * columns + j] - (j === label ? 1 : 0)
      sum += difference * difference
    }
    return sum
  })
  return weightedMean(scores, weights)
}

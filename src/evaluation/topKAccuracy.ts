// How often the true class is among the k with the largest scores.

import { describe, UsageError } from '../errors.ts'
import type { TensorLike } from '../tensor/index.ts'
import type { ClassesOption } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption, weightedMean } from './sampleWeight.ts'
import { labelsOfColumns, readScores } from './scores.ts'
import type { WarningOption } from './warnings.ts'

/** Options of topKAccuracy. */
export interface TopKAccuracyOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption, WarningOption {
  /** How many classes a row may name. Default: 2. */
  readonly k?: number
}

/**
 * Top-k accuracy: the share of rows whose class is among the k largest scores. As scikit-learn's `top_k_accuracy_score`, ties
 * included: of equal scores the one of the **later** class ranks higher, so that a row hits if fewer than k classes have a
 * larger score, or an equal one further to the right. (The training metric `TopKAccuracy` breaks ties as Keras does.)
 *
 * @param labels true labels, shape [rows]
 * @param scores logits or probabilities, shape [rows, classes]
 * @returns from 0 to 1; 1 with a warning where k is at least the number of classes
 * @throws UsageError for a bad k, ShapeError where rows or classes differ in number, LabelError for a label that is no class
 */
export function topKAccuracy<L extends Label>(
  labels: Labels<L>,
  scores: TensorLike,
  { k = 2, classes, sampleWeight, onWarning }: TopKAccuracyOptions<L> = {},
): number {
  if (!(Number.isInteger(k) && k >= 1)) {
    throw new UsageError(`topKAccuracy: k must be a whole number >= 1; received ${describe(k)}.`)
  }
  const read = readScores('topKAccuracy', scores)
  const { data, rows, columns } = read
  const { truth } = labelsOfColumns('topKAccuracy', labels, read, classes)
  const weights = readSampleWeight('topKAccuracy', sampleWeight, rows)
  if (k >= columns) onWarning?.(`topKAccuracy: k = ${k} of ${columns} classes is always right. Give a smaller k.`)
  const hits = truth.map((label, row) => {
    const start = row * columns
    const own = data[start + label]
    let above = 0
    for (let j = 0; j < columns; j++) if (data[start + j] > own || (data[start + j] === own && j > label)) above++
    return above < k ? 1 : 0
  })
  return weightedMean(hits, weights)
}

// Counts of (true class, predicted class): what every other figure of a report is made from.

import { describe, UsageError } from '../errors.ts'
import type { TensorLike } from '../tensor/index.ts'
import { type ClassesOption, type EncodedPair, encodePair } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption } from './sampleWeight.ts'

/** Options of confusionMatrix. */
export interface ConfusionMatrixOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption {
  /**
   * Shares instead of counts: of the rows of each true class ('true': rows of the matrix sum to 1), of each predicted class
   * ('pred': columns do), or of all rows ('all'). A class without rows has zeros. Default: counts.
   */
  readonly normalize?: 'true' | 'pred' | 'all'
}

/**
 * The confusion matrix: `confusion[i][j]` rows have true class i and predicted class j, in the order of `classes`.
 *
 * Its sum is the number of rows (the sum of their weights), its diagonal the right predictions; row i sums to the support of
 * class i. As scikit-learn's `confusion_matrix`.
 *
 * @param labels true labels, shape [rows]
 * @param predicted predicted labels, shape [rows], or scores, shape [rows, classes]
 * @param options a number is short for `{ classes }`
 * @throws UsageError for bad options, ShapeError where the lengths differ or there are no rows, LabelError for a label that is no
 * class
 */
export function confusionMatrix<L extends Label>(
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  options: number | ConfusionMatrixOptions<L> = {},
): number[][] {
  const { classes, sampleWeight, normalize } = typeof options === 'number' ? { classes: options } : options
  const pair = encodePair('confusionMatrix', labels, predicted, classes)
  const counts = countPairs(pair, readSampleWeight('confusionMatrix', sampleWeight, pair.truth.length))
  if (normalize === undefined) return counts
  const normalise = NORMALISE[normalize]
  if (normalise === undefined) {
    throw new UsageError(`confusionMatrix: normalize must be 'true', 'pred' or 'all'; received ${describe(normalize)}.`)
  }
  return normalise(counts)
}

/** The sum of weights (or the number) of rows for each (true, predicted) class, [classes, classes]. */
export function countPairs({ classes, truth, guess }: EncodedPair, weights?: Float64Array): number[][] {
  const counts = classes.map(() => new Array<number>(classes.length).fill(0)) // [classes, classes]
  for (let row = 0; row < truth.length; row++) counts[truth[row]][guess[row]] += weights === undefined ? 1 : weights[row]
  return counts
}

/** Sums over the rows of a matrix of counts: the support of each true class. */
export function sumsOfRows(counts: readonly (readonly number[])[]): number[] {
  return counts.map((row) => row.reduce((sum, count) => sum + count, 0))
}

/** Sums over the columns: how often each class was predicted. */
export function sumsOfColumns(counts: readonly (readonly number[])[]): number[] {
  return counts.map((_, j) => counts.reduce((sum, row) => sum + row[j], 0))
}

/** a / b; 0 where nothing was counted. */
const share = (a: number, b: number): number => (b === 0 ? 0 : a / b)

const NORMALISE: Readonly<Record<string, (counts: number[][]) => number[][]>> = {
  true: (counts) => {
    const sums = sumsOfRows(counts)
    return counts.map((row, i) => row.map((count) => share(count, sums[i])))
  },
  pred: (counts) => {
    const sums = sumsOfColumns(counts)
    return counts.map((row) => row.map((count, j) => share(count, sums[j])))
  },
  all: (counts) => {
    const sum = sumsOfRows(counts).reduce((total, rows) => total + rows, 0)
    return counts.map((row) => row.map((count) => share(count, sum)))
  },
}

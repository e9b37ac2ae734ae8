// Split conformal prediction, the second half: for every row the set of classes that are probable enough.

import { describe, ShapeError, UsageError } from '../errors.ts'
import type { TensorLike } from '../tensor/index.ts'
import type { ClassesOption } from './encodePair.ts'
import { type Label, readClasses } from './labels.ts'
import { readProbabilities } from './scores.ts'

/** Options of predictionSets. */
export interface PredictionSetsOptions<L extends Label = Label> extends ClassesOption<L> {
  /**
   * Whether a set may be empty, where no class is probable enough. With `true` the coverage is the wanted one on average; with `false`
   * the most probable class is always in, and the coverage is that or more. Default: false.
   */
  readonly allowEmpty?: boolean
}

/**
 * The set of classes of every row: those with 1 - p <= threshold, the most probable first, of equal ones the first class.
 *
 * @param probabilities shape [rows, classes]; every row sums to 1 within 0.001
 * @param threshold what conformalThreshold found on held-out rows, from 0 to 1
 * @returns an array of labels for each row; without a list of `classes` these are indices
 * @throws UsageError for bad options, ShapeError unless there is a column for each class, DataError for rows that are no
 * probabilities
 */
export function predictionSets<L extends Label = number>(
  probabilities: TensorLike,
  threshold: number,
  { allowEmpty = false, classes }: PredictionSetsOptions<L> = {},
): L[][] {
  if (!(typeof threshold === 'number' && threshold >= 0 && threshold <= 1)) {
    throw new UsageError(`predictionSets: the threshold must be a number from 0 to 1; received ${describe(threshold)}.`)
  }
  const { data, rows, columns } = readProbabilities('predictionSets', probabilities)
  const labels = readClasses<L>(classes ?? columns, 'predictionSets')
  if (labels.length !== columns) {
    throw new ShapeError(
      `predictionSets: probabilities of ${labels.length} classes have ${labels.length} columns; received ${columns}.`,
    )
  }
  return Array.from({ length: rows }, (_, row) => {
    const p = (j: number): number => data[row * columns + j]
    const ranked = labels.map((_, j) => j).sort((a, b) => p(b) - p(a) || a - b)
    const size = ranked.filter((j) => 1 - p(j) <= threshold).length // the probable ones come first
    return ranked.slice(0, allowEmpty ? size : Math.max(1, size)).map((j) => labels[j])
  })
}

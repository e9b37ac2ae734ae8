// K folds in which every class has its share: each fold tests once what the others train on.

import { DataError, describe, UsageError } from '../errors.ts'
import { checkSeed, shuffleIndices } from '../random.ts'
import { type Label, type Labels, readLabels } from './labels.ts'

/** Options of stratifiedKFold. */
export interface StratifiedKFoldOptions {
  /** The number of folds, at least 2. Default: 5. */
  readonly folds?: number
  /** How often all folds are drawn again, by other numbers of the seed's stream. Default: 1. */
  readonly repeats?: number
  /** Whether rows are drawn by `seed`; otherwise folds take the rows of a class as they come, the first fold first. Default: true. */
  readonly shuffle?: boolean
  /** The same seed gives the same folds. Default: 1. */
  readonly seed?: number
}

/** Row numbers of a fold, ascending. */
export interface Fold {
  /** The rows to train on. */
  readonly train: Uint32Array
  /** The rows to test on. */
  readonly test: Uint32Array
}

/** What stratifiedKFold returns. */
export interface StratifiedFolds {
  /** All folds of the first repeat, then of the second, ... */
  readonly folds: readonly Fold[]
  /** Which classes have too few rows to be tested in every fold, or at all. */
  readonly warnings: readonly string[]
}

/** The row numbers of each class, classes in the order in which they first occur. */
function rowsByClass(labels: ArrayLike<Label>): Map<Label, number[]> {
  const result = new Map<Label, number[]>()
  for (let row = 0; row < labels.length; row++) {
    const rows = result.get(labels[row])
    if (rows === undefined) result.set(labels[row], [row])
    else rows.push(row)
  }
  return result
}

/** At most this many classes are named in a warning. */
const MOST_NAMED = 10

/** One warning for all classes of a single row, and one for all others with fewer rows than folds. */
function warningsOf(classes: ReadonlyMap<Label, readonly number[]>, folds: number): string[] {
  const about = (rule: (rows: number) => boolean, one: string, many: string): string[] => {
    const labels = [...classes].filter(([, rows]) => rule(rows.length)).map(([label]) => label)
    const named = labels.slice(0, MOST_NAMED).join(', ') + (labels.length > MOST_NAMED ? ', ...' : '')
    if (labels.length === 0) return []
    return [labels.length === 1 ? `The class ${named} ${one}` : `${labels.length} classes (${named}) ${many}`]
  }
  return [
    ...about(
      (rows) => rows === 1,
      'has one row: every fold trains on it, and none tests this class.',
      'have one row each: every fold trains on them, and none tests these classes.',
    ),
    ...about(
      (rows) => rows > 1 && rows < folds,
      `has fewer rows than the ${folds} folds: some folds do not test this class.`,
      `have fewer rows than the ${folds} folds: some folds do not test these classes.`,
    ),
  ]
}

/**
 * Divides rows into K folds, each with the same share of every class, as scikit-learn's `StratifiedKFold` does: the rows sorted by class
 * (classes in the order in which they first occur) are dealt out to the folds in turn, which fixes how many of each class a fold
 * has; without shuffling the folds are scikit-learn's, row by row. Shuffled, the rows of a class are drawn by seed and label.
 *
 * A class of one row is in the training part of every fold, with a warning (scikit-learn tests on it); a class of two rows or more is
 * in every training part, and in the test part of as many folds as it has rows, at most all.
 *
 * @param labels one label a row, shape [rows]
 * @throws UsageError for bad options, DataError where a fold would have nothing to test or no class has a row for every fold
 */
export function stratifiedKFold(
  labels: Labels,
  { folds = 5, repeats = 1, shuffle = true, seed = 1 }: StratifiedKFoldOptions = {},
): StratifiedFolds {
  if (!(Number.isInteger(folds) && folds >= 2)) {
    throw new UsageError(`stratifiedKFold: folds must be a whole number >= 2; received ${describe(folds)}.`)
  }
  if (!(Number.isInteger(repeats) && repeats >= 1)) {
    throw new UsageError(`stratifiedKFold: repeats must be a whole number >= 1; received ${describe(repeats)}.`)
  }
  checkSeed(seed)
  const read = readLabels(labels, 'labels')
  const classes = rowsByClass(read)
  const largest = [...classes.values()].reduce((most, rows) => Math.max(most, rows.length), 0)
  if (largest < folds) {
    throw new DataError(
      `stratifiedKFold: ${folds} folds need a class with at least ${folds} rows; the largest has ${largest}. Take fewer folds.`,
    )
  }
  const result: Fold[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    const foldOf = new Int32Array(read.length).fill(-1) // [rows]; -1: only trained on
    let dealt = 0 // how many rows of all classes have been dealt out: the next goes to fold dealt mod folds
    for (const [label, rows] of classes) {
      if (rows.length === 1) continue
      const order = Uint32Array.from(rows)
      if (shuffle) shuffleIndices(order, seed, `fold/${repeat}/${label}`)
      const counts = new Uint32Array(folds)
      for (let i = 0; i < rows.length; i++) counts[dealt++ % folds]++
      let next = 0
      counts.forEach((count, fold) => {
        for (const row of order.subarray(next, next + count)) foldOf[row] = fold
        next += count
      })
    }
    for (let fold = 0; fold < folds; fold++) {
      const numbers = Uint32Array.from(foldOf, (_, row) => row)
      result.push({
        train: numbers.filter((row) => foldOf[row] !== fold),
        test: numbers.filter((row) => foldOf[row] === fold),
      })
    }
  }
  return { folds: result, warnings: warningsOf(classes, folds) }
}

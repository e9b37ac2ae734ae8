// How much a classifier leans on each feature: how much worse it does once the feature's values are shuffled among the rows.

import { selectTableRows } from '../data/index.ts'
import { describe, ShapeError, UsageError } from '../errors.ts'
import { checkSeed, shuffleIndices } from '../random.ts'
import { allocateLike, isTensor, type Tensor } from '../tensor/index.ts'
import { Pacer } from '../training/pacer.ts'
import type { FittedEstimator } from './estimator.ts'
import { type Label, type Labels, readLabels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption } from './sampleWeight.ts'
import { resolveScoring, type ScoredRows, type Scoring, type ScoringName, summarise } from './scoring.ts'
import { countRows, isSparseRows, isTableRows, type Rows, type RowsOrTable } from './selectRows.ts'

/** Options of permutationImportance. */
export interface PermutationImportanceOptions<L extends Label = Label> extends SampleWeightOption {
  /** How often each feature is shuffled. Default: 5. */
  readonly repeats?: number
  /** The same seed shuffles the same way. Default: 1. */
  readonly seed?: number
  /** The figure that falls. Default: 'accuracy'. */
  readonly scoring?: ScoringName | Scoring<L>
  /** A name for each feature; without it features are numbered from 0, and those of a table are called as its columns. */
  readonly featureNames?: readonly string[]
  /** Called as each feature is done. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
  /** Ends the work, which rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** The importance of one feature. */
export interface FeatureImportance {
  feature: string | number
  /** How much worse the figure is with this feature shuffled, on average; null where it is undefined. */
  mean: number | null
  /** The standard deviation over repeats, of the population. */
  std: number | null
  /** Of each repeat. */
  importances: (number | null)[]
}

/** What permutationImportance resolves to. */
export interface PermutationImportance {
  /** The name of the figure. */
  scoring: string
  /** The figure with nothing shuffled. */
  baseline: number | null
  /** Every feature, in the order of the columns. */
  features: FeatureImportance[]
  /** What is to be known of the figures. */
  warnings: string[]
}

/** X with some columns that can be replaced: a copy, of the same form. */
interface Columns {
  readonly copy: RowsOrTable
  readonly features: number
  /** Puts the values of column j of rows `order` into rows 0, 1, ... of the copy. */
  place(j: number, order: Uint32Array): void
}

/** @throws UsageError for inputs without columns that can be shuffled */
function copyColumns(X: RowsOrTable): Columns {
  if (isTensor(X) && !isSparseRows(X)) {
    const { data } = X
    const copy: Tensor = { ...X, data: allocateLike(data, data.length) }
    copy.data.set(data)
    const features = data.length / (X.shape[0] as number)
    return {
      copy,
      features,
      place: (j, order) => {
        for (let row = 0; row < order.length; row++) copy.data[row * features + j] = data[order[row] * features + j]
      },
    }
  }
  if (Array.isArray(X) && Array.isArray(X[0]) && typeof X[0][0] === 'number') {
    const rows = X as readonly (readonly number[])[]
    const copy = rows.map((row) => [...row])
    return {
      copy,
      features: rows[0].length,
      place: (j, order) => {
        for (let row = 0; row < order.length; row++) copy[row][j] = rows[order[row]][j]
      },
    }
  }
  if (isTableRows(X)) {
    const columns = [...X.columns]
    return {
      copy: { ...X, columns },
      features: columns.length,
      place: (j, order) => {
        columns[j] = selectTableRows({ ...X, columns: [X.columns[j]] }, order).columns[0]
      },
    }
  }
  throw new UsageError(
    `permutationImportance: X must be a Tensor, an array of rows of numbers or a table; received ${describe(X)}. Give dense rows.`,
  )
}

/**
 * Permutation importance (Breiman, "Random forests", 2001): for each feature, the figure on X less the figure on X with this column
 * shuffled among the rows; for losses the other way round, so that what matters is above 0. As scikit-learn's
 * `permutation_importance`, with other shuffles.
 *
 * Take rows that training never saw, or it says what the model has learnt by heart. Of two features that say the same, each can
 * look unimportant, as the other is left.
 *
 * @param estimator fitted: `predict` (and `predictProba` and `classes` where the figure wants probabilities)
 * @param X dense rows, [rows, features]; of a Tensor with more dimensions every element of a row is a feature, of a table every column
 * @param y true labels, shape [rows]
 * @throws ShapeError where the lengths differ, UsageError for bad options, the signal's reason once it is aborted
 */
export async function permutationImportance<L extends Label>(
  estimator: FittedEstimator<L>,
  X: RowsOrTable,
  y: Labels<L>,
  options: PermutationImportanceOptions<L> = {},
): Promise<PermutationImportance> {
  const { repeats = 5, seed = 1, featureNames, onProgress, signal } = options
  if (!(Number.isInteger(repeats) && repeats >= 1)) {
    throw new UsageError(`permutationImportance: repeats must be a whole number >= 1; received ${describe(repeats)}.`)
  }
  checkSeed(seed)
  const { name, greaterIsBetter, score } = resolveScoring(options.scoring ?? 'accuracy', 'permutationImportance')
  const labels: readonly L[] = Array.from(readLabels(y, 'y'))
  const rows = countRows(X)
  if (rows !== labels.length || rows === 0) {
    throw new ShapeError(
      `permutationImportance: X has ${rows} rows and y ${labels.length} labels; one of each is needed, and at least one row.`,
    )
  }
  const weights = readSampleWeight('permutationImportance', options.sampleWeight, rows)
  const { copy, features, place } = copyColumns(X)
  if (featureNames !== undefined && featureNames.length !== features) {
    throw new UsageError(
      `permutationImportance: featureNames must name all ${features} features; received ${describe(featureNames)}.`,
    )
  }
  const names = featureNames ?? (isTableRows(X) ? X.columns.map((column) => column.name) : undefined)
  const warnings = new Set<string>()
  const scored: ScoredRows<L> = {
    X: copy as Rows, // a table is for an estimator that takes tables
    y: labels,
    ...(weights === undefined ? {} : { sampleWeight: weights }),
    onWarning: (warning) => void warnings.add(warning),
  }
  const pacer = new Pacer(signal)
  const measure = async (): Promise<number | null> => {
    await pacer.pause()
    return score(estimator, scored)
  }
  const inOrder = Uint32Array.from({ length: rows }, (_, row) => row)
  try {
    const baseline = await measure()
    const parts: FeatureImportance[] = []
    for (let j = 0; j < features; j++) {
      const importances: (number | null)[] = []
      for (let repeat = 0; repeat < repeats; repeat++) {
        const order = inOrder.slice()
        shuffleIndices(order, seed, `permutation/${j}/${repeat}`)
        place(j, order)
        const shuffled = await measure()
        const drop =
          baseline === null || shuffled === null ? Number.NaN : greaterIsBetter ? baseline - shuffled : shuffled - baseline
        importances.push(Number.isNaN(drop) ? null : drop)
      }
      place(j, inOrder)
      parts.push({ feature: names?.[j] ?? j, ...summarise(importances), importances })
      onProgress?.({ done: j + 1, total: features })
    }
    return { scoring: name, baseline, features: parts, warnings: [...warnings] }
  } finally {
    pacer.close()
  }
}

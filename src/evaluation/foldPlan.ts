// What crossValidate and gridSearch share: which rows train and test, by which figures, and a fingerprint of all this, by which
// a state from before is known to belong to the same work.

import { hashData, tableTensors } from '../data/index.ts'
import { DataError, describe, ShapeError, UsageError } from '../errors.ts'
import type { Tensor } from '../tensor/index.ts'
import { type Label, type Labels, readLabels, sortedLabels } from './labels.ts'
import { readSampleWeight } from './sampleWeight.ts'
import { resolveScoring, type Scoring, type ScoringName } from './scoring.ts'
import { countRows, isSparseRows, isTableRows, type RowsOrTable } from './selectRows.ts'
import { type Fold, stratifiedKFold } from './stratifiedKFold.ts'

/** How rows are divided and what is measured. */
export interface FoldOptions<L extends Label = Label> {
  /** The number of stratified folds, at least 2. Default: 5. */
  readonly folds?: number
  /** How often the rows are divided anew. Default: 1. */
  readonly repeats?: number
  /** Whether rows are drawn by seed. Default: true. */
  readonly shuffle?: boolean
  /** The same seed gives the same folds. Default: 1. */
  readonly seed?: number
  /** Folds of your own, in place of stratified ones. */
  readonly splits?: readonly Fold[]
  /** One figure or several; the first is what counts. Default: 'accuracy'. */
  readonly scoring?: ScoringName | Scoring<L> | readonly (ScoringName | Scoring<L>)[]
  /** How much each row counts, in fitting and in every figure, shape [rows]. Default: all count 1. */
  readonly sampleWeight?: Tensor | ArrayLike<number>
}

/** The work of one evaluation. */
export interface FoldPlan<L extends Label = Label> {
  readonly X: RowsOrTable
  readonly y: readonly L[]
  readonly weights: Float64Array | undefined
  readonly folds: readonly Fold[]
  /** Folds in one repeat. */
  readonly foldsInRepeat: number
  readonly scorings: readonly Required<Scoring<L>>[]
  readonly warnings: readonly string[]
}

/** @throws UsageError unless every split has rows to train and rows to test on */
function checkSplits(what: string, splits: readonly Fold[], rows: number): void {
  if (!Array.isArray(splits) || splits.length === 0) {
    throw new UsageError(`${what}: splits must be an array of { train, test } with at least one; received ${describe(splits)}.`)
  }
  splits.forEach(({ train, test }, fold) => {
    for (const part of [train, test]) {
      const fits = part?.length > 0 && Array.from<number>(part).every((row) => Number.isInteger(row) && row >= 0 && row < rows)
      if (!fits)
        throw new UsageError(`${what}: train and test of split ${fold} must be row numbers in [0, ${rows}), at least one each.`)
    }
  })
}

/**
 * Checks the arguments of an evaluation and makes its plan.
 *
 * @throws ShapeError or DataError for rows that do not fit, UsageError for bad options
 */
export function makeFoldPlan<L extends Label>(what: string, X: RowsOrTable, y: Labels<L>, options: FoldOptions<L>): FoldPlan<L> {
  const { folds = 5, repeats = 1, shuffle = true, seed = 1, splits, scoring = 'accuracy', sampleWeight } = options
  const labels = readLabels(y, 'y')
  const rows = countRows(X)
  if (rows !== labels.length) {
    throw new ShapeError(`${what}: X has ${rows} rows but y has ${labels.length} labels; one of each is needed.`)
  }
  if (rows === 0) throw new DataError(`${what}: X and y are empty. Give rows to train and to test on.`)
  if (splits !== undefined) checkSplits(what, splits, rows)
  const divided =
    splits === undefined ? stratifiedKFold(labels, { folds, repeats, shuffle, seed }) : { folds: splits, warnings: [] }
  const scorings = (Array.isArray(scoring) ? scoring : [scoring]).map((each) => resolveScoring<L>(each, what))
  if (scorings.length === 0 || new Set(scorings.map(({ name }) => name)).size !== scorings.length) {
    throw new UsageError(`${what}: scoring must hold at least one figure, each of another name; received ${describe(scoring)}.`)
  }
  return {
    X,
    y: Array.from(labels),
    weights: readSampleWeight(what, sampleWeight, rows),
    folds: divided.folds.map(({ train, test }) => ({ train: Uint32Array.from(train), test: Uint32Array.from(test) })),
    foldsInRepeat: splits === undefined ? folds : splits.length,
    scorings,
    warnings: divided.warnings,
  }
}

const vector = (data: Tensor['data']): Tensor => ({ data, shape: [data.length] })

/**
 * The fingerprint of a plan and its candidates: the SHA-256 of inputs, labels, weights, folds, figures and parameters.
 *
 * @param candidates the parameters of each candidate
 */
export async function planKey<L extends Label>(plan: FoldPlan<L>, candidates: readonly unknown[]): Promise<string> {
  const { X, y, weights, folds, scorings } = plan
  const classes = sortedOrAsFound(y)
  const positions = new Map(classes.map((label, i) => [label, i]))
  const words = JSON.stringify({ classes, scorings: scorings.map(({ name }) => name), candidates })
  return hashData(
    ...tensorsOf(X),
    vector(Int32Array.from(y, (label) => positions.get(label) as number)),
    vector(weights ?? new Float64Array(0)),
    ...folds.flatMap(({ train, test }) => [vector(train), vector(test)]),
    bytes(words),
  )
}

const bytes = (text: string): Tensor => vector(new TextEncoder().encode(text))

/** All that inputs hold, as Tensors. */
function tensorsOf(X: RowsOrTable): Tensor[] {
  if (isSparseRows(X)) return [vector(X.data), vector(X.indices), vector(X.indptr), vector(Int32Array.from(X.shape))]
  if (isTableRows(X)) return tableTensors(X)
  return Array.isArray(X) ? [vector(Float64Array.from(X.flat(Number.POSITIVE_INFINITY) as number[]))] : [X as Tensor]
}

/** The different labels, in an order that is the same for the same rows. */
function sortedOrAsFound<L extends Label>(y: readonly L[]): readonly L[] {
  return y.every((label) => typeof label === 'string' || Number.isInteger(label)) ? sortedLabels(y) : [...new Set(y)]
}

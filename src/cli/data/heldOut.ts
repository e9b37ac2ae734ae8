// Which rows train and which are kept back. A set with a test part of its own keeps it; any other gets a stratified one,
// drawn by seed. The split is stored in the model, so that later scores are of rows that training never saw.

import { stratifiedSplit } from '../../data/index.ts'
import { DataError } from '../../errors.ts'
import type { DatasetRecord } from '../../formats/index.ts'
import type { Tensor } from '../../tensor/index.ts'
import { plural } from '../table.ts'
import type { LoadedData } from './loadData.ts'
import { type Inputs, isDense, type Rows, takeRows } from './rows.ts'

/** How a set was divided; with the set's hash this names the very rows. */
export type SplitRecord =
  /** The set came with a test part. */
  | { kind: 'own' }
  /** This share of each class was held back, drawn by this seed. */
  | { kind: 'stratified'; test: number; seed: number }

/** The split in a model file, if it has one that this argmax can repeat. */
export function readSplit(record: DatasetRecord | undefined): SplitRecord | undefined {
  const { kind, test, seed } = record?.split ?? {}
  if (kind === 'own') return { kind }
  if (kind === 'stratified' && typeof test === 'number' && typeof seed === 'number') return { kind, test, seed }
  return undefined
}

/** The rows to train on and the others, a stratified share of the whole; warnings call the classes by their names. */
export function holdBack(
  rows: Rows,
  share: number,
  seed: number,
  names: readonly string[],
): { train: Rows; held: Rows; warnings: readonly string[] } {
  const { train, test, warnings } = stratifiedSplit(rows.y.data, share, seed, { names })
  return { train: takeRows(rows, train), held: takeRows(rows, test), warnings }
}

/** Rows to train on and rows to test on, and what should be known of them. @throws DataError if a part would be empty */
export function divide(
  { name, train, test, classNames }: LoadedData,
  split: SplitRecord,
): { train: Rows; test: Rows; warnings: readonly string[] } {
  if (split.kind === 'stratified') {
    const { train: kept, held, warnings } = holdBack(train, split.test, split.seed, classNames)
    return { train: kept, test: held, warnings }
  }
  if (test === undefined) throw new DataError(`${name} has no test part, but the model was tested on one.`)
  return { train, test, warnings: [] }
}

/** Two tensors of the same kind, one after the other. Only sets of images come with a test part. */
function join<T extends Inputs>(first: T, second: T): T
function join(first: Inputs, second: Inputs): Inputs {
  if (!isDense(first) || !isDense(second)) throw new TypeError('Only tensors can be joined.')
  const { length } = first.data
  const data = new (first.data.constructor as new (length: number) => Tensor['data'])(length + second.data.length)
  data.set(first.data)
  data.set(second.data, length)
  return { ...first, data, shape: [(first.shape[0] ?? 0) + (second.shape[0] ?? 0), ...first.shape.slice(1)] }
}

/** Rows to score, and in words which they are. */
export interface ScoredRows {
  rows: Rows
  which: string
}

/**
 * The rows of a set that a model is to be scored on: those it never saw, where that can be told.
 *
 * @param record what the model file says of its training data
 * @param allRows score all rows, seen or not
 */
export function rowsToScore(data: LoadedData, record: DatasetRecord | undefined, allRows: boolean): ScoredRows {
  const { name, train, test } = data
  const split = readSplit(record)
  const isTrainingData = record?.hash === data.hash
  const count = (rows: Rows): string => plural(rows.y.data.length, 'row')
  if (allRows) {
    const rows = test === undefined ? train : { x: join(train.x, test.x), y: join(train.y, test.y) }
    return { rows, which: `all ${count(rows)} of ${name}${isTrainingData ? ', also those the model was trained on' : ''}` }
  }
  if (isTrainingData && split?.kind === 'stratified') {
    const rows = divide(data, split).test
    return { rows, which: `the ${count(rows)} of ${name} that were held out of the model's training` }
  }
  if (test !== undefined) {
    return {
      rows: test,
      which: `the ${count(test)} of the test part of ${name}${isTrainingData ? ', held out of the training' : ''}`,
    }
  }
  const why = isTrainingData
    ? 'the model file does not say which of them it was trained on'
    : 'not the data the model was trained on'
  return { rows: train, which: `all ${count(train)} of ${name}: ${why}` }
}

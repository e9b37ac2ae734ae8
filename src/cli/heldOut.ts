// Which rows train and which are kept back. A set with a test part of its own keeps it; any other gets a stratified one,
// drawn by seed. The split is stored in the model, so that later scores are of rows that training never saw.

import { gatherRows, type Split, stratifiedSplit } from '../data/index.ts'
import { UsageError } from '../errors.ts'
import type { Tensor } from '../tensor/index.ts'
import type { LoadedData, Rows } from './loadData.ts'
import { plural } from './table.ts'

/** How a set was divided; with the set's hash and the seed this names the very rows. */
export type SplitRecord =
  /** The set came with a test part. */
  | { kind: 'own' }
  /** This share of each class was held back. */
  | { kind: 'stratified'; test: number }

/** What a model file says of its training data. */
export interface DatasetRecord {
  name: string
  hash: string
  seed: number
  split: SplitRecord
}

/** Rows by number, with their labels. */
function take({ x, y }: Rows, numbers: Uint32Array): Rows {
  return { x: gatherRows(x, numbers), y: gatherRows(y, numbers) }
}

/** Rows to train on and rows to test on. @throws UsageError, DataError if a part would be empty */
export function divide({ train, test }: LoadedData, split: SplitRecord, seed: number): { train: Rows; test: Rows } {
  if (split.kind === 'own' && test !== undefined) return { train, test }
  const fraction = split.kind === 'stratified' ? split.test : undefined
  if (fraction === undefined) throw new UsageError('The model was tested on the test part of its data, but the data now has none.')
  const rows: Split = stratifiedSplit(train.y.data, fraction, seed)
  return { train: take(train, rows.train), test: take(train, rows.test) }
}

/** A stratified share of the training rows to validate on. */
export function holdBackValidation(train: Rows, fraction: number, seed: number): { train: Rows; validation: Rows } {
  const rows = stratifiedSplit(train.y.data, fraction, seed)
  return { train: take(train, rows.train), validation: take(train, rows.test) }
}

/** Two tensors of the same kind, one after the other. */
function join(first: Tensor, second: Tensor): Tensor {
  const data = first.data.slice(0, 0).constructor as new (length: number) => Tensor['data']
  const both = new data(first.data.length + second.data.length)
  both.set(first.data)
  both.set(second.data, first.data.length)
  return { ...first, data: both, shape: [(first.shape[0] ?? 0) + (second.shape[0] ?? 0), ...first.shape.slice(1)] }
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
  const { train, test } = data
  if (allRows) {
    const rows = test === undefined ? train : { x: join(train.x, test.x), y: join(train.y, test.y) }
    return {
      rows,
      which: `all ${plural(rows.y.data.length, 'row')} of ${data.name}, also those it may have been trained on (--all-rows)`,
    }
  }
  if (record !== undefined && record.hash === data.hash) {
    const rows = divide(data, record.split, record.seed).test
    return { rows, which: `the ${plural(rows.y.data.length, 'row')} of ${data.name} that were held out of its training` }
  }
  if (test !== undefined) return { rows: test, which: `the test part of ${data.name}, ${plural(test.y.data.length, 'row')}` }
  return {
    rows: train,
    which: `all ${plural(train.y.data.length, 'row')} of ${data.name}, which is not the data it was trained on`,
  }
}

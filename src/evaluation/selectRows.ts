// Rows of inputs by number, whatever holds them.

import { gatherRows, selectTableRows, type Table } from '../data/index.ts'
import { DataError, describe, ShapeError } from '../errors.ts'
import { allocateLike, isTensor, type TensorData, type TensorLike } from '../tensor/index.ts'

/**
 * Sparse rows (CSR): row i has the values `data[k]` in the columns `indices[k]`, for k from `indptr[i]` up to `indptr[i + 1]`.
 */
export interface SparseRows {
  readonly data: TensorData
  readonly indices: Int32Array
  readonly indptr: Int32Array
  readonly shape: readonly [rows: number, columns: number]
}

/** Inputs: a Tensor of shape [rows, ...], nested arrays, or sparse rows. */
export type Rows = TensorLike | SparseRows

/** Inputs of estimators that take tables, too. */
export type RowsOrTable = Rows | Table

/** Whether rows are sparse. They have `data` too, as a Tensor: ask this first. */
export function isSparseRows(X: unknown): X is SparseRows {
  return typeof X === 'object' && X !== null && ArrayBuffer.isView((X as SparseRows).indptr)
}

/** Whether rows are a table. */
export function isTableRows(X: unknown): X is Table {
  return typeof X === 'object' && X !== null && !Array.isArray(X) && Array.isArray((X as Table).columns)
}

/**
 * The number of rows.
 *
 * @throws DataError for what holds no rows, ShapeError for a Tensor of shape []
 */
export function countRows(X: RowsOrTable, name = 'X'): number {
  if (Array.isArray(X)) return X.length
  if (isTableRows(X)) return X.rows
  if (!isTensor(X) && !isSparseRows(X)) {
    throw new DataError(`${name} must be a Tensor, nested arrays of numbers, sparse rows or a table; received ${describe(X)}.`)
  }
  const rows = (X.shape as readonly number[])[0]
  if (rows === undefined) throw new ShapeError(`${name} must have rows, as in the shape [rows, ...]; received the shape [].`)
  return rows
}

/** @throws DataError if a row number is not one of X's */
function checkNumbers(numbers: Uint32Array, rows: number): void {
  const wrong = numbers.findIndex((row) => row >= rows)
  if (wrong < 0) return
  throw new DataError(`A row number must be a whole number in [0, ${rows}); received ${numbers[wrong]} at position ${wrong}.`)
}

function selectSparse({ data, indices, indptr, shape }: SparseRows, numbers: Uint32Array): SparseRows {
  checkNumbers(numbers, shape[0])
  const starts = new Int32Array(numbers.length + 1)
  numbers.forEach((row, i) => {
    starts[i + 1] = starts[i] + indptr[row + 1] - indptr[row]
  })
  const values = allocateLike(data, starts[numbers.length])
  const columns = new Int32Array(values.length)
  numbers.forEach((row, i) => {
    values.set(data.subarray(indptr[row], indptr[row + 1]), starts[i])
    columns.set(indices.subarray(indptr[row], indptr[row + 1]), starts[i])
  })
  return { data: values, indices: columns, indptr: starts, shape: [numbers.length, shape[1]] }
}

/**
 * The rows of X with these numbers, in their order, in the form that X has. Rows of nested arrays are shared, others copied.
 *
 * @throws DataError if a row number is not one of X's
 */
export function selectRows(X: Rows, numbers: Uint32Array): Rows
export function selectRows(X: RowsOrTable, numbers: Uint32Array): RowsOrTable
export function selectRows(X: RowsOrTable, numbers: Uint32Array): RowsOrTable {
  if (isSparseRows(X)) return selectSparse(X, numbers)
  if (isTableRows(X)) return selectTableRows(X, numbers)
  if (isTensor(X)) return gatherRows(X, numbers)
  checkNumbers(numbers, X.length)
  return Array.from(numbers, (row) => X[row])
}

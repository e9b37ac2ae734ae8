// Sparse rows as plain data (compressed sparse rows): what is not stored is 0. Text as word counts, one-hot columns and the like fit
// in memory this way alone, and cost as much time as they have numbers that aren't 0.

import { DataError, describe, ShapeError } from '../errors.ts'
import { elementTypeOf } from './elementType.ts'
import type { TensorData } from './tensor.ts'

/**
 * A matrix whose zeros aren't stored. Row i has the values `data[k]` in the columns `indices[k]`, for k from `indptr[i]` up to
 * `indptr[i + 1]`, columns ascending. It is SciPy's csr_matrix.
 */
export interface SparseTensor<D extends TensorData = TensorData> {
  readonly data: D
  readonly indices: Int32Array
  readonly indptr: Int32Array
  readonly shape: readonly [rows: number, columns: number]
}

/** Parts of a sparse matrix, as `sparseTensor` takes them. */
export interface SparseParts<D extends TensorData> {
  /** The values, row by row. */
  readonly data: D | readonly number[]
  /** The column of each value, ascending within a row. */
  readonly indices: ArrayLike<number>
  /** Where each row begins, and where the last one ends: [rows + 1]. */
  readonly indptr: ArrayLike<number>
  readonly shape: readonly [rows: number, columns: number]
}

/**
 * Makes a SparseTensor. Plain arrays of values become float64.
 *
 * @throws ShapeError or DataError where the parts are not those of one matrix; the message names the row
 */
export function sparseTensor<D extends TensorData = Float64Array>(parts: SparseParts<D>): SparseTensor<D> {
  const { data, indices, indptr, shape } = parts ?? ({} as SparseParts<D>)
  if (!(Array.isArray(data) || ArrayBuffer.isView(data))) {
    throw new DataError(`sparseTensor: data must be an array of numbers; received ${describe(data)}.`)
  }
  if (typeof indices?.length !== 'number' || typeof indptr?.length !== 'number') {
    throw new DataError(
      `sparseTensor: give { data, indices, indptr, shape }, as SciPy's csr_matrix names them; received indices ${describe(indices)} and indptr ${describe(indptr)}.`,
    )
  }
  const values = (Array.isArray(data) ? Float64Array.from(data) : data) as D
  const made = { data: values, indices: Int32Array.from(indices), indptr: Int32Array.from(indptr), shape }
  checkSparse(made, 'sparseTensor')
  // What Int32Array.from rounds is no index.
  for (const [name, given, kept] of [['indices', indices, made.indices] as const, ['indptr', indptr, made.indptr] as const]) {
    const wrong = kept.findIndex((value, i) => value !== given[i])
    if (wrong >= 0) {
      throw new DataError(
        `sparseTensor: ${name}[${wrong}] must be a whole number in [0, 2^31); received ${describe(given[wrong])}.`,
      )
    }
  }
  return { ...made, shape: [shape[0], shape[1]] }
}

/** Whether a value is a SparseTensor. */
export function isSparseTensor(value: unknown): value is SparseTensor {
  return typeof value === 'object' && value !== null && ArrayBuffer.isView((value as SparseTensor).indptr)
}

/** @throws ShapeError or DataError where the parts don't fit one another */
export function checkSparse({ data, indices, indptr, shape }: SparseTensor, name: string): void {
  elementTypeOf(data)
  if (!(Array.isArray(shape) && shape.length === 2 && shape.every((size) => Number.isInteger(size) && size >= 0))) {
    throw new ShapeError(`${name}: shape must be [rows, columns], two whole numbers >= 0; received ${describe(shape)}.`)
  }
  const [rows, columns] = shape
  if (indices.length !== data.length) {
    throw new ShapeError(
      `${name}: data and indices must be equally long; received ${data.length} values and ${indices.length} columns.`,
    )
  }
  if (indptr.length !== rows + 1) {
    throw new ShapeError(`${name}: indptr must have rows + 1 = ${rows + 1} numbers; received ${indptr.length}.`)
  }
  if (indptr[0] !== 0 || indptr[rows] !== data.length) {
    throw new ShapeError(
      `${name}: indptr must go from 0 to the number of values, ${data.length}; received ${indptr[0]} to ${indptr[rows]}.`,
    )
  }
  for (let row = 0; row < rows; row++) {
    const [first, last] = [indptr[row] as number, indptr[row + 1] as number]
    if (last < first || last > data.length) {
      throw new ShapeError(`${name}, row ${row}: indptr must not descend or pass the last value; received ${first}, then ${last}.`)
    }
    for (let k = first; k < last; k++) {
      const column = indices[k] as number
      const before = k > first ? (indices[k - 1] as number) : -1
      if (column > before && column < columns) continue
      throw new DataError(
        `${name}, row ${row}: columns must ascend and lie in [0, ${columns}); received ${column}${k > first ? ` behind ${before}` : ''}. ` +
          'Sort each row, and add up values of the same column (sort_indices and sum_duplicates in SciPy).',
      )
    }
  }
}

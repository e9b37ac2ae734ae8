// Rows of a tensor by number (a copy) or by range (a view).

import { DataError, describe, ShapeError } from '../errors.ts'
import { allocateLike, type Tensor, type TensorData } from '../tensor/index.ts'

/** A Tensor like another with other data and another number of rows. */
function withRows<D extends TensorData>(like: Tensor<D>, data: D, rows: number): Tensor<D> {
  const shape = [rows, ...like.shape.slice(1)]
  return like.scale === undefined ? { data, shape } : { data, shape, scale: like.scale }
}

/** The number of rows, and of elements in one. */
function rowsOf(tensor: Tensor): { rows: number; rowSize: number } {
  const rows = tensor.shape[0]
  if (rows === undefined) throw new ShapeError('A single number of shape [] has no rows. Give a tensor of shape [rows, ...].')
  return { rows, rowSize: rows === 0 ? 0 : tensor.data.length / rows }
}

/**
 * Copies the rows `indices[start .. end)` of a tensor into `target`, one after the other from its beginning.
 *
 * @throws DataError if a row number is not one of the tensor's, or the target is too short
 */
export function copyRows(tensor: Tensor, indices: ArrayLike<number>, start: number, end: number, target: TensorData): void {
  const { data } = tensor
  const { rows, rowSize } = rowsOf(tensor)
  if ((end - start) * rowSize > target.length) {
    throw new DataError(`${end - start} rows of ${rowSize} elements do not fit a target of ${target.length}. Give a longer one.`)
  }
  for (let i = start; i < end; i++) {
    const row = indices[i] as number
    if (!(row >= 0 && row < rows && Number.isInteger(row))) {
      throw new DataError(`A row number must be a whole number in [0, ${rows}); received ${describe(row)} at position ${i}.`)
    }
    if (rowSize === 1) target[i - start] = data[row] as number
    else target.set(data.subarray(row * rowSize, (row + 1) * rowSize), (i - start) * rowSize)
  }
}

/**
 * The rows of a tensor with these numbers, in their order: a copy of the same element type and scale.
 *
 * @throws DataError if a row number is not one of the tensor's
 */
export function gatherRows<D extends TensorData>(tensor: Tensor<D>, indices: ArrayLike<number>): Tensor<D> {
  const data = allocateLike(tensor.data, indices.length * rowsOf(tensor).rowSize)
  copyRows(tensor, indices, 0, indices.length, data)
  return withRows(tensor, data, indices.length)
}

/** Rows [start, end) of a tensor, as a view of its data; as with slice(), the ends are brought into range. */
export function sliceRows<D extends TensorData>(tensor: Tensor<D>, start: number, end: number): Tensor<D> {
  const { rows, rowSize } = rowsOf(tensor)
  const first = Math.max(0, Math.min(rows, start))
  const last = Math.max(first, Math.min(rows, end))
  return withRows(tensor, tensor.data.subarray(first * rowSize, last * rowSize) as D, last - first)
}

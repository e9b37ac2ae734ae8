// Rows as linear models take them: a matrix of finite numbers, dense or sparse, checked in pieces so that a page stays alive.

import { checkFinite, checkRows, rowRanges } from '../data/index.ts'
import { DataError, describe, ShapeError } from '../errors.ts'
import { checkSparse, isSparseTensor, isTensor, type SparseTensor, type Tensor, toTensor } from '../tensor/index.ts'
import type { Pacer } from '../training/pacer.ts'
import type { RowsOf } from './estimator.ts'

/** Values of a sparse matrix that are checked without a pause. */
const PIECE = 0x20000

/**
 * Rows [rows, features], every value checked. What a row holds is taken as one list of features.
 *
 * @param features how many there must be; undefined where any number will do
 * @throws DataError naming row and column of a NaN or an infinity, ShapeError where the features don't fit
 */
export async function prepareRows(
  X: RowsOf,
  features: number | undefined,
  pacer: Pacer,
  name = 'X',
): Promise<Tensor | SparseTensor> {
  if (isSparseTensor(X)) {
    checkSparse(X, name)
    const [rows, columns] = X.shape
    checkSize(rows, columns, features, X.shape, name)
    for (let row = 0, read = 0; row < rows; row++) {
      for (let k = X.indptr[row]; k < X.indptr[row + 1]; k++, read++) {
        const value = Math.fround(X.data[k])
        if (value - value === 0) continue // false for NaN and the infinities alone
        throw new DataError(
          `${name}, row ${row}, column ${X.indices[k]}: every value must be a finite number; received ${X.data[k]}. Mend or leave out that row.`,
        )
      }
      if (read > PIECE) {
        read = 0
        await pacer.pause()
      }
    }
    return X
  }
  if (!isTensor(X) && !Array.isArray(X)) {
    throw new DataError(
      `${name} must be a Tensor, nested arrays of numbers or a SparseTensor; received ${describe(X)}.` +
        `${ArrayBuffer.isView(X) ? ` Give it a shape: tensor(${name}, [rows, features]).` : ''}`,
    )
  }
  const tensor = toTensor(X, name, Float64Array)
  checkRows({ [name]: tensor })
  const rows = tensor.shape[0]
  if (tensor.shape.length < 2) {
    throw new ShapeError(`${name} must have rows of features, [rows, features]; received the shape [${tensor.shape.join(', ')}].`)
  }
  checkSize(rows, tensor.data.length / rows, features, tensor.shape, name)
  for (const [start, end] of rowRanges(tensor)) {
    checkFinite(tensor, name, start, end)
    await pacer.pause()
  }
  return tensor
}

function checkSize(rows: number, columns: number, features: number | undefined, shape: readonly number[], name: string): void {
  if (rows === 0) throw new DataError(`${name} has no rows: its shape is [${shape.join(', ')}]. Give at least one row.`)
  if (columns === 0) throw new ShapeError(`${name} must have at least one feature; received the shape [${shape.join(', ')}].`)
  if (features === undefined || columns === features) return
  throw new ShapeError(
    `${name} has ${columns} features a row, but the model takes ${features}: received the shape [${shape.join(', ')}].`,
  )
}

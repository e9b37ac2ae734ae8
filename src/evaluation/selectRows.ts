// Rows of inputs by number, whatever holds them.

import { gatherRows } from '../data/index.ts'
import { DataError, describe, ShapeError } from '../errors.ts'
import { isTensor, type Tensor } from '../tensor/index.ts'

/** Inputs that know how to give some of their rows, such as a sparse matrix. */
export interface SelectableRows {
  /** [rows, ...] */
  readonly shape: readonly number[]
  /** The rows with these numbers, in their order. */
  selectRows(rows: Uint32Array): SelectableRows
}

/** Inputs: a Tensor of shape [rows, ...], an array of rows of numbers, or anything that can select its rows. */
export type Rows = Tensor | readonly (readonly number[])[] | SelectableRows

const isSelectable = (X: unknown): X is SelectableRows => typeof (X as SelectableRows | null)?.selectRows === 'function'

/**
 * The number of rows.
 *
 * @throws DataError for what holds no rows
 */
export function countRows(X: Rows, name = 'X'): number {
  if (Array.isArray(X)) return X.length
  if (!isTensor(X) && !isSelectable(X)) {
    throw new DataError(`${name} must be a Tensor, an array of rows or an object with selectRows(); received ${describe(X)}.`)
  }
  const rows = (X as SelectableRows).shape[0]
  if (rows === undefined) throw new ShapeError(`${name} must have rows, as in the shape [rows, ...]; received the shape [].`)
  return rows
}

/**
 * The rows of X with these numbers, in their order, in the form that X has. Rows of nested arrays are shared, others copied.
 *
 * @throws DataError if a row number is not one of X's
 */
export function selectRows(X: Rows, rows: Uint32Array): Rows {
  if (isSelectable(X)) return X.selectRows(rows)
  if (isTensor(X)) return gatherRows(X, rows)
  return Array.from(rows, (row) => {
    const values = (X as readonly (readonly number[])[])[row]
    if (values === undefined) throw new DataError(`A row number must be a whole number in [0, ${X.length}); received ${row}.`)
    return values
  })
}

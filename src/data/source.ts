// Where a training loop gets its rows. The loop asks for numbered rows and never sees how they are kept: in an array now; a
// source that reads rows as they are needed may answer with a promise.

import { ShapeError } from '../errors.ts'
import { type ElementType, elementTypeOf, type Tensor, type TensorData } from '../tensor/index.ts'
import { copyRows } from './gatherRows.ts'

/** Rows of one shape and element type. */
export interface DataSource {
  /** How many rows there are. */
  readonly rows: number
  /** The shape of one row, without the dimension of rows. */
  readonly inputShape: readonly number[]
  /** What the rows hold: values are elements times `scale` (1 where it is left out). */
  readonly inputType: { readonly elementType: ElementType; readonly scale?: number }
  /** Writes the rows `indices[start .. end)`, one after the other, to the start of `target`, an array of the source's element type. */
  gather(indices: Uint32Array, start: number, end: number, target: TensorData): void | Promise<void>
}

/** A DataSource whose rows are those of a tensor in memory: it answers at once. */
export interface ArraySource extends DataSource {
  readonly tensor: Tensor
  gather(indices: Uint32Array, start: number, end: number, target: TensorData): void
}

/**
 * The rows of a tensor of shape [rows, ...inputShape] as a DataSource.
 *
 * @throws ShapeError if the tensor has no dimension for rows
 */
export function arraySource(tensor: Tensor): ArraySource {
  const { data, shape, scale } = tensor
  const [rows, ...inputShape] = shape
  if (rows === undefined) throw new ShapeError('A data source needs rows: a tensor of shape [rows, ...]; received the shape [].')
  const elementType = elementTypeOf(data)
  return {
    rows,
    inputShape,
    inputType: scale === undefined ? { elementType } : { elementType, scale },
    gather: (indices, start, end, target) => copyRows(tensor, indices, start, end, target),
    tensor,
  }
}

// Class indices in any one-dimensional form, as a Tensor that the checks of src/data take.

import { DataError, describe } from '../errors.ts'
import { isTensor, type Tensor, type TensorData } from '../tensor/index.ts'

/** Class indices, one for each row: a Tensor of shape [rows] or [rows, 1], a typed array or an array of numbers. */
export type Labels = Tensor | ArrayLike<number>

/**
 * Labels as a Tensor; a typed array is not copied.
 *
 * @param name what the value is called in an error message
 * @throws DataError for anything that is not a Tensor, a typed array or an array
 */
export function labelTensor(labels: Labels, name: string): Tensor {
  if (isTensor(labels)) return labels
  if (ArrayBuffer.isView(labels) && 'length' in labels) {
    return { data: labels as unknown as TensorData, shape: [labels.length as number] }
  }
  if (!Array.isArray(labels)) {
    throw new DataError(`${name} must be a Tensor or an array of class indices; received ${describe(labels)}.`)
  }
  return { data: Float64Array.from(labels), shape: [labels.length] } // float64, so that 0.5 is still 0.5 when it is checked
}

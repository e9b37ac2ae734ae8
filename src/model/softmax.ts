// Softmax of a model's logits, for users.

import { ShapeError } from '../errors.ts'
import { softmax as softmaxRows } from '../numerics/index.ts'
import { type Tensor, type TensorLike, toTensor } from '../tensor/index.ts'

/**
 * Probabilities from logits: exp(x_i) / sum_j exp(x_j) over the last axis, at most 0.5001 ULP off.
 *
 * @param logits [..., classes], or one row of numbers
 * @throws ShapeError for a single number
 */
export function softmax(logits: TensorLike): Tensor<Float32Array> {
  const { data, shape, scale = 1 } = toTensor(logits, 'logits')
  const classes = shape[shape.length - 1]
  if (classes === undefined || classes === 0)
    throw new ShapeError(`softmax: logits must have at least one class in their last dimension; received [${shape}].`)
  const values =
    data instanceof Float32Array && scale === 1 ? data : Float32Array.from(data as ArrayLike<number>, (value) => value * scale)
  return { data: softmaxRows(values, classes), shape: [...shape] }
}

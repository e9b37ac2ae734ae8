// The class that each row of scores stands for: the index of its largest value. Logits and probabilities give the same
// answer, since softmax keeps the order. Everything that needs a predicted class asks here, so ties break one way.

import { DataError, ShapeError } from '../errors.ts'
import { type TensorLike, toTensor } from '../tensor/index.ts'

/**
 * The index of the largest value of every row; of equal values, the first.
 *
 * @param values scores, shape [rows, classes]: logits or probabilities
 * @returns class indices, shape [rows]
 * @throws ShapeError unless there are two dimensions and at least one class
 * @throws DataError for a NaN, which has no place in an order
 */
export function argmaxRows(values: TensorLike): Int32Array {
  const { data, shape } = toTensor(values, 'values')
  const [rows, classes] = shape as [number, number]
  if (shape.length !== 2 || classes === 0) {
    throw new ShapeError(
      `argmaxRows takes scores of shape [rows, classes] with at least one class; received [${shape.join(', ')}].`,
    )
  }
  const indices = new Int32Array(rows) // [rows]
  for (let row = 0; row < rows; row++) {
    const start = row * classes
    let best = 0
    for (let j = 0; j < classes; j++) {
      const value = data[start + j] as number
      if (Number.isNaN(value)) {
        throw new DataError(`argmaxRows: the score of class ${j} in row ${row} is NaN, so the row has no largest value.`)
      }
      if (value > (data[start + best] as number)) best = j
    }
    indices[row] = best
  }
  return indices
}

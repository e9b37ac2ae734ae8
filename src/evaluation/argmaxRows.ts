// The class that each row of scores stands for: the index of its largest value. Logits and probabilities give the same
// answer, since softmax keeps the order. Everything that needs a predicted class asks here, so ties break one way.

import type { TensorLike } from '../tensor/index.ts'
import { readScores, type Scores } from './scores.ts'

/**
 * The index of the largest value of every row; of equal values, the first.
 *
 * @param values scores, shape [rows, classes]: logits or probabilities
 * @returns class indices, shape [rows]
 * @throws ShapeError unless there are two dimensions and at least one class
 * @throws DataError for a NaN, which has no place in an order
 */
export function argmaxRows(values: TensorLike): Int32Array {
  return argmaxOf(readScores('argmaxRows', values))
}

/** argmaxRows of scores that have been read. */
export function argmaxOf({ data, rows, columns }: Scores): Int32Array {
  const indices = new Int32Array(rows) // [rows]
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    let best = 0
    for (let j = 1; j < columns; j++) {
      if (data[start + j] > data[start + best]) best = j
    }
    indices[row] = best
  }
  return indices
}

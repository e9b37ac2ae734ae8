// Log-probabilities over rows of logits, with at most 0.5001 ulp of error.

import { addToOdd } from './bits.ts'
import { countRows } from './check.ts'
import { Row } from './row.ts'

/**
 * The logarithm of softmax: d_i - L with d_i = x_i - m, rounded to odd in float64 and then to float32. d_i is often a midpoint
 * of float32 beside which L vanishes in float64; rounding to odd keeps the side.
 *
 * @param logits float32, [rows, classes] in row-major order
 * @param classes the length of a row, >= 1
 * @returns a new Float32Array, [rows, classes]; -infinity where a probability is 0; rows of NaN as in softmax
 * @throws UsageError for a bad class count, DataError for logits that are not a Float32Array of whole rows
 */
export function logSoftmax(logits: Float32Array, classes: number): Float32Array<ArrayBuffer> {
  const rows = countRows('logSoftmax', logits, classes)
  const out = new Float32Array(logits.length)
  const row = new Row(classes)
  const { differences } = row
  for (let r = 0; r < rows; r++) {
    const offset = r * classes
    row.read(logits, offset)
    const { log } = row
    for (let i = 0; i < classes; i++) out[offset + i] = addToOdd(differences[i], -log)
  }
  return out
}

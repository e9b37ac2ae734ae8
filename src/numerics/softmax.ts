// softmax over rows of logits, with at most 0.5001 ulp of error. The algorithm and its order: row.ts and docs/numerics.md.

import { countRows } from './check.ts'
import { Row } from './row.ts'

/**
 * The probabilities of each row: e^x_i / sum_j e^x_j, formed as e_i r in float64 and rounded to float32 once.
 *
 * @param logits float32, [rows, classes] in row-major order
 * @param classes the length of a row, >= 1
 * @returns a new Float32Array, [rows, classes]. A NaN logit, two +infinity or a row of -infinity give a row of NaN; one
 * +infinity gives the one-hot limit
 * @throws UsageError for a bad class count, DataError for logits that are not a Float32Array of whole rows
 */
export function softmax(logits: Float32Array, classes: number): Float32Array<ArrayBuffer> {
  const rows = countRows('softmax', logits, classes)
  const out = new Float32Array(logits.length)
  const row = new Row(classes)
  const { terms } = row
  for (let r = 0; r < rows; r++) {
    const offset = r * classes
    row.read(logits, offset)
    const { reciprocal } = row
    for (let i = 0; i < classes; i++) out[offset + i] = terms[i] * reciprocal
  }
  return out
}

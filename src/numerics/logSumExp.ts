// ln(sum of e^x) over rows of logits, which neither overflows nor loses the smaller terms.

import { addToOdd } from './bits.ts'
import { countRows } from './check.ts'
import { Row } from './row.ts'

/**
 * ln(sum_j e^x_j) of each row: m + L, rounded to odd in float64 and then to float32. The error is at most 0.51 ulp of
 * max(|m|, L); where m is close to -L the two cancel and the result itself may have fewer bits.
 *
 * @param logits float32, [rows, classes] in row-major order
 * @param classes the length of a row, >= 1
 * @returns a new Float32Array, [rows]; NaN for a row with NaN, with +infinity twice, or of -infinity throughout, as for the
 * other functions; +infinity where one logit is
 * @throws UsageError for a bad class count, DataError for logits that are not a Float32Array of whole rows
 */
export function logSumExp(logits: Float32Array, classes: number): Float32Array<ArrayBuffer> {
  const rows = countRows('logSumExp', logits, classes)
  const out = new Float32Array(rows)
  const row = new Row(classes)
  for (let r = 0; r < rows; r++) {
    row.read(logits, r * classes)
    out[r] = addToOdd(row.maximum, row.log)
  }
  return out
}

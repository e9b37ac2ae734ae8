// The fingerprint of weights that are float64.

import { sha256 } from '../../data/index.ts'

/** The SHA-256 of numbers in order: little-endian float64, as 64 hexadecimal digits. */
export async function hashFloat64(...weights: readonly Float64Array[]): Promise<string> {
  const bytes = new DataView(new ArrayBuffer(weights.reduce((total, { length }) => total + 8 * length, 0)))
  let offset = 0
  for (const values of weights) {
    for (const value of values) {
      bytes.setFloat64(offset, value, true)
      offset += 8
    }
  }
  return sha256(new Uint8Array(bytes.buffer))
}

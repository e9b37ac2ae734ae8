// The fingerprint of a model's weights.

import { sha256 } from '../data/sha256.ts'

/** The SHA-256 of weights in order: row-major little-endian float32 without padding, as 64 hexadecimal digits. */
export async function hashWeights(weights: readonly Float32Array[]): Promise<string> {
  const bytes = new DataView(new ArrayBuffer(weights.reduce((total, { length }) => total + 4 * length, 0)))
  let offset = 0
  for (const values of weights) {
    for (const value of values) {
      bytes.setFloat32(offset, value, true)
      offset += 4
    }
  }
  return sha256(new Uint8Array(bytes.buffer))
}

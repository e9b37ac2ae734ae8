// The fingerprint of a model's weights.

import { sha256 } from '../data/sha256.ts'

/** The SHA-256 of weights in order: row-major and little-endian in their own precision, without padding, as 64 hexadecimal digits. */
export async function hashWeights(weights: readonly (Float32Array | Float64Array)[]): Promise<string> {
  const bytes = new DataView(new ArrayBuffer(weights.reduce((total, { byteLength }) => total + byteLength, 0)))
  let offset = 0
  for (const values of weights) {
    const size = values.BYTES_PER_ELEMENT
    for (const value of values) {
      if (size === 4) bytes.setFloat32(offset, value, true)
      else bytes.setFloat64(offset, value, true)
      offset += size
    }
  }
  return sha256(new Uint8Array(bytes.buffer))
}

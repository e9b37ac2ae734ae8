// The fingerprint of a data set: what a model file records to know its own training rows again.

import { elementTypeOf, type Tensor } from '../tensor/index.ts'
import { sha256 } from './sha256.ts'

/**
 * The SHA-256 of tensors, inputs and labels for a start: 64 hexadecimal digits. It depends on element types, shapes, scales
 * and bytes, and on nothing else. Each tensor's bytes are hashed where they lie; the result is the hash of one line
 * `type [shape] scale hash` for each tensor, so nothing large is copied.
 */
export async function hashData(...tensors: readonly Tensor[]): Promise<string> {
  let lines = ''
  for (const { data, shape, scale } of tensors) {
    const hash = await sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    lines += `${elementTypeOf(data)} [${shape.join(',')}] ${scale ?? 1} ${hash}\n`
  }
  return sha256(new TextEncoder().encode(lines))
}

// Stored integers to float32: a value is data x scale, so pixels can stay bytes until a step needs them.

import { ShapeError } from '../errors.ts'
import type { Node, Operation } from './types.ts'

const bits: DataView = /* @__PURE__ */ new DataView(new ArrayBuffer(4))

/**
 * A scale as high + low, both float32: high has 16 significant bits, so a byte times high is exact, and the sum with the byte
 * times low rounds once. So bytes with scale 1/255 are the float32 values of byte / 255, where a float32 scale would miss 126 of 256.
 */
export function splitScale(scale: number): { readonly high: number; readonly low: number } {
  bits.setFloat32(0, scale)
  bits.setUint32(0, bits.getUint32(0) & 0xffffff00)
  const high = bits.getFloat32(0)
  return { high, low: Math.fround(scale - high) }
}

const dequantization: Operation = {
  name: 'dequantize',
  infer([type]) {
    if (type?.dtype !== 'uint8') throw new ShapeError(`dequantize takes uint8 values; received ${type?.dtype}.`)
    return { ...type, dtype: 'float32' }
  },
  partition: 'segments',
  // Not elementwise: its kernel converts sixteen bytes at a time, in a loop of its own.
  elementwise: false,
}

/** float32(x * scale), for uint8 x. */
export function dequantize(x: Node, scale: number): Node {
  return x.graph.apply(dequantization, [x], { scale })
}

// The inputs of the golden files, made here as scripts/golden/keras_data.py makes them, bit for bit, and the reading of
// their results. Change both files or neither.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** What labels and images are made from: square images of `side` x `side` pixels with a border of zeros. */
export interface GoldenData {
  readonly seed: number
  readonly rows: number
  readonly side: number
  readonly border: number
  readonly classes: number
}

/** What initial weights are made from. */
export interface GoldenWeights {
  readonly weightSeed: number
  readonly widths: readonly number[]
  readonly shifts: readonly number[]
  readonly biasShift: number | null
}

/** Reads a committed golden file of test/golden. */
export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../golden/${name}`, import.meta.url), 'utf8')) as T
}

/** state = 1664525 state + 1013904223 modulo 2^32, the new state each time. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0
    return state
  }
}

/** Labels [rows] and pixels [rows, side * side]: the same draws in the same order as in Python. */
export function labelsAndPixels({ seed, rows, side, border, classes }: GoldenData): { labels: Int32Array; pixels: Uint8Array } {
  const draw = generator(seed)
  const labels = Int32Array.from({ length: rows }, () => (draw() >>> 16) % classes)
  const pixels = new Uint8Array(rows * side * side)
  const inside = (place: number): boolean => place >= border && place < side - border
  for (let row = 0, next = 0; row < rows; row++) {
    for (let vertical = 0; vertical < side; vertical++) {
      for (let horizontal = 0; horizontal < side; horizontal++, next++) {
        const value = draw() >>> 24
        const onStripe = (3 * vertical + horizontal + labels[row]!) % 10 < 2
        if (inside(vertical) && inside(horizontal) && value >= (onStripe ? 96 : 192)) pixels[next] = value
      }
    }
  }
  return { labels, pixels }
}

/** pixels / 255, rounded once to float32. */
export function scaled(pixels: Uint8Array): Float32Array {
  return Float32Array.from(pixels, (pixel) => pixel / 255)
}

/** Kernel [inputs, units] and bias [units] of each layer, as float32 multiples of a power of two. */
export function initialWeights({
  weightSeed,
  widths,
  shifts,
  biasShift,
}: GoldenWeights): { data: Float32Array; shape: number[] }[] {
  const draw = generator(weightSeed)
  const values = (count: number, shift: number): Float32Array =>
    Float32Array.from({ length: count }, () => ((draw() >>> 16) - 32768) * 2 ** -(15 + shift))
  return shifts.flatMap((shift, layer) => {
    const [inputs, units] = [widths[layer]!, widths[layer + 1]!]
    const kernel = { data: values(inputs * units, shift), shape: [inputs, units] }
    return [kernel, { data: biasShift === null ? new Float32Array(units) : values(units, biasShift), shape: [units] }]
  })
}

/** Rows of probabilities in 256ths [rows, classes]: half for the label, the other half dealt out class by class. */
export function softLabels(seed: number, labels: Int32Array, classes: number): Float32Array {
  const draw = generator(seed)
  const counts = new Float32Array(labels.length * classes)
  labels.forEach((label, row) => {
    counts[row * classes + label] = 128
    for (let i = 0; i < 128; i++) counts[row * classes + ((draw() >>> 16) % classes)]! += 1
  })
  return counts.map((count) => count / 256)
}

/** Weights [rows]: 0, 1/8, ... 2. */
export function sampleWeights(seed: number, rows: number): Float32Array {
  const draw = generator(seed)
  return Float32Array.from({ length: rows }, () => ((draw() >>> 24) % 17) / 8)
}

/** SHA-256 of the arrays' bytes, one after the other, as fingerprint() in keras_data.py: tells other inputs from another trainer. */
export function fingerprint(arrays: readonly ArrayBufferView[]): string {
  const hash = createHash('sha256')
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  return hash.digest('hex')
}

function unpacked(text: string): DataView {
  const bytes = gunzipSync(Buffer.from(text, 'base64'))
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The numbers of a float32 array packed by keras_data.py. */
export function unpackFloat32(text: string): number[] {
  const view = unpacked(text)
  return Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true))
}

/** The numbers of a float64 array packed by keras_data.py. */
export function unpackFloat64(text: string): number[] {
  const view = unpacked(text)
  return Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true))
}

/** The largest |actual - expected|; NaN where one of them is. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values where ${expected.length} were expected`)
  return Array.from(expected, (value, i) => Math.abs(actual[i]! - value)).reduce(
    (most, difference) => Math.max(most, difference),
    0,
  )
}

/** max |actual - expected| / max |expected| of one tensor; NaN where one of them is. */
export function tensorDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return largestDifference(actual, expected) / Array.from(expected, Math.abs).reduce((most, value) => Math.max(most, value), 0)
}

// The rows of the comparison with their exact results: made by rows.py, or, without Python, those of test/vectors/vectors.json alone.

import { readFileSync, writeFileSync } from 'node:fs'
import { float32sOf } from '../../scripts/accuracy/exact.js'

const arrays = { logits: Float32Array, labels: Int32Array, softmax: Float32Array, loss: Float32Array, gradient: Float32Array }
const exact = { softmaxExact: Float64Array, lossExact: Float64Array, gradientExact: Float64Array }

/** A typed array from its bytes in base64. */
export function unpack(text, Type) {
  return new Type(new Uint8Array(Buffer.from(text, 'base64')).buffer)
}

/** Reads a file of rows: `reference`, and `groups` of one number of classes each, with typed arrays for the numbers. */
export function readRows(file) {
  const { reference, groups } = JSON.parse(readFileSync(file, 'utf8'))
  const types = Object.entries({ ...arrays, ...exact })
  return {
    reference,
    groups: groups.map((group) => ({
      ...group,
      ...Object.fromEntries(types.map(([name, Type]) => [name, unpack(group[name], Type)])),
    })),
  }
}

/** Writes the rows of vectors.json in the form of rows.py. */
export function writeVectors(vectors, file) {
  const { rows } = JSON.parse(readFileSync(vectors, 'utf8'))
  const groups = [...new Set(rows.map(({ C }) => C))].map((classes) => {
    const those = rows.filter(({ C }) => C === classes)
    const pack = (values) => Buffer.from(values.buffer).toString('base64')
    const bits = (read) => pack(float32sOf(those.flatMap(read)))
    const decimals = (read) => pack(Float64Array.from(those.flatMap(read), Number))
    return {
      classes,
      regimes: those.map(({ regime }) => regime),
      labels: pack(Int32Array.from(those, ({ label }) => label)),
      logits: bits(({ logits }) => logits),
      softmax: bits(({ softmax_f32 }) => softmax_f32),
      softmaxExact: decimals(({ softmax }) => softmax),
      loss: bits(({ loss_f32 }) => loss_f32),
      lossExact: decimals(({ loss }) => loss),
      gradient: bits(({ grad_label_f32 }) => grad_label_f32),
      gradientExact: decimals(({ grad_label }) => grad_label),
    }
  })
  writeFileSync(file, JSON.stringify({ reference: 'the decimals of test/vectors/vectors.json (mpmath, 50 digits)', groups }))
}

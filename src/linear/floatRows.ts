// Rows as float32 programs read them.

import { UsageError } from '../errors.ts'
import type { SparseTensor, Tensor } from '../tensor/index.ts'
import type { Standardization } from './standardize.ts'

/** Numbers that are converted without a pause. */
const PIECE = 1 << 18
/** The most numbers of a sparse matrix that are written out. */
const MOST = 1 << 29

/** Dense rows: bytes as they are, all else in float32, standardized in float64 before. */
export async function floatRows(
  x: Tensor | SparseTensor,
  standardization: Standardization | undefined,
  pause: () => Promise<void>,
): Promise<Tensor> {
  if ('indptr' in x) return writtenOut(x, standardization, pause)
  if (!standardization && x.data instanceof Uint8Array) return x
  const { data, shape, scale = 1 } = x
  if (!standardization && data instanceof Float32Array && scale === 1) return x
  const features = data.length / shape[0]
  const floats = new Float32Array(data.length)
  const piece = Math.max(1, Math.floor(PIECE / features)) * features
  for (let start = 0; start < data.length; start += piece) {
    const end = Math.min(data.length, start + piece)
    for (let i = start, f = 0; i < end; i++, f = f + 1 === features ? 0 : f + 1) {
      const value = data[i] * scale
      floats[i] = standardization ? (value - standardization.mean[f]) / standardization.deviation[f] : value
    }
    await pause()
  }
  return { data: floats, shape }
}

async function writtenOut(
  { data, indices, indptr, shape }: SparseTensor,
  standardization: Standardization | undefined,
  pause: () => Promise<void>,
): Promise<Tensor> {
  const [rows, features] = shape
  if (rows * features > MOST) {
    throw new UsageError(
      `A network takes dense rows, and [${rows}, ${features}] written out would be ${rows * features} numbers. ` +
        'Use SoftmaxRegression, which takes sparse rows as they are, or fewer rows at a time.',
    )
  }
  const floats = new Float32Array(rows * features)
  for (let row = 0; row < rows; row++) {
    for (let k = indptr[row]; k < indptr[row + 1]; k++) {
      floats[row * features + indices[k]] = standardization ? data[k] / standardization.deviation[indices[k]] : data[k]
    }
    if ((row & 1023) === 1023) await pause()
  }
  return { data: floats, shape }
}

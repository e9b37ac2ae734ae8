// Means and deviations of features, in float64. Values are shifted by the first row's before they are summed, so that 1e9 + 60 keeps its
// 60, and a feature that never changes has a deviation of exactly 0.

import type { SparseTensor, Tensor } from '../tensor/index.ts'

/** x becomes (x - mean) / deviation, feature by feature. Sparse rows are scaled alone: their means count as 0. */
export interface Standardization {
  readonly mean: Float64Array
  /** The population's standard deviation; 1 for a feature that never changes. */
  readonly deviation: Float64Array
}

/** Called between pieces of the work. */
type Pause = () => Promise<void>

/** Numbers that are read between two pauses. */
const PIECE = 0x20000

/**
 * Scales alone: for a model without intercepts, in which centred features would be intercepts in disguise.
 */
export function withoutMeans({ mean, deviation }: Standardization): Standardization {
  return { mean: new Float64Array(mean.length), deviation }
}

/**
 * The standardization of rows, each counted with its weight. Rows of weight 0 don't count.
 *
 * Dense: the mean and sqrt(sum w (x - mean)^2 / sum w). Sparse: mean 0, so that zeros stay zeros, and the deviation about the true mean.
 */
export async function standardizationOf(
  x: Tensor | SparseTensor,
  weights: Float64Array | undefined,
  pause: Pause,
): Promise<Standardization> {
  return 'indptr' in x ? ofSparse(x, weights, pause) : ofDense(x, weights, pause)
}

async function ofDense(
  { data, shape, scale = 1 }: Tensor,
  weights: Float64Array | undefined,
  pause: Pause,
): Promise<Standardization> {
  const rows = shape[0]
  const features = data.length / rows
  const [mean, deviation] = [new Float64Array(features), new Float64Array(features)]
  const [lowest, highest] = [
    new Float64Array(features).fill(Number.POSITIVE_INFINITY),
    new Float64Array(features).fill(Number.NEGATIVE_INFINITY),
  ]
  const start = Float64Array.from({ length: features }, (_, f) => data[f] * scale)
  const piece = Math.max(1, Math.floor(PIECE / features))
  /** Calls `visit` for each row that counts. */
  const forRows = async (visit: (offset: number, weight: number) => void): Promise<void> => {
    for (let row = 0; row < rows; row++) {
      const weight = weights ? weights[row] : 1
      if (weight > 0) visit(row * features, weight)
      if (row % piece === piece - 1) await pause()
    }
  }
  let total = 0
  await forRows((offset, weight) => {
    total += weight
    for (let f = 0; f < features; f++) {
      const value = data[offset + f] * scale
      if (value < lowest[f]) lowest[f] = value
      if (value > highest[f]) highest[f] = value
      mean[f] += weight * (value - start[f])
    }
  })
  for (let f = 0; f < features; f++) mean[f] = start[f] + mean[f] / total
  await forRows((offset, weight) => {
    for (let f = 0; f < features; f++) {
      const difference = data[offset + f] * scale - mean[f]
      deviation[f] += weight * difference * difference
    }
  })
  for (let f = 0; f < features; f++) {
    deviation[f] = Math.sqrt(deviation[f] / total)
    // What never changes becomes 0 throughout; what is so small that its square vanishes can't be scaled.
    if (lowest[f] === highest[f]) [mean[f], deviation[f]] = [lowest[f], 1]
    else if (!(deviation[f] > 0)) deviation[f] = highest[f] - lowest[f]
  }
  return { mean, deviation }
}

async function ofSparse(
  { data, indices, indptr, shape: [rows, features] }: SparseTensor,
  weights: Float64Array | undefined,
  pause: Pause,
): Promise<Standardization> {
  const [sums, squares] = [new Float64Array(features), new Float64Array(features)]
  const [weightOf, seen, first, changes] = [
    new Float64Array(features),
    new Float64Array(features),
    new Float64Array(features),
    new Uint8Array(features),
  ]
  let total = 0
  let counted = 0
  for (let row = 0, read = 0; row < rows; row++) {
    const weight = weights ? weights[row] : 1
    if (!(weight > 0)) continue
    total += weight
    counted++
    for (let k = indptr[row]; k < indptr[row + 1]; k++, read++) {
      const f = indices[k]
      if (seen[f] === 0) first[f] = data[k]
      else if (data[k] !== first[f]) changes[f] = 1
      seen[f]++
      weightOf[f] += weight
      sums[f] += weight * data[k]
    }
    if (read > PIECE) {
      read = 0
      await pause()
    }
  }
  const mean = sums.map((sum) => sum / total)
  for (let row = 0; row < rows; row++) {
    const weight = weights ? weights[row] : 1
    if (!(weight > 0)) continue
    for (let k = indptr[row]; k < indptr[row + 1]; k++) {
      const difference = data[k] - mean[indices[k]]
      squares[indices[k]] += weight * difference * difference
    }
  }
  const deviation = new Float64Array(features)
  for (let f = 0; f < features; f++) {
    // The zeros that aren't stored are as far from the mean as 0 is.
    const spread = Math.sqrt((squares[f] + (total - weightOf[f]) * mean[f] * mean[f]) / total)
    const constant = seen[f] === 0 || (seen[f] === counted && !changes[f]) || (!changes[f] && first[f] === 0)
    deviation[f] = !constant && spread > 0 ? spread : 1
  }
  return { mean: new Float64Array(features), deviation }
}

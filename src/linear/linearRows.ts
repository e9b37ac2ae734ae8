// Rows as a linear model reads them, in float64, dense or sparse: products with coefficients, and sums over rows of what a row's
// residuals say of each coefficient. A block of rows is small enough to stay in a cache between the two.

import type { SparseTensor, Tensor } from '../tensor/index.ts'
import type { Standardization } from './standardize.ts'

/** Numbers of a block: half of a usual second-level cache, in float64. */
const BLOCK = 16384
/** Up to this many numbers are converted but once. */
const KEPT = 1 << 22

/** Rows [rows, features] under a linear model. Coefficients are [classes, features], row-major. */
export interface LinearRows {
  readonly rows: number
  readonly features: number
  /** Rows to take at a time. */
  readonly blockRows: number
  /** out[r, c] = sum_f x[first + r, f] coefficients[c, f]. */
  forward(first: number, last: number, coefficients: Float64Array, classes: number, out: Float64Array): void
  /** out[c, f] += sum_r factors[r, c] x[first + r, f]. */
  backward(first: number, last: number, factors: Float64Array, classes: number, out: Float64Array): void
  /** out[c, f] += sum_r factors[r, c] x[first + r, f]^2. */
  squares(first: number, last: number, factors: Float64Array, classes: number, out: Float64Array): void
}

/** Rows of a tensor [rows, ...], each value times its scale, then standardized. */
export class DenseRows implements LinearRows {
  readonly rows: number
  readonly features: number
  readonly blockRows: number
  readonly #tensor: Tensor
  readonly #standardization: Standardization | undefined
  readonly #order: Uint32Array | undefined
  readonly #block: Float64Array
  #first = -1
  #last = -1

  /** @param order which rows to take, in order, where it isn't all of them; it may be written later */
  constructor(tensor: Tensor, standardization?: Standardization, order?: Uint32Array) {
    this.rows = tensor.shape[0]
    this.features = tensor.data.length / this.rows
    this.#tensor = tensor
    this.#standardization = standardization
    this.#order = order
    const kept = tensor.data.length <= KEPT && !order
    const fitting = Math.max(1, Math.min(this.rows, Math.floor(BLOCK / this.features)))
    this.blockRows = fitting
    this.#block = new Float64Array(kept ? tensor.data.length : fitting * this.features)
    if (kept) this.#convert(0, this.rows)
  }

  forward(first: number, last: number, coefficients: Float64Array, classes: number, out: Float64Array): void {
    const { features } = this
    const start = this.#locate(first, last)
    const x = this.#block
    for (let r = 0; r < last - first; r++) {
      const row = start + r * features
      const target = r * classes
      let c = 0
      // Two classes at a time: each value is loaded once for both.
      for (; c + 1 < classes; c += 2) {
        const [w0, w1] = [c * features, (c + 1) * features]
        let [a0, a1, b0, b1] = [0, 0, 0, 0]
        let f = 0
        for (; f + 1 < features; f += 2) {
          const [x0, x1] = [x[row + f], x[row + f + 1]]
          a0 += x0 * coefficients[w0 + f]
          b0 += x0 * coefficients[w1 + f]
          a1 += x1 * coefficients[w0 + f + 1]
          b1 += x1 * coefficients[w1 + f + 1]
        }
        if (f < features) {
          a0 += x[row + f] * coefficients[w0 + f]
          b0 += x[row + f] * coefficients[w1 + f]
        }
        out[target + c] = a0 + a1
        out[target + c + 1] = b0 + b1
      }
      if (c < classes) {
        let sum = 0
        for (let f = 0; f < features; f++) sum += x[row + f] * coefficients[c * features + f]
        out[target + c] = sum
      }
    }
  }

  backward(first: number, last: number, factors: Float64Array, classes: number, out: Float64Array): void {
    const { features } = this
    const start = this.#locate(first, last)
    const x = this.#block
    const rows = last - first
    for (let c = 0; c < classes; c++) {
      const target = c * features
      let r = 0
      // Four rows at a time: each sum is loaded and stored once for all.
      for (; r + 3 < rows; r += 4) {
        const row = start + r * features
        const g0 = factors[r * classes + c]
        const g1 = factors[(r + 1) * classes + c]
        const g2 = factors[(r + 2) * classes + c]
        const g3 = factors[(r + 3) * classes + c]
        for (let f = 0; f < features; f++) {
          const at = row + f
          out[target + f] += g0 * x[at] + g1 * x[at + features] + (g2 * x[at + 2 * features] + g3 * x[at + 3 * features])
        }
      }
      for (; r < rows; r++) {
        const row = start + r * features
        const g = factors[r * classes + c]
        for (let f = 0; f < features; f++) out[target + f] += g * x[row + f]
      }
    }
  }

  squares(first: number, last: number, factors: Float64Array, classes: number, out: Float64Array): void {
    const { features } = this
    const start = this.#locate(first, last)
    const x = this.#block
    for (let r = 0; r < last - first; r++) {
      for (let c = 0; c < classes; c++) {
        const g = factors[r * classes + c]
        for (let f = 0; f < features; f++) {
          const value = x[start + r * features + f]
          out[c * features + f] += g * value * value
        }
      }
    }
  }

  /** Where row `first` begins in the block, which then holds rows up to `last`. */
  #locate(first: number, last: number): number {
    if (first < this.#first || last > this.#last || this.#order) this.#convert(first, last)
    return (first - this.#first) * this.features
  }

  #convert(first: number, last: number): void {
    const { features } = this
    const { data, scale = 1 } = this.#tensor
    const block = this.#block
    const standardization = this.#standardization
    for (let r = first, to = 0; r < last; r++) {
      let from = (this.#order ? this.#order[r] : r) * features
      for (let f = 0; f < features; f++, to++, from++) {
        const value = data[from] * scale
        block[to] = standardization ? (value - standardization.mean[f]) / standardization.deviation[f] : value
      }
    }
    this.#first = first
    this.#last = last
  }
}

/** Rows of a sparse matrix, scaled where they are standardized. */
export class SparseRows implements LinearRows {
  readonly rows: number
  readonly features: number
  readonly blockRows: number
  readonly #values: ArrayLike<number>
  readonly #indices: Int32Array
  readonly #indptr: Int32Array
  readonly #order: Uint32Array | undefined

  /** @param order as of {@link DenseRows} */
  constructor({ data, indices, indptr, shape }: SparseTensor, standardization?: Standardization, order?: Uint32Array) {
    this.#order = order
    ;[this.rows, this.features] = shape
    this.#indices = indices
    this.#indptr = indptr
    this.#values = standardization ? Float64Array.from(data, (value, k) => value / standardization.deviation[indices[k]]) : data
    this.blockRows = Math.max(1, Math.min(this.rows, Math.floor((BLOCK * this.rows) / Math.max(1, data.length))))
  }

  forward(first: number, last: number, coefficients: Float64Array, classes: number, out: Float64Array): void {
    const [values, indices, indptr, order, { features }] = [this.#values, this.#indices, this.#indptr, this.#order, this]
    for (let r = first; r < last; r++) {
      const row = order ? order[r] : r
      const [from, to] = [indptr[row], indptr[row + 1]]
      for (let c = 0; c < classes; c++) {
        let sum = 0
        for (let k = from; k < to; k++) sum += values[k] * coefficients[c * features + indices[k]]
        out[(r - first) * classes + c] = sum
      }
    }
  }

  backward(first: number, last: number, factors: Float64Array, classes: number, out: Float64Array): void {
    const [values, indices, indptr, order, { features }] = [this.#values, this.#indices, this.#indptr, this.#order, this]
    for (let r = first; r < last; r++) {
      const row = order ? order[r] : r
      const [from, to] = [indptr[row], indptr[row + 1]]
      for (let c = 0; c < classes; c++) {
        const factor = factors[(r - first) * classes + c]
        for (let k = from; k < to; k++) out[c * features + indices[k]] += factor * values[k]
      }
    }
  }

  squares(first: number, last: number, factors: Float64Array, classes: number, out: Float64Array): void {
    const [values, indices, indptr, order, { features }] = [this.#values, this.#indices, this.#indptr, this.#order, this]
    for (let r = first; r < last; r++) {
      const row = order ? order[r] : r
      const [from, to] = [indptr[row], indptr[row + 1]]
      for (let c = 0; c < classes; c++) {
        const factor = factors[(r - first) * classes + c]
        for (let k = from; k < to; k++) out[c * features + indices[k]] += factor * values[k] * values[k]
      }
    }
  }
}

/** Rows of either kind. */
export function linearRows(x: Tensor | SparseTensor, standardization?: Standardization, order?: Uint32Array): LinearRows {
  return 'indptr' in x ? new SparseRows(x, standardization, order) : new DenseRows(x, standardization, order)
}

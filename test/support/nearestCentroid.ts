// The smallest classifier there is, to test what takes any: a row is of the class whose mean row is nearest.

import type { Estimator, FitEstimatorOptions, Label, Rows } from 'argmax/evaluation'
import { isTensor, type Tensor, tensor } from '../../src/tensor/index.ts'

/** Rows as arrays of numbers. */
export function rowsOf(X: Rows): readonly (readonly number[])[] {
  if ('indptr' in X) {
    const { data, indices, indptr, shape } = X
    return Array.from({ length: shape[0] }, (_, row) => {
      const values = new Array<number>(shape[1]).fill(0)
      for (let k = indptr[row]!; k < indptr[row + 1]!; k++) values[indices[k]!] = data[k]!
      return values
    })
  }
  if (!isTensor(X)) return X as readonly (readonly number[])[]
  const size = X.data.length / X.shape[0]!
  return Array.from({ length: X.shape[0]! }, (_, row) => Array.from(X.data.subarray(row * size, (row + 1) * size)))
}

/** Nearest centroid. `shrink` draws the centroids towards 0, so that there is something to choose. */
export class NearestCentroid<L extends Label> implements Estimator<L> {
  classes: L[] = []
  centroids: number[][] = []
  readonly shrink: number

  constructor({ shrink = 0 }: { shrink?: number } = {}) {
    this.shrink = shrink
  }

  async fit(X: Rows, y: readonly L[], { sampleWeight, signal }: FitEstimatorOptions = {}): Promise<this> {
    signal?.throwIfAborted()
    const rows = rowsOf(X)
    this.classes = [...new Set(y)].sort((a, b) => (a < b ? -1 : 1))
    this.centroids = this.classes.map((label) => {
      const sums = rows[0]!.map(() => 0)
      let total = 0
      rows.forEach((row, i) => {
        if (y[i] !== label) return
        const weight = sampleWeight?.[i] ?? 1
        total += weight
        row.forEach((value, j) => {
          sums[j]! += weight * value
        })
      })
      return sums.map((sum) => (sum / total) * (1 - this.shrink))
    })
    return this
  }

  #scores(X: Rows): number[][] {
    return rowsOf(X).map((row) =>
      this.centroids.map((centroid) => -row.reduce((sum, value, j) => sum + (value - centroid[j]!) ** 2, 0)),
    )
  }

  async predict(X: Rows): Promise<L[]> {
    return this.#scores(X).map((scores) => this.classes[scores.indexOf(Math.max(...scores))]!)
  }

  async predictProba(X: Rows): Promise<Tensor> {
    const rows = this.#scores(X).map((scores) => {
      const terms = scores.map((score) => Math.exp(score - Math.max(...scores)))
      const sum = terms.reduce((a, b) => a + b)
      return terms.map((term) => term / sum)
    })
    return tensor(Float64Array.from(rows.flat()), [rows.length, this.classes.length])
  }

  async score(X: Rows, y: readonly L[]): Promise<number> {
    const guess = await this.predict(X)
    return guess.filter((label, row) => label === y[row]).length / y.length
  }
}

// The objective of softmax regression in float64, plain and exact: what the compiled float32 one is checked against, and what finds
// the optimum to the last digits.

import { exp64, log1p64 } from '../numerics/index.ts'
import type { LinearRows } from './linearRows.ts'
import type { Curvature, SmoothObjective } from './newtonCg.ts'

/** What the objective is made of. */
export interface SoftmaxProblem {
  readonly rows: LinearRows
  /** Class numbers [rows]. */
  readonly labels: Int32Array
  /** Weights of rows, >= 0, and their sum. */
  readonly weights: Float64Array
  readonly totalWeight: number
  readonly classes: number
  /** l2 / 2 sum W^2 is added. */
  readonly l2: number
  readonly intercept: boolean
  /** Which rows are taken, in order, where it isn't all of them. */
  readonly order?: Uint32Array | undefined
  /** Called between blocks of rows. @throws to stop */
  readonly pause: () => Promise<void>
}

/** Numbers of a point: coefficients [classes, features], then intercepts [classes]. */
export function pointSize({ rows: { features }, classes, intercept }: SoftmaxProblem): number {
  return classes * (features + (intercept ? 1 : 0))
}

/**
 * One row of logits to loss and probabilities: with m the largest logit and S the sum of the other terms e^(z_j - m),
 * loss = m - z_label + log1p(S) and p_j = e^(z_j - m) / (1 + S).
 */
export function softmaxRow(logits: Float64Array, offset: number, classes: number, label: number): number {
  let highest = offset
  for (let c = 1; c < classes; c++) if (logits[offset + c] > logits[highest]) highest = offset + c
  const most = logits[highest]
  const labelled = logits[offset + label]
  let rest = 0
  for (let at = offset; at < offset + classes; at++) {
    const term = at === highest ? 1 : exp64(logits[at] - most)
    if (at !== highest) rest += term
    logits[at] = term
  }
  const share = 1 / (1 + rest)
  for (let at = offset; at < offset + classes; at++) logits[at] *= share
  return most - labelled + log1p64(rest)
}

/** Adds l2 / 2 sum W^2 and its gradient; returns the penalty. */
export function addPenalty(point: Float64Array, gradient: Float64Array, penalized: number, l2: number): number {
  if (l2 === 0) return 0
  let sum = 0
  for (let i = 0; i < penalized; i++) {
    sum += point[i] * point[i]
    gradient[i] += l2 * point[i]
  }
  return 0.5 * l2 * sum
}

/**
 * sum of w_i loss_i / sum of w_i + l2 / 2 sum W^2, with loss_i the cross-entropy of softmax(W x_i + b) and the label.
 *
 * Its gradient is sum of w_i (p_i - onehot_i) x_i / sum of w_i + l2 W; its Hessian times V, with u_i = V x_i + c,
 * sum of w_i p_i (u_i - p_i . u_i) x_i / sum of w_i + l2 V.
 */
export class SoftmaxObjective implements SmoothObjective {
  readonly #problem: SoftmaxProblem
  readonly #scores: Float64Array
  readonly #penalized: number

  constructor(problem: SoftmaxProblem) {
    const { rows, classes } = problem
    this.#problem = problem
    this.#penalized = classes * rows.features
    this.#scores = new Float64Array(rows.blockRows * classes)
  }

  readonly evaluate = (point: Float64Array, gradient: Float64Array): Promise<number> => {
    return this.sample(0, this.#problem.rows.rows, this.#problem.totalWeight, point, gradient)
  }

  /** The objective of some rows alone: rows [from, to), in order, whose weights sum up to `totalWeight`. */
  async sample(from: number, to: number, totalWeight: number, point: Float64Array, gradient: Float64Array): Promise<number> {
    const { rows, labels, weights, order, classes, intercept, l2 } = this.#problem
    const penalized = this.#penalized
    const scores = this.#scores
    gradient.fill(0)
    let total = 0
    await this.#forBlocks(from, to, (first, last) => {
      this.#logits(first, last, point)
      let sum = 0
      for (let r = first; r < last; r++) {
        const offset = (r - first) * classes
        const row = order ? order[r] : r
        const share = weights[row] / totalWeight
        const label = labels[row]
        const loss = softmaxRow(scores, offset, classes, label)
        // A row that doesn't count adds nothing, whatever its loss.
        if (share > 0) sum += share * loss
        scores[offset + label] -= 1
        for (let c = 0; c < classes; c++) {
          scores[offset + c] *= share
          if (intercept) gradient[penalized + c] += scores[offset + c]
        }
      }
      rows.backward(first, last, scores, classes, gradient)
      total += sum
    })
    return total + addPenalty(point, gradient, penalized, l2)
  }

  async curvature(point: Float64Array): Promise<Curvature> {
    const { rows, weights, totalWeight, classes, intercept, l2 } = this.#problem
    const penalized = this.#penalized
    const probabilities = new Float64Array(rows.rows * classes)
    await this.#forBlocks(0, rows.rows, (first, last) => {
      this.#logits(first, last, point)
      for (let r = first; r < last; r++) softmaxRow(this.#scores, (r - first) * classes, classes, 0)
      probabilities.set(this.#scores.subarray(0, (last - first) * classes), first * classes)
    })
    const product = async (vector: Float64Array, out: Float64Array): Promise<void> => {
      const scores = this.#scores
      out.fill(0)
      await this.#forBlocks(0, rows.rows, (first, last) => {
        this.#logits(first, last, vector)
        for (let r = first; r < last; r++) {
          const [offset, from] = [(r - first) * classes, r * classes]
          const share = weights[r] / totalWeight
          let mean = 0
          for (let c = 0; c < classes; c++) mean += probabilities[from + c] * scores[offset + c]
          for (let c = 0; c < classes; c++) {
            scores[offset + c] = share * probabilities[from + c] * (scores[offset + c] - mean)
            if (intercept) out[penalized + c] += scores[offset + c]
          }
        }
        rows.backward(first, last, scores, classes, out)
      })
      addPenalty(vector, out, penalized, l2)
    }
    const diagonal = async (out: Float64Array): Promise<void> => {
      const scores = this.#scores
      out.fill(0)
      await this.#forBlocks(0, rows.rows, (first, last) => {
        for (let i = 0; i < (last - first) * classes; i++) {
          const p = probabilities[first * classes + i]
          scores[i] = (weights[first + Math.floor(i / classes)] / totalWeight) * p * (1 - p)
          if (intercept) out[penalized + (i % classes)] += scores[i]
        }
        rows.squares(first, last, scores, classes, out)
      })
      for (let i = 0; i < penalized; i++) out[i] += l2
    }
    return { product, diagonal }
  }

  /** scores = X W^T + b of a block. */
  #logits(first: number, last: number, point: Float64Array): void {
    const { rows, classes, intercept } = this.#problem
    rows.forward(first, last, point, classes, this.#scores)
    if (!intercept) return
    for (let i = 0; i < (last - first) * classes; i++) this.#scores[i] += point[this.#penalized + (i % classes)]
  }

  async #forBlocks(from: number, to: number, visit: (first: number, last: number) => void): Promise<void> {
    const { rows, pause } = this.#problem
    for (let first = from; first < to; first += rows.blockRows) {
      visit(first, Math.min(to, first + rows.blockRows))
      await pause()
    }
  }
}

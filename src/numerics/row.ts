// What softmax, log-softmax and cross-entropy share: one pass over a row of logits, in float64, in an order that is part of
// the contract (docs/numerics.md). Every runtime that computes a loss must give these bits.

import { expNonPositive } from './exp.ts'
import { log1p64 } from './log.ts'

/** The number of running sums a row is added up in: element i goes to lane i mod 8. */
const LANES = 8

/** Adds up eight lanes in the contract's order: (l0 + l2) + (l4 + l6) and (l1 + l3) + (l5 + l7), then the two. */
export function sumOfLanes(lanes: Float64Array): number {
  const even = lanes[0] + lanes[2] + (lanes[4] + lanes[6])
  const odd = lanes[1] + lanes[3] + (lanes[5] + lanes[7])
  return even + odd
}

/** Eight lanes, to be filled with 0 before each sum. */
export function makeLanes(): Float64Array {
  return new Float64Array(LANES)
}

/**
 * One row of logits x_0 .. x_{C-1}, read into what every result is made of. A Row is reused from row to row.
 *
 * m = the maximum, a = the first index that has it; d_i = x_i - m in float64 (d_a = 0); e_i = exp(d_i) (e_a = 1);
 * S1 = the sum of e_i over i != a, in eight lanes; T = 1 + S1; r = 1 / T, so that softmax_i = e_i r; L = log1p(S1), so that
 * ln(sum e^x_i) = m + L.
 *
 * A row with +infinity at one index is the limit, one-hot. A row with NaN, with +infinity twice, or of -infinity
 * throughout has NaN for S1, T, r and L, and so for every result.
 */
export class Row {
  /** d_i = x_i - m, each <= 0. */
  readonly differences: Float64Array
  /** e_i = exp(d_i), from 0 to 1. */
  readonly terms: Float64Array
  /** m, the largest logit. */
  maximum = 0
  /** a, the first index of the largest logit. */
  argmax = 0
  /** S1, the sum of the terms other than e_a. */
  rest = 0
  /** T = 1 + S1. */
  total = 1
  /** r = 1 / T. */
  reciprocal = 1
  /** L = log1p(S1). */
  log = 0
  readonly #lanes = makeLanes()

  /** @param classes C, the length of a row */
  constructor(classes: number) {
    this.differences = new Float64Array(classes)
    this.terms = new Float64Array(classes)
  }

  /** Reads the row that starts at `offset` of the logits. */
  read(logits: Float32Array, offset: number): void {
    const { differences, terms } = this
    const lanes = this.#lanes
    const classes = differences.length
    let m = Number.NEGATIVE_INFINITY
    let a = 0
    for (let i = 0; i < classes; i++) {
      const x = logits[offset + i]
      if (x > m) {
        m = x
        a = i
      }
    }
    lanes.fill(0)
    for (let i = 0; i < classes; i++) {
      const d = logits[offset + i] - m
      const e = expNonPositive(d)
      differences[i] = d
      terms[i] = e
      lanes[i & 7] += i === a ? 0 : e
    }
    differences[a] = 0
    terms[a] = 1
    const rest = m === Number.NEGATIVE_INFINITY ? Number.NaN : sumOfLanes(lanes)
    this.maximum = m
    this.argmax = a
    this.rest = rest
    this.total = 1 + rest
    this.reciprocal = 1 / this.total
    this.log = log1p64(rest)
  }
}

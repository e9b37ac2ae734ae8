// What minimizers take and give. They know points and gradients alone: nothing of classes, rows or threads.

/** Writes the gradient at a point and resolves to the value there. It may reject, such as when it is aborted. */
export type Objective = (point: Float64Array, gradient: Float64Array) => Promise<number>

/** When to stop. */
export interface MinimizeOptions {
  /** Stop where no entry of the gradient is greater than this. */
  readonly tolerance: number
  readonly maxIterations: number
  /** The part of a value that may be rounding noise. Default 2^-48: a float64 sum. */
  readonly noise?: number
  /** Called after each iteration, whose point is only lent. */
  readonly onIteration?: ((step: IterationStep) => void) | undefined
}

/** One finished iteration. */
export interface IterationStep {
  /** From 1. */
  readonly iteration: number
  readonly point: Float64Array
  readonly value: number
  /** The largest entry of the gradient (with an L1 penalty: of the subgradient nearest to 0). */
  readonly gradientNorm: number
}

/**
 * Why a minimizer stopped.
 * - tolerance: the gradient is as small as was asked for
 * - iterations: the limit was reached
 * - precision: no step lowers the value any more, because rounding hides the difference
 */
export type StopReason = 'tolerance' | 'iterations' | 'precision'

/** Where a minimizer stopped. */
export interface Minimum {
  readonly point: Float64Array
  readonly reason: StopReason
  readonly value: number
  readonly gradientNorm: number
  readonly iterations: number
  /** After each iteration. */
  readonly objective: readonly number[]
  readonly gradientNorms: readonly number[]
}

/** The default of {@link MinimizeOptions.noise}. */
export const FLOAT64_NOISE: number = 1 / 0x1000000000000

/** sum_i a_i b_i, in four interleaved sums. */
export function dot(a: Float64Array, b: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let i = 0
  for (; i + 3 < a.length; i += 4) {
    s0 += a[i] * b[i]
    s1 += a[i + 1] * b[i + 1]
    s2 += a[i + 2] * b[i + 2]
    s3 += a[i + 3] * b[i + 3]
  }
  for (; i < a.length; i++) s0 += a[i] * b[i]
  return s0 + s1 + (s2 + s3)
}

/** The largest |x_i|; NaN where there is one. */
export function largest(values: Float64Array): number {
  let most = 0
  for (const value of values) {
    const size = Math.abs(value)
    if (!(size <= most)) most = size
  }
  return most
}

/** y += factor x. */
export function addScaled(y: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] = y[i] + factor * x[i]
}

/** Collects what happens in each iteration. */
export class Progress {
  readonly objective: number[] = []
  readonly gradientNorms: number[] = []
  readonly #onIteration: MinimizeOptions['onIteration']

  constructor({ onIteration }: MinimizeOptions) {
    this.#onIteration = onIteration
  }

  add(point: Float64Array, value: number, gradientNorm: number): void {
    this.objective.push(value)
    this.gradientNorms.push(gradientNorm)
    this.#onIteration?.({ iteration: this.objective.length, point, value, gradientNorm })
  }

  stop(reason: StopReason, point: Float64Array, value: number, gradientNorm: number): Minimum {
    const { objective, gradientNorms } = this
    return { point, reason, value, gradientNorm, iterations: objective.length, objective, gradientNorms }
  }
}

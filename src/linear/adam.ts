// Mini-batch Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015), in float64, for data that comes in parts.

import { shuffleIndices } from '../random.ts'
import { largest, type MinimizeOptions, type Minimum, Progress } from './minimum.ts'

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-7]

/** The running means of gradients and their squares. */
export class AdamState {
  readonly #mean: Float64Array
  readonly #square: Float64Array
  #power1 = 1
  #power2 = 1

  constructor(size: number) {
    this.#mean = new Float64Array(size)
    this.#square = new Float64Array(size)
  }

  /** One step: m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; x -= rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon). */
  step(point: Float64Array, gradient: Float64Array, learningRate: number): void {
    this.#power1 *= BETA1
    this.#power2 *= BETA2
    const rate = (learningRate * Math.sqrt(1 - this.#power2)) / (1 - this.#power1)
    for (let i = 0; i < point.length; i++) {
      const g = gradient[i]
      this.#mean[i] += (1 - BETA1) * (g - this.#mean[i])
      this.#square[i] += (1 - BETA2) * (g * g - this.#square[i])
      point[i] -= (rate * this.#mean[i]) / (Math.sqrt(this.#square[i]) + EPSILON)
    }
  }
}

/** A function that is a mean over rows, some of which can be taken. */
export interface SampledObjective {
  readonly rows: number
  /** Writes the gradient of rows order[from] to order[to - 1], and resolves to their value and their part of all weight. */
  sample(from: number, to: number, point: Float64Array, gradient: Float64Array): Promise<{ value: number; weight: number }>
}

/** How to go through the rows. */
export interface AdamOptions extends MinimizeOptions {
  readonly batchSize: number
  readonly learningRate: number
  readonly seed: number
  /** The order that rows are taken in; it is shuffled before each pass. */
  readonly order: Uint32Array
}

/**
 * Passes over all rows in batches, each pass in an order of its own. An iteration is a pass; its value and gradient are means over its
 * batches, each at the point where it was taken. The step falls linearly to a hundredth, without which the last batches would toss the point about.
 */
export async function adam(objective: SampledObjective, start: Float64Array, options: AdamOptions): Promise<Minimum> {
  const { maxIterations, tolerance, batchSize, learningRate, seed, order } = options
  const progress = new Progress(options)
  const point = Float64Array.from(start)
  const state = new AdamState(point.length)
  const [gradient, mean] = [new Float64Array(point.length), new Float64Array(point.length)]
  let [value, norm] = [Number.NaN, Number.POSITIVE_INFINITY]
  for (let pass = 0; pass < maxIterations; pass++) {
    for (let i = 0; i < order.length; i++) order[i] = i
    shuffleIndices(order, seed, `adam/${pass}`)
    value = 0
    mean.fill(0)
    const rate = learningRate * (1 - (0.99 * pass) / Math.max(1, maxIterations - 1))
    for (let from = 0; from < objective.rows; from += batchSize) {
      const batch = await objective.sample(from, Math.min(objective.rows, from + batchSize), point, gradient)
      if (!(batch.weight > 0)) continue
      value += batch.weight * batch.value
      for (let i = 0; i < mean.length; i++) mean[i] += batch.weight * gradient[i]
      state.step(point, gradient, rate)
    }
    norm = largest(mean)
    progress.add(point, value, norm)
    if (norm <= tolerance) return progress.stop('tolerance', point, value, norm)
  }
  return progress.stop('iterations', point, value, norm)
}

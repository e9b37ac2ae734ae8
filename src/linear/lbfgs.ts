// L-BFGS: a quasi-Newton method that keeps the last few steps instead of a matrix (Nocedal, "Updating quasi-Newton matrices with
// limited storage", 1980; Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989).

import { lineBuffers, searchLine } from './lineSearch.ts'
import { addScaled, dot, FLOAT64_NOISE, largest, type MinimizeOptions, type Minimum, type Objective, Progress } from './minimum.ts'

/** Steps that are remembered. */
const MEMORY = 10
/** A pair of less curvature than this, relative to |y|^2, is rounding noise. */
const LEAST_CURVATURE = 1e-14

/** Iterations without progress beyond noise, after which there is none to come. */
const PATIENCE = 20

/** Tells progress from noise: a lower value, beyond noise, or a gradient half as large. */
export class Stagnation {
  readonly #noise: number
  #value: number
  #norm: number
  #without = 0

  constructor(noise: number, value: number, norm: number) {
    this.#noise = noise
    this.#value = value
    this.#norm = norm
  }

  /** Whether there has been no progress for long, at this iteration's value and gradient. */
  at(value: number, norm: number): boolean {
    const falls = value < this.#value - this.#noise * Math.abs(this.#value)
    if (falls || norm < 0.5 * this.#norm) {
      this.#value = Math.min(value, this.#value)
      this.#norm = Math.min(norm, this.#norm)
      this.#without = 0
    } else this.#without++
    return this.#without >= PATIENCE
  }
}

/** The last steps s = x' - x and differences of gradients y = g' - g, and the product of the inverse Hessian they stand for. */
export class StepMemory {
  readonly #pairs: { s: Float64Array; y: Float64Array; sy: number }[] = []
  readonly #most: number

  constructor(most: number = MEMORY) {
    this.#most = most
  }

  get size(): number {
    return this.#pairs.length
  }

  clear(): void {
    this.#pairs.length = 0
  }

  /** Remembers the step from (point, gradient) to (nextPoint, nextGradient), unless its curvature is not positive. */
  add(point: Float64Array, gradient: Float64Array, nextPoint: Float64Array, nextGradient: Float64Array): void {
    const oldest = this.#pairs.length === this.#most ? this.#pairs.shift() : undefined
    const { s, y } = oldest ?? { s: new Float64Array(point.length), y: new Float64Array(point.length) }
    for (let i = 0; i < s.length; i++) {
      s[i] = nextPoint[i] - point[i]
      y[i] = nextGradient[i] - gradient[i]
    }
    const sy = dot(s, y)
    if (sy > LEAST_CURVATURE * dot(y, y)) this.#pairs.push({ s, y, sy })
  }

  /** direction = -H gradient, by the two loops over the pairs. */
  direction(gradient: Float64Array, direction: Float64Array): void {
    direction.set(gradient)
    const pairs = this.#pairs
    const factors = pairs.map(() => 0)
    for (let i = pairs.length - 1; i >= 0; i--) {
      const { s, y, sy } = pairs[i] as (typeof pairs)[number]
      const factor = dot(s, direction) / sy
      factors[i] = factor
      addScaled(direction, -factor, y)
    }
    const last = pairs[pairs.length - 1]
    const scale = last ? last.sy / dot(last.y, last.y) : 1
    for (let i = 0; i < direction.length; i++) direction[i] = direction[i] * scale
    pairs.forEach(({ s, y, sy }, i) => {
      addScaled(direction, factors[i] - dot(y, direction) / sy, s)
    })
    for (let i = 0; i < direction.length; i++) direction[i] = -direction[i]
  }
}

/** Minimizes a smooth function from `start`. */
export async function lbfgs(objective: Objective, start: Float64Array, options: MinimizeOptions): Promise<Minimum> {
  const { tolerance, maxIterations, noise = FLOAT64_NOISE } = options
  const progress = new Progress(options)
  const point = Float64Array.from(start)
  const gradient = new Float64Array(start.length)
  const direction = new Float64Array(start.length)
  const memory = new StepMemory()
  const buffers = lineBuffers(start.length)
  let value = await objective(point, gradient)
  let norm = largest(gradient)
  const stagnation = new Stagnation(noise, value, norm)
  for (;;) {
    if (norm <= tolerance) return progress.stop('tolerance', point, value, norm)
    if (progress.objective.length >= maxIterations) return progress.stop('iterations', point, value, norm)
    memory.direction(gradient, direction)
    let slope = dot(gradient, direction)
    if (!(slope < 0)) {
      // Rounding spoiled the memory: begin again with the gradient.
      memory.clear()
      memory.direction(gradient, direction)
      slope = dot(gradient, direction)
    }
    if (!(slope < 0)) return progress.stop('precision', point, value, norm)
    const step = memory.size > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope))
    const found = await searchLine(objective, { point, direction, value, slope, step, noise }, buffers)
    if (!found) {
      if (memory.size === 0) return progress.stop('precision', point, value, norm)
      memory.clear()
      continue
    }
    memory.add(point, gradient, found.point, found.gradient)
    point.set(found.point)
    gradient.set(found.gradient)
    value = found.value
    norm = largest(gradient)
    progress.add(point, value, norm)
    if (norm > tolerance && stagnation.at(value, norm)) return progress.stop('precision', point, value, norm)
  }
}

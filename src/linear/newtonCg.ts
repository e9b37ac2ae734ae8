// Newton's method for a smooth convex function, its equations solved by preconditioned conjugate gradients, which need products of
// the Hessian with vectors alone (Dembo and Steihaug, "Truncated-Newton algorithms for large-scale unconstrained optimization", 1983). Near
// the minimum the error is squared in each iteration, down to rounding.

import { lineBuffers, searchLine } from './lineSearch.ts'
import { addScaled, dot, FLOAT64_NOISE, largest, type MinimizeOptions, type Minimum, type Objective, Progress } from './minimum.ts'

/** The Hessian at one point. */
export interface Curvature {
  /** out = H vector. */
  product(vector: Float64Array, out: Float64Array): Promise<void>
  /** out_i = H_ii. */
  diagonal(out: Float64Array): Promise<void>
}

/** A function whose curvature is known, at the point that was evaluated last. */
export interface SmoothObjective {
  readonly evaluate: Objective
  /** The Hessian at a point. */
  curvature(point: Float64Array): Promise<Curvature>
}

/** Minimizes from `start`. */
export async function newtonCg(objective: SmoothObjective, start: Float64Array, options: MinimizeOptions): Promise<Minimum> {
  const { tolerance, maxIterations, noise = FLOAT64_NOISE } = options
  const progress = new Progress(options)
  const size = start.length
  const point = Float64Array.from(start)
  const [gradient, direction] = [new Float64Array(size), new Float64Array(size)]
  const buffers = lineBuffers(size)
  let value = await objective.evaluate(point, gradient)
  let norm = largest(gradient)
  for (;;) {
    if (norm <= tolerance) return progress.stop('tolerance', point, value, norm)
    if (progress.objective.length >= maxIterations) return progress.stop('iterations', point, value, norm)
    await solve(await objective.curvature(point), gradient, direction)
    let slope = dot(gradient, direction)
    if (!(slope < 0)) {
      for (let i = 0; i < size; i++) direction[i] = -gradient[i]
      slope = -dot(gradient, gradient)
    }
    const found = await searchLine(objective.evaluate, { point, direction, value, slope, step: 1, noise }, buffers)
    if (!found) return progress.stop('precision', point, value, norm)
    const before = norm
    point.set(found.point)
    gradient.set(found.gradient)
    // In the last steps values differ by noise alone; the gradient must go on falling.
    const stalled = value - found.value <= noise * Math.abs(value)
    value = found.value
    norm = largest(gradient)
    progress.add(point, value, norm)
    if (stalled && norm > 0.5 * before && norm > tolerance) return progress.stop('precision', point, value, norm)
  }
}

/** direction = -H^-1 gradient, about: the residual is made min(0.5, sqrt |g|) times smaller, so the error shrinks faster than linearly. */
async function solve(curvature: Curvature, gradient: Float64Array, direction: Float64Array): Promise<void> {
  const size = gradient.length
  const diagonal = new Float64Array(size)
  await curvature.diagonal(diagonal)
  const floor = largest(diagonal) * 1e-12
  const residual = Float64Array.from(gradient, (g) => -g)
  const scaled = new Float64Array(size)
  const precondition = (): number => {
    for (let i = 0; i < size; i++) scaled[i] = residual[i] / Math.max(diagonal[i], floor || 1)
    return dot(residual, scaled)
  }
  direction.fill(0)
  let energy = precondition()
  const search = Float64Array.from(scaled)
  const product = new Float64Array(size)
  const wanted = Math.min(0.5, Math.sqrt(Math.sqrt(dot(gradient, gradient)))) * Math.sqrt(energy)
  for (let i = 0; i < 4 * size && Math.sqrt(energy) > wanted; i++) {
    await curvature.product(search, product)
    const bend = dot(search, product)
    // Flat along this direction (or rounding says so): what there is must do.
    if (!(bend > 0)) break
    const step = energy / bend
    addScaled(direction, step, search)
    addScaled(residual, -step, product)
    const next = precondition()
    for (let j = 0; j < size; j++) search[j] = scaled[j] + (next / energy) * search[j]
    energy = next
  }
  if (direction.every((d) => d === 0)) direction.set(scaled)
}

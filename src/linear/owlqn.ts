// OWL-QN: L-BFGS for a smooth function plus l1 sum |x_i| (Andrew and Gao, "Scalable training of L1-regularized log-linear models",
// ICML 2007). Each step stays in one orthant, where the penalty is linear; what would cross an axis stops at 0.

import { Stagnation, StepMemory } from './lbfgs.ts'
import { dot, FLOAT64_NOISE, largest, type MinimizeOptions, type Minimum, type Objective, Progress } from './minimum.ts'

const DECREASE = 1e-4
/** Halvings of a step before the direction is given up. */
const MOST = 40

/** Where the penalty acts. */
export interface OwlqnOptions extends MinimizeOptions {
  /** l1 of the first `penalized` numbers; the others are free. */
  readonly l1: number
  readonly penalized: number
}

/** The penalty's part of the value. */
function penalty(point: Float64Array, { l1, penalized }: OwlqnOptions): number {
  let sum = 0
  for (let i = 0; i < penalized; i++) sum += Math.abs(point[i])
  return l1 * sum
}

/** The subgradient that is nearest to 0: what a minimum makes 0. */
function pseudoGradient(point: Float64Array, gradient: Float64Array, { l1, penalized }: OwlqnOptions, out: Float64Array): void {
  out.set(gradient)
  for (let i = 0; i < penalized; i++) {
    const [x, g] = [point[i], gradient[i]]
    if (x > 0) out[i] = g + l1
    else if (x < 0) out[i] = g - l1
    else out[i] = g + l1 < 0 ? g + l1 : Math.max(g - l1, 0)
  }
}

/** Minimizes f(x) + l1 sum over the penalized |x_i| from `start`. */
export async function owlqn(objective: Objective, start: Float64Array, options: OwlqnOptions): Promise<Minimum> {
  const { tolerance, maxIterations, noise = FLOAT64_NOISE, penalized } = options
  const progress = new Progress(options)
  const size = start.length
  let [point, gradient] = [Float64Array.from(start), new Float64Array(size)]
  let [next, nextGradient] = [new Float64Array(size), new Float64Array(size)]
  const [pseudo, direction] = [new Float64Array(size), new Float64Array(size)]
  const memory = new StepMemory()
  let value = (await objective(point, gradient)) + penalty(point, options)
  pseudoGradient(point, gradient, options, pseudo)
  let norm = largest(pseudo)
  const stagnation = new Stagnation(noise, value, norm)

  /** Goes along the direction, back to 0 where an axis is crossed; whether the value fell enough. */
  const search = async (first: number): Promise<boolean> => {
    for (let step = first, tries = 0; tries < MOST; tries++, step *= 0.5) {
      for (let i = 0; i < size; i++) {
        const x = point[i]
        const moved = x + step * direction[i]
        const orthant = x === 0 ? -pseudo[i] : x
        next[i] = i < penalized && moved * orthant <= 0 ? 0 : moved
      }
      let promised = 0
      for (let i = 0; i < size; i++) promised += pseudo[i] * (next[i] - point[i])
      if (!(promised < 0)) return false
      const reached = (await objective(next, nextGradient)) + penalty(next, options)
      if (reached <= value + DECREASE * promised || (reached <= value && -promised <= noise * Math.abs(value))) {
        value = reached
        return true
      }
    }
    return false
  }

  for (;;) {
    if (norm <= tolerance) return progress.stop('tolerance', point, value, norm)
    if (progress.objective.length >= maxIterations) return progress.stop('iterations', point, value, norm)
    memory.direction(pseudo, direction)
    // Only what goes down on its own axis.
    for (let i = 0; i < penalized; i++) if (direction[i] * pseudo[i] >= 0) direction[i] = 0
    const step = memory.size > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(pseudo, pseudo)))
    if (!(await search(step))) {
      if (memory.size === 0) return progress.stop('precision', point, value, norm)
      memory.clear()
      continue
    }
    // The curvature is the smooth part's.
    memory.add(point, gradient, next, nextGradient)
    ;[point, next] = [next, point]
    ;[gradient, nextGradient] = [nextGradient, gradient]
    pseudoGradient(point, gradient, options, pseudo)
    norm = largest(pseudo)
    progress.add(point, value, norm)
    if (norm > tolerance && stagnation.at(value, norm)) return progress.stop('precision', point, value, norm)
  }
}

// The minimizers on functions whose minima are known.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../random.ts'
import { lbfgs } from './lbfgs.ts'
import { dot, type Minimum, type Objective } from './minimum.ts'
import { type Curvature, newtonCg } from './newtonCg.ts'
import { owlqn } from './owlqn.ts'

const options = { tolerance: 1e-9, maxIterations: 500 }

/** Rosenbrock's valley, in pairs: its minimum is 0 at (1, 1, ...). */
const rosenbrock: Objective = async (x, gradient) => {
  let value = 0
  gradient.fill(0)
  for (let i = 0; i < x.length; i += 2) {
    const [a, b] = [x[i] as number, x[i + 1] as number]
    const [bend, far] = [b - a * a, 1 - a]
    value += 100 * bend * bend + far * far
    gradient[i] = -400 * a * bend - 2 * far
    gradient[i + 1] = 200 * bend
  }
  return value
}

/** sum d_i (x_i - c_i)^2 / 2, with curvatures from 1 to 10^4. */
function quadratic(size: number, seed: number): { objective: Objective; curvatures: Float64Array; centre: Float64Array } {
  const stream = new RandomStream(seed, 'quadratic')
  const curvatures = Float64Array.from({ length: size }, () => 10 ** (4 * stream.nextUniform()))
  const centre = Float64Array.from({ length: size }, () => 4 * stream.nextUniform() - 2)
  const objective: Objective = async (x, gradient) => {
    for (let i = 0; i < size; i++) gradient[i] = (curvatures[i] as number) * ((x[i] as number) - (centre[i] as number))
    return 0.5 * x.reduce((sum, value, i) => sum + (gradient[i] as number) * (value - (centre[i] as number)), 0)
  }
  return { objective, curvatures, centre }
}

describe('L-BFGS', () => {
  test('finds the end of a bent valley to 1e-8', async () => {
    const { point, reason, iterations, objective, gradientNorms } = await lbfgs(
      rosenbrock,
      Float64Array.of(-1.2, 1, -1.2, 1),
      options,
    )
    expect(reason).toBe('tolerance')
    for (const x of point) expect(x).toBeCloseTo(1, 8)
    expect(objective).toHaveLength(iterations)
    expect(gradientNorms.at(-1)).toBeLessThanOrEqual(1e-9)
  })

  test('every iteration lowers the value', async () => {
    const { objective } = await lbfgs(rosenbrock, Float64Array.of(-1.2, 1), options)
    for (let i = 1; i < objective.length; i++) expect(objective[i]).toBeLessThan(objective[i - 1] as number)
  })

  test('says that it ran out of iterations', async () => {
    const { reason, iterations } = await lbfgs(rosenbrock, Float64Array.of(-1.2, 1), { ...options, maxIterations: 5 })
    expect([reason, iterations]).toEqual(['iterations', 5])
  })

  test('says that noise hides any progress, where values are rounded to float32', async () => {
    const { objective } = quadratic(30, 1)
    const noisy: Objective = async (x, gradient) => {
      const value = Math.fround((await objective(Float64Array.from(x, Math.fround), gradient)) + 1000)
      for (let i = 0; i < gradient.length; i++) gradient[i] = Math.fround((gradient[i] as number) + 1) - 1
      return value
    }
    const result = await lbfgs(noisy, new Float64Array(30), { ...options, tolerance: 0, noise: 2 ** -22 })
    expect(result.reason).toBe('precision')
    expect(result.value).toBeLessThan(1000.01)
  })

  test('a value that is not finite beyond some place is stepped back from', async () => {
    const wall: Objective = async (x, gradient) => {
      const a = x[0] as number
      gradient[0] = 1 - 1 / a
      return a <= 0 ? Number.NaN : a - Math.log(a)
    }
    const { point, reason } = await lbfgs(wall, Float64Array.of(0.01), options)
    expect(reason).toBe('tolerance')
    expect(point[0]).toBeCloseTo(1, 7)
  })

  test('any quadratic: the centre, to 1e-6 (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1000 }), async (size, seed) => {
        const { objective, centre } = quadratic(size, seed)
        const { point } = await lbfgs(objective, new Float64Array(size), { ...options, maxIterations: 5000 })
        point.forEach((x, i) => {
          expect(Math.abs(x - (centre[i] as number))).toBeLessThan(1e-6)
        })
      }),
      { numRuns: 50 },
    )
  })

  test('what the objective throws ends it', async () => {
    const fails: Objective = async () => {
      throw new Error('no more')
    }
    await expect(lbfgs(fails, new Float64Array(2), options)).rejects.toThrow('no more')
  })
})

describe('OWL-QN', () => {
  test('a quadratic with l1: each coordinate is soft(c, l1 / d), exactly 0 where it is small (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 1000 }), async (size, seed) => {
        const { objective, curvatures, centre } = quadratic(size, seed)
        const l1 = 5
        const result = await owlqn(objective, new Float64Array(size), { ...options, maxIterations: 5000, l1, penalized: size })
        result.point.forEach((x, i) => {
          const [c, d] = [centre[i] as number, curvatures[i] as number]
          const wanted = Math.sign(c) * Math.max(0, Math.abs(c) - l1 / d)
          if (wanted === 0) expect(x).toBe(0)
          else expect(Math.abs(x - wanted)).toBeLessThan(1e-6)
        })
      }),
      { numRuns: 50 },
    )
  })

  test('without l1 it is a plain descent, and numbers behind the penalized ones are free', async () => {
    const { objective, centre } = quadratic(6, 3)
    const { point } = await owlqn(objective, new Float64Array(6), { ...options, l1: 1e9, penalized: 3 })
    expect([...point.subarray(0, 3)]).toEqual([0, 0, 0])
    for (let i = 3; i < 6; i++) expect(point[i]).toBeCloseTo(centre[i] as number, 6)
  })
})

test('Newton-CG: a quadratic in a few iterations', async () => {
  const { objective, curvatures, centre } = quadratic(50, 5)
  const curvature = async (): Promise<Curvature> => ({
    product: async (vector, out) => {
      for (let i = 0; i < vector.length; i++) out[i] = (curvatures[i] as number) * (vector[i] as number)
    },
    diagonal: async (out) => out.set(curvatures),
  })
  const result: Minimum = await newtonCg({ evaluate: objective, curvature }, new Float64Array(50), options)
  expect(result.iterations).toBeLessThan(5)
  const difference = Float64Array.from(result.point, (x, i) => x - (centre[i] as number))
  expect(Math.sqrt(dot(difference, difference))).toBeLessThan(1e-10)
})

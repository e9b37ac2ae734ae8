// Gradients and Hessian-vector products of softmax regression against finite differences; dense and sparse rows, and the compiled objectives,
// against the plain one.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { enableRelaxedSimd } from '../node/index.ts'
import { RandomStream } from '../random.ts'
import { type SparseTensor, sparseTensor, type Tensor } from '../tensor/index.ts'
import { Pacer } from '../training/pacer.ts'
import { compileDense } from './compiledObjective.ts'
import { linearRows } from './linearRows.ts'
import type { Objective } from './minimum.ts'
import { SoftmaxObjective } from './softmaxObjective.ts'
import type { SoftmaxData } from './solve.ts'
import { compileSparse, sparseNumbers, sparsePixels } from './sparseObjective.ts'
import { standardizationOf } from './standardize.ts'

interface Shape {
  readonly rows: number
  readonly features: number
  readonly classes: number
  readonly intercept: boolean
  readonly seed: number
  /** The part of the numbers that are not 0. */
  readonly density: number
}

const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 40 }),
  features: fc.integer({ min: 1, max: 9 }),
  classes: fc.integer({ min: 2, max: 30 }),
  intercept: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1e6 }),
  density: fc.constantFrom(0.2, 1),
})

async function never(): Promise<void> {}

function sparseOf({ data, shape }: Tensor): SparseTensor {
  const [rows, columns] = shape as [number, number]
  const [values, indices, indptr]: [number[], number[], number[]] = [[], [], [0]]
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      const value = data[row * columns + c] as number
      if (value === 0) continue
      values.push(value)
      indices.push(c)
    }
    indptr.push(values.length)
  }
  return sparseTensor({ data: values, indices, indptr, shape: [rows, columns] })
}

/** A random problem, some rows of which have the weight 0, and a point. */
function problemOf({ rows, features, classes, intercept, seed, density }: Shape, bytes = false) {
  const stream = new RandomStream(seed, 'problem')
  const uniform = (): number => 2 * stream.nextUniform() - 1
  const value = (): number => (stream.nextUniform() > density ? 0 : bytes ? 1 + stream.nextBelow(255) : uniform())
  const values = Array.from({ length: rows * features }, value)
  const x: Tensor = bytes
    ? { data: Uint8Array.from(values), shape: [rows, features], scale: 1 / 255 }
    : { data: Float64Array.from(values), shape: [rows, features] }
  const labels = Int32Array.from({ length: rows }, () => stream.nextBelow(classes))
  const weights = Float64Array.from({ length: rows }, (_, row) =>
    row > 0 && stream.nextBelow(4) === 0 ? 0 : 0.5 + stream.nextUniform(),
  )
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0)
  const data: SoftmaxData = {
    ...{ x, standardization: undefined, labels, weights, totalWeight, classes, l2: 0.3, intercept, pacer: new Pacer() },
  }
  const size = classes * (features + (intercept ? 1 : 0))
  const point = Float64Array.from({ length: size }, uniform)
  const vector = Float64Array.from({ length: size }, uniform)
  return { data, point, vector, size }
}

const plain = (data: SoftmaxData): SoftmaxObjective =>
  new SoftmaxObjective({ ...data, rows: linearRows(data.x, data.standardization), pause: never })

async function gradientAt(evaluate: Objective, point: Float64Array): Promise<{ value: number; gradient: Float64Array }> {
  const gradient = new Float64Array(point.length)
  return { value: await evaluate(point, gradient), gradient }
}

/** The largest difference, relative to the largest number. */
function apart(a: Float64Array, b: Float64Array): number {
  let [most, size] = [0, 1e-300]
  for (let i = 0; i < a.length; i++) {
    most = Math.max(most, Math.abs((a[i] as number) - (b[i] as number)))
    size = Math.max(size, Math.abs(b[i] as number))
  }
  return most / size
}

test('the gradient is that of central differences, to 1e-7 (property)', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async (shape) => {
      const { data, point, vector } = problemOf(shape)
      const { evaluate } = plain(data)
      const { gradient } = await gradientAt(evaluate, point)
      const h = 1e-5
      const at = async (step: number): Promise<number> =>
        (
          await gradientAt(
            evaluate,
            Float64Array.from(point, (p, i) => p + step * (vector[i] as number)),
          )
        ).value
      const slope = gradient.reduce((sum, g, i) => sum + g * (vector[i] as number), 0)
      expect(Math.abs(((await at(h)) - (await at(-h))) / (2 * h) - slope)).toBeLessThan(1e-7 * (1 + Math.abs(slope)))
    }),
  )
})

test('Hessian-vector products are differences of gradients, to 1e-6; the diagonal is theirs, to 1e-12 (property)', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async (shape) => {
      const { data, point, vector, size } = problemOf(shape)
      const objective = plain(data)
      const curvature = await objective.curvature(point)
      const product = new Float64Array(size)
      await curvature.product(vector, product)
      const h = 1e-5
      const moved = (step: number) => Float64Array.from(point, (p, i) => p + step * (vector[i] as number))
      const [above, below] = [await gradientAt(objective.evaluate, moved(h)), await gradientAt(objective.evaluate, moved(-h))]
      const difference = above.gradient.map((g, i) => (g - (below.gradient[i] as number)) / (2 * h))
      expect(apart(difference, product)).toBeLessThan(1e-6)
      const diagonal = new Float64Array(size)
      await curvature.diagonal(diagonal)
      const i = shape.seed % size
      const unit = new Float64Array(size)
      unit[i] = 1
      await curvature.product(unit, product)
      expect(Math.abs((product[i] as number) - (diagonal[i] as number))).toBeLessThan(1e-12)
    }),
  )
})

test('sparse rows give what dense ones give, to 1e-12, in the order that a batch takes them (property)', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async (shape) => {
      const { data, point, size } = problemOf(shape)
      const dense = await gradientAt(plain(data).evaluate, point)
      const sparse = await gradientAt(plain({ ...data, x: sparseOf(data.x as Tensor) }).evaluate, point)
      expect(apart(sparse.gradient, dense.gradient)).toBeLessThan(1e-12)
      expect(Math.abs(sparse.value - dense.value)).toBeLessThan(1e-12 * dense.value)
      // Batches of a shuffled order, weighed, add up to the whole.
      const order = Uint32Array.from({ length: shape.rows }, (_, row) => shape.rows - 1 - row)
      for (const x of [data.x, sparseOf(data.x as Tensor)]) {
        const batches = new SoftmaxObjective({ ...data, rows: linearRows(x, undefined, order), order, pause: never })
        const sum = new Float64Array(size)
        for (let from = 0; from < shape.rows; from += 7) {
          const to = Math.min(shape.rows, from + 7)
          let weight = 0
          for (let i = from; i < to; i++) weight += data.weights[order[i] as number] as number
          if (weight === 0) continue
          const gradient = new Float64Array(size)
          await batches.sample(from, to, weight, point, gradient)
          for (let i = 0; i < size; i++) sum[i] = (sum[i] as number) + ((gradient[i] as number) * weight) / data.totalWeight
        }
        expect(apart(sum, dense.gradient)).toBeLessThan(1e-12)
      }
    }),
  )
})

describe('compiled, in float32: value within 1e-6 and gradient within 2e-5 of the plain one', () => {
  const compiledShapes = fc.record({
    rows: fc.integer({ min: 1, max: 300 }),
    features: fc.integer({ min: 1, max: 40 }),
    classes: fc.constantFrom(2, 3, 4, 5, 10, 23, 24, 25, 60),
    intercept: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1e6 }),
    density: fc.constantFrom(0.1, 0.3),
  })
  const options = { threads: 1, evaluations: 1 }
  const close = async (evaluate: Objective, data: SoftmaxData, point: Float64Array): Promise<void> => {
    const [compiled, exact] = [await gradientAt(evaluate, point), await gradientAt(plain(data).evaluate, point)]
    expect(Math.abs(compiled.value - exact.value)).toBeLessThan(1e-6 * Math.abs(exact.value))
    expect(apart(compiled.gradient, exact.gradient)).toBeLessThan(2e-5)
    // A second pass gives the same bits.
    expect((await gradientAt(evaluate, point)).gradient).toEqual(compiled.gradient)
  }

  test.each(['strict', 'fma'] as const)('sparse rows and mostly black pixels, %s (property)', async (arithmetic) => {
    if (arithmetic === 'fma') expect(enableRelaxedSimd()).toBe('fma')
    await fc.assert(
      fc.asyncProperty(compiledShapes, fc.boolean(), async (shape, bytes) => {
        const { data, point } = problemOf(shape, bytes)
        const pixels = bytes ? sparsePixels(data.x as Tensor) : undefined
        if (bytes && !pixels) return
        const sparse = bytes ? data : { ...data, x: sparseOf(data.x as Tensor) }
        const numbers = pixels ?? sparseNumbers(sparse.x as SparseTensor, undefined)
        const compiled = await compileSparse(sparse, numbers, { ...options, arithmetic })
        await close(compiled?.evaluate as Objective, data, point)
      }),
      { numRuns: 40 },
    )
  })

  test('dense rows, standardized (property)', async () => {
    await fc.assert(
      fc.asyncProperty(compiledShapes, async (shape) => {
        const { data, point } = problemOf({ ...shape, density: 1 })
        const standardized = { ...data, standardization: await standardizationOf(data.x, undefined, never) }
        const compiled = await compileDense({ ...standardized, x: data.x as Tensor }, { ...options, arithmetic: 'strict' })
        await close(compiled.evaluate, standardized, point)
        compiled.release()
      }),
      { numRuns: 15 },
    )
  })
})

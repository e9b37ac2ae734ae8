// Cross-entropy compiled on an input, without a network before it, for what an identity layer would spoil: infinities (0 times
// infinity is NaN) and the signs of zeros. Also soft labels, smoothing and weights, alone and through models.

import { describe, expect, test } from 'vitest'
import { distance, rational, ulpOf } from '../scripts/accuracy/exact.js'
import { CategoricalCrossentropy, SparseCategoricalCrossentropy } from '../src/index.ts'
import { GraphBuilder } from '../src/ir/graph.ts'
import { logSoftmax, softmax } from '../src/ir/softmax.ts'
import { enableRelaxedSimd } from '../src/node/index.ts'
import { categoricalCrossentropy, sparseCategoricalCrossentropy } from '../src/numerics/index.ts'
import { InlineRuntime } from '../src/runtime/inline.ts'
import type { Arithmetic } from '../src/wasm/features.ts'
import { CompiledLoss, IdentityModel } from './support/compiledRows.ts'
import { firstDifference } from './support/hardRows.ts'
import { moreVectors, type SoftVectorRow, softVectors, specialVectors, vectors } from './support/vectors.ts'

const arithmetics: readonly Arithmetic[] = enableRelaxedSimd() === 'fma' ? ['strict', 'fma'] : ['strict']
const rows = [...vectors(), ...moreVectors()]
const classCounts = [...new Set(rows.map(({ classes }) => classes))].sort((a, b) => a - b)

/** One row through softmax or log-softmax compiled on an input. */
function compiledRow(operation: typeof softmax, logits: Float32Array): Float32Array {
  const graph = new GraphBuilder(1)
  graph.output('y', operation(graph.input('x', [logits.length], { batched: true })))
  const program = new InlineRuntime('strict').open().loadNow(graph.build())
  const y = new Float32Array(logits.length)
  program.write('x', logits)
  program.run(1)
  program.read('y', y)
  return y
}

describe.each(arithmetics)('%s: all rows of the vectors, -infinity among them, bit for bit', (arithmetic) => {
  test.each(classCounts)('%i classes: loss and gradient', (classes) => {
    const loss = new CompiledLoss({ classes, arithmetic })
    const targets = new CompiledLoss({ classes, arithmetic, soft: true })
    for (const row of rows.filter((other) => other.classes === classes)) {
      const { losses, gradient } = loss.run(row.logits, [row.label])
      expect(losses[0], row.name).toBe(row.loss)
      expect(firstDifference(gradient, row.gradient), row.name).toBe('')
      const oneHot = new Float32Array(classes).fill(1, row.label, row.label + 1)
      expect(targets.run(row.logits, oneHot), row.name).toEqual({ losses, gradient })
    }
  })
})

describe('vectors-special.json: the policies', () => {
  test.each(specialVectors().map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const { logits, classes, label } = row
    if (row.softmax !== undefined) {
      const probabilities = compiledRow(softmax, logits)
      if (row.softmax === 'nan') expect(probabilities.every(Number.isNaN)).toBe(true)
      else if (row.softmax === 'finite') expect(probabilities.every(Number.isFinite)).toBe(true)
      else expect([...probabilities]).toEqual(row.softmax)
    }
    const policy = String(row.loss)
    if (policy.startsWith('throw')) {
      const { model, ...identity } = new IdentityModel(classes, { reproducibility: 'portable' })
      await expect(model.evaluate([[...logits]], [label])).rejects.toThrow(RangeError)
      await expect(model.fit([[...logits]], [label])).rejects.toThrow(`row 0: the label must be a whole number in [0, ${classes})`)
      expect(identity.classes).toBe(classes)
      return
    }
    const ignoreClass = label < 0 ? label : null
    const compiled = new CompiledLoss({ classes, ignoreClass }).run(logits, [label])
    const wanted = policy === 'nan' ? Number.NaN : policy.startsWith('inf') ? Number.POSITIVE_INFINITY : 0
    expect(compiled.losses[0]).toBe(wanted)
    const { losses, gradient } = sparseCategoricalCrossentropy(
      [label],
      logits,
      classes,
      ignoreClass === null ? {} : { ignoreClass },
    )
    expect(compiled).toEqual({ losses, gradient })
  })

  test('log-softmax of rows with infinities and NaN has the bits of numerics/', async () => {
    const numerics = await import('../src/numerics/index.ts')
    for (const { logits, classes, name } of specialVectors()) {
      expect(firstDifference(compiledRow(logSoftmax, logits), numerics.logSoftmax(logits, classes)), name).toBe('')
    }
  })

  test('a finite row whose loss is above every float32: infinite loss and a finite gradient, through a model too', async () => {
    const identity = new IdentityModel(2, { reproducibility: 'portable' })
    const largest = 3.4028234663852886e38
    const x = identity.rows(Float32Array.of(largest, -largest))
    expect((await identity.model.evaluate(x, [1])).loss).toBe(Number.POSITIVE_INFINITY)
    expect((await identity.model.trainOnBatch(x, [1])).loss).toBe(Number.POSITIVE_INFINITY)
    expect([...identity.gradient()]).toEqual([1, -1])
  })
})

/** Checks a result against exact decimals: the loss within 0.5001 ulp, the gradient within 2^-39 sum(q) |weight| and half an ulp. */
function expectWithinBound(row: SoftVectorRow, loss: number, gradient: Float32Array): void {
  const unit = ulpOf(Number(row.loss))
  expect(distance(loss, rational(row.loss), unit), row.name).toBeLessThanOrEqual(0.5001)
  row.gradient.forEach((exact, i) => {
    const ulp = ulpOf(Number(exact))
    const bound = 2 ** -39 * row.sum * Math.abs(row.weight) + ulp / 2
    expect(distance(gradient[i] as number, rational(exact), ulp) * ulp, `${row.name}, class ${i}`).toBeLessThanOrEqual(bound)
  })
}

describe('soft labels, smoothing and weights: the bits of numerics/, and within the bound of exact results', () => {
  test.each(softVectors().map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const { logits, targets, classes, smoothing, weight, label } = row
    const weights = Float64Array.of(weight)
    const wanted = categoricalCrossentropy(targets, logits, classes, { labelSmoothing: smoothing, weights })
    for (const arithmetic of arithmetics) {
      const compiled = new CompiledLoss({ classes, arithmetic, soft: true, labelSmoothing: smoothing, weighted: true })
      const { losses, gradient } = compiled.run(logits, targets, weights)
      expect({ losses, gradient }).toEqual({ losses: wanted.losses, gradient: wanted.gradient })
      expectWithinBound(row, losses[0] as number, gradient)
    }
    const loss = new CategoricalCrossentropy({ fromLogits: true, labelSmoothing: smoothing })
    const soft = new IdentityModel(classes, { reproducibility: 'portable', loss })
    const y = soft.rows(targets)
    expect((await soft.model.evaluate(soft.rows(logits), y, { sampleWeight: weights })).loss).toBe(wanted.losses[0])
    await soft.model.trainOnBatch(soft.rows(logits), y, { sampleWeight: weights })
    expectWithinBound(row, wanted.losses[0] as number, soft.gradient())
    if (label === undefined) return
    // The same weight in two halves, of the row and of its class, which meet in float64.
    const hard = new IdentityModel(classes, {
      reproducibility: 'portable',
      loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
    })
    const step = await hard.model.trainOnBatch(hard.rows(logits), [label], {
      sampleWeight: [weight / 8],
      classWeight: { [label]: 8 },
    })
    expect(step.loss).toBe(wanted.losses[0])
    expectWithinBound(row, step.loss, hard.gradient())
  })
})

describe('batches: each row has its weight times its share of the mean, one rounding', () => {
  const classes = 10
  const tens = rows.filter((row) => row.classes === classes)
  const logits = Float32Array.from(tens.flatMap((row) => [...row.logits]))
  const labels = tens.map(({ label }) => label)
  const weights = Float64Array.from(tens, (_, row) => [1 / 3, 0, 2.5, 1e-20][row % 4] as number)

  test.each([1, 3, 32, tens.length])('%i rows in a batch', (batchSize) => {
    const sizes = tens.map((_, row) => Math.min(batchSize, tens.length - batchSize * Math.floor(row / batchSize)))
    const shares = sizes.map((size) => 1 / size)
    const plain = new CompiledLoss({ classes, batchSize }).run(logits, labels)
    const wanted = sparseCategoricalCrossentropy(labels, logits, classes)
    expect(firstDifference(plain.losses, wanted.losses)).toBe('')
    const scaled = sparseCategoricalCrossentropy(labels, logits, classes, { weights: shares })
    expect(firstDifference(plain.gradient, scaled.gradient)).toBe('')

    const weighted = new CompiledLoss({ classes, batchSize, weighted: true }).run(logits, labels, weights)
    const ofRows = sparseCategoricalCrossentropy(labels, logits, classes, { weights })
    expect(firstDifference(weighted.losses, ofRows.losses)).toBe('')
    const both = shares.map((share, row) => share * (weights[row] as number))
    const gradient = sparseCategoricalCrossentropy(labels, logits, classes, { weights: both }).gradient
    expect(firstDifference(weighted.gradient, gradient)).toBe('')
  })
})

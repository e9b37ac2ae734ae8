// Means of losses and metrics: float64 over the float32 row losses in one fixed tree, whatever the batch size; what is
// ignored does not count; and no label is used before all have been checked.

import { describe, expect, test } from 'vitest'
import {
  CategoricalCrossentropy,
  Dense,
  LabelError,
  Sequential,
  SGD,
  SparseCategoricalCrossentropy,
  type Tensor,
  tensor,
} from '../src/index.ts'
import { enableRelaxedSimd } from '../src/node/index.ts'
import { categoricalCrossentropy, PairwiseSum, sparseCategoricalCrossentropy } from '../src/numerics/index.ts'
import { RandomStream } from '../src/random.ts'
import { IdentityModel } from './support/compiledRows.ts'
import { hardRows } from './support/hardRows.ts'

enableRelaxedSimd()
const rows = 2500
const classes = 10
const stream = new RandomStream(1, 'means')
// Moderate logits: a loss of 1e38 beside them would hide every other row from the mean.
const logits = hardRows(1, rows, classes, 0).map((value) => Math.max(-200, Math.min(200, value)))
const labels = Int32Array.from({ length: rows }, () => stream.nextBelow(classes))
const x = tensor(logits, [rows, classes])
const y = tensor(labels, [rows])
const batchSizes = [1, 7, 32, 1000, 1024, rows, 5000]

/** The mean in the contract's tree: blocks of 1,024 rows by neighbours, then the blocks. */
function pairwiseMean(losses: ArrayLike<number>, count: number): number {
  const sum = new PairwiseSum()
  sum.addAll(losses)
  return sum.value() / count
}

describe('evaluate', () => {
  test('is the pairwise mean of the row losses, for every batch size', async () => {
    const { losses } = sparseCategoricalCrossentropy(labels, logits, classes)
    const wanted = pairwiseMean(losses, rows)
    // The tree written out: three blocks of 1,024, missing rows as 0, the last added to the sum of the first two.
    const block = (start: number, length: number): number =>
      length === 1 ? (losses[start] ?? 0) : block(start, length / 2) + block(start + length / 2, length / 2)
    expect(wanted).toBe((block(0, 2048) + block(2048, 1024)) / rows)
    expect(wanted).not.toBe(losses.reduce((sum, loss) => sum + loss, 0) / rows)
    const { model } = new IdentityModel(classes, { reproducibility: 'portable' })
    for (const batchSize of batchSizes) expect((await model.evaluate(x, y, { batchSize })).loss).toBe(wanted)
    expect(Math.fround(wanted)).not.toBe(wanted)
  })

  test('weighted: each row loss with its weight is rounded once; the mean divides by the number of rows', async () => {
    const weights = Float64Array.from({ length: rows }, () => stream.nextBelow(4) / 3)
    const { losses } = sparseCategoricalCrossentropy(labels, logits, classes, { weights })
    const { model } = new IdentityModel(classes, { reproducibility: 'portable' })
    for (const batchSize of batchSizes) {
      expect((await model.evaluate(x, y, { batchSize, sampleWeight: weights })).loss).toBe(pairwiseMean(losses, rows))
    }
  })

  test('soft labels with smoothing', async () => {
    const targets = Float32Array.from({ length: rows * classes }, () => stream.nextUniform() / 5)
    const loss = new CategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1 })
    const { model } = new IdentityModel(classes, { reproducibility: 'portable', loss })
    const { losses } = categoricalCrossentropy(targets, logits, classes, { labelSmoothing: 0.1 })
    for (const batchSize of batchSizes) {
      expect((await model.evaluate(x, tensor(targets, [rows, classes]), { batchSize })).loss).toBe(pairwiseMean(losses, rows))
    }
  })

  test.each([-1, 3])('rows of ignoreClass %i count for nothing, in loss, accuracy and number', async (ignoreClass) => {
    const marked = labels.map((label) => (stream.nextBelow(3) === 0 ? ignoreClass : label))
    const model = new Sequential([new Dense({ units: classes, inputShape: [classes] })], { seed: 1 })
    model.compile({
      optimizer: 'sgd',
      loss: new SparseCategoricalCrossentropy({ fromLogits: true, ignoreClass }),
      metrics: ['accuracy'],
      reproducibility: 'portable',
    })
    const kept = Uint32Array.from(marked.keys()).filter((row) => marked[row] !== ignoreClass)
    const keptLogits = Float32Array.from(kept.length * classes === 0 ? [] : [...kept].flatMap((row) => [...rowOf(row)]))
    const keptLabels = Int32Array.from(kept, (row) => labels[row] as number)
    const plain = new Sequential([new Dense({ units: classes, inputShape: [classes] })], { seed: 1 })
    plain.compile({
      optimizer: 'sgd',
      loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
      metrics: ['accuracy'],
      reproducibility: 'portable',
    })
    const wanted = await plain.evaluate(tensor(keptLogits, [kept.length, classes]), tensor(keptLabels, [kept.length]))
    for (const batchSize of batchSizes) expect(await model.evaluate(x, tensor(marked, [rows]), { batchSize })).toEqual(wanted)
    const all = tensor(new Int32Array(rows).fill(ignoreClass), [rows])
    expect(await model.evaluate(x, all)).toEqual({ loss: 0, accuracy: 0 })
  })
})

function rowOf(row: number): Float32Array {
  return logits.subarray(row * classes, (row + 1) * classes)
}

describe('training', () => {
  test('ignored rows change nothing: a step with them equals a step without', async () => {
    const step = async (rowNumbers: readonly number[], given: readonly number[]): Promise<Tensor<Float32Array>[]> => {
      const loss = new SparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: -1 })
      const identity = new IdentityModel(classes, { reproducibility: 'portable', loss })
      const data = Float32Array.from(rowNumbers.flatMap((row) => [...rowOf(row)]))
      await identity.model.fit(identity.rows(data), [...given], { batchSize: given.length, shuffle: false })
      return identity.model.getWeights()
    }
    const with2 = await step([0, 1, 2, 3, 4], [4, -1, 2, -1, 0])
    const without = await step([0, 2, 4], [4, 2, 0])
    expect(with2).toEqual(without)
    const nothing = await step([0, 1], [-1, -1])
    const untouched = new IdentityModel(classes, { reproducibility: 'portable' }).model.getWeights()
    expect(nothing).toEqual(untouched)
  })

  test('the mean of an epoch is over its rows, not over its batches', async () => {
    const identity = new IdentityModel(classes, { reproducibility: 'portable' })
    const own = 37
    const data = logits.subarray(0, own * classes)
    const { losses } = sparseCategoricalCrossentropy(labels.subarray(0, own), data, classes)
    identity.model.compile({
      optimizer: new SGD({ learningRate: 1e-45 }), // too small to change a weight
      loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
      reproducibility: 'portable',
    })
    const { loss } = await identity.model.fit(identity.rows(data), tensor(labels.slice(0, own), [own]), {
      batchSize: 16,
      shuffle: false,
    })
    expect(loss).toEqual([pairwiseMean(losses, own)])
  })

  test.each([
    ['10 of 10 classes', 10],
    ['negative', -1],
    ['not whole', 1.5],
    ['NaN', Number.NaN],
  ])('a label that is %s, in the last row, is named before anything is trained', async (_, bad) => {
    const { model } = new IdentityModel(classes, { reproducibility: 'portable' })
    const before = await model.weightsSha256()
    const given = Float32Array.from(labels)
    given[rows - 1] = bad
    for (const call of [
      () => model.fit(x, tensor(given, [rows])),
      () => model.fit(x, y, { validationData: [x, tensor(given, [rows])] }),
      () => model.fit(x, tensor(given, [rows]), { validationSplit: 0.5 }),
      () => model.evaluate(x, tensor(given, [rows])),
      () => model.trainOnBatch(x, tensor(given, [rows])),
    ]) {
      const error = await call().catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(LabelError)
      expect(error).toBeInstanceOf(RangeError)
      expect((error as Error).message).toContain(`row ${rows - 1}: the label must be a whole number in [0, 10); received ${bad}`)
    }
    expect(await model.weightsSha256()).toBe(before)
  })

  test('-1 is no class unless ignoreClass is -1', async () => {
    const { model } = new IdentityModel(classes, {
      reproducibility: 'portable',
      loss: new SparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: -100 }),
    })
    await expect(model.fit(x, tensor(labels.with(7, -1), [rows]))).rejects.toThrow(
      'row 7: the label must be a whole number in [0, 10), or -100',
    )
  })

  test('a target that is negative or not finite is named before anything is trained', async () => {
    const loss = new CategoricalCrossentropy({ fromLogits: true })
    const { model } = new IdentityModel(classes, { reproducibility: 'portable', loss })
    const before = await model.weightsSha256()
    for (const bad of [-0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const targets = new Float32Array(rows * classes).fill(0.1)
      targets[rows * classes - 1] = bad
      await expect(model.fit(x, tensor(targets, [rows, classes]))).rejects.toThrow(`row ${rows - 1}`)
    }
    expect(await model.weightsSha256()).toBe(before)
  })
})

// evaluate, predict, the predictor, trainOnBatch and weights, from outside.

import { Adam, Dense, Sequential, SparseCategoricalCrossentropy, softmax, tensor } from 'argmax'
import { beforeAll, describe, expect, test } from 'vitest'
import { blobs, makeModel } from './support/blobs.ts'

const { x, y } = blobs()
const pixels = tensor(
  Uint8Array.from(x.data, (value) => Math.abs(value) * 80),
  [90, 4],
  { scale: 1 / 255 },
)
let model: Sequential
let ofBytes: Sequential

beforeAll(async () => {
  model = makeModel({ seed: 1 })
  await model.fit(x, y, { epochs: 5 })
  ofBytes = makeModel({ seed: 1 })
  await ofBytes.fit(pixels, y, { epochs: 5 })
})

describe('predict and evaluate', () => {
  test.each([1, 2, 3, 7, 32, 64, 90, 1000])('give the same bits at batch size %i', async (batchSize) => {
    expect(await model.predict(x, { batchSize })).toEqual(await model.predict(x))
    expect(await model.evaluate(x, y, { batchSize })).toEqual(await model.evaluate(x, y))
    expect(await ofBytes.predict(pixels, { batchSize })).toEqual(await ofBytes.predict(pixels))
  })

  test('a wide network too: partial sums do not depend on the batch', async () => {
    const wide = new Sequential([new Dense({ units: 300, activation: 'tanh' }), new Dense({ units: 3 })], { seed: 1 })
    wide.compile({ loss: new SparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] })
    const many = blobs({ rows: 40, columns: 700 })
    const expected = await wide.predict(many.x)
    for (const batchSize of [1, 3, 40]) {
      expect(await wide.predict(many.x, { batchSize })).toEqual(expected)
      expect(await wide.evaluate(many.x, many.y, { batchSize })).toEqual(await wide.evaluate(many.x, many.y))
    }
  })

  test('rows may be nested arrays; the result is a Tensor of one row each', async () => {
    const nested = Array.from({ length: 3 }, (_, row) => Array.from(x.data.slice(row * 4, row * 4 + 4)))
    const logits = await model.predict(nested)
    expect(logits.shape).toEqual([3, 3])
    expect(logits.data).toEqual((await model.predict(x)).data.slice(0, 9))
    const probabilities = softmax(logits)
    for (let row = 0; row < 3; row++) {
      expect(probabilities.data.slice(row * 3, row * 3 + 3).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6)
    }
  })

  test('float64 rows count as their float32 values', async () => {
    const wide = tensor(Float64Array.from(x.data), [90, 4])
    expect(await model.predict(wide)).toEqual(await model.predict(x))
  })

  test('evaluate weighs rows', async () => {
    const sampleWeight = Float64Array.from({ length: 90 }, (_, row) => (row < 30 ? 3 : 0))
    const first = await model.evaluate(tensor(x.data.slice(0, 120), [30, 4]), tensor(y.data.slice(0, 30), [30]))
    expect((await model.evaluate(x, y, { sampleWeight })).loss).toBeCloseTo(first.loss, 6)
  })

  test('a model that is not compiled predicts with its first weights', async () => {
    const fresh = new Sequential([new Dense({ units: 3 })], { seed: 4 })
    const first = await fresh.predict(x)
    const again = new Sequential([new Dense({ units: 3 })], { seed: 4 })
    expect(await again.predict(x)).toEqual(first)
  })
})

describe('the predictor', () => {
  test('gives the bits of predict, for one row and for several', async () => {
    for (const [network, rows] of [
      [model, x],
      [ofBytes, pixels],
    ] as const) {
      const expected = (await network.predict(rows)).data
      const one = network.predictor()
      const several = network.predictor({ batchSize: 8 })
      expect([one.batchSize, one.inputSize, one.outputSize, several.batchSize]).toEqual([1, 4, 3, 8])
      const out = new Float32Array(3)
      for (let row = 0; row < 10; row++) {
        expect(one(rows.data.subarray(row * 4, row * 4 + 4), out)).toBe(out)
        expect(out).toEqual(expected.slice(row * 3, row * 3 + 3))
      }
      for (const count of [1, 5, 8]) {
        expect(several.predict(rows.data.subarray(0, count * 4), new Float32Array(count * 3))).toEqual(expected.slice(0, count * 3))
      }
    }
  })

  test('follows the weights, through training, other programs and a new compile', async () => {
    const changing = makeModel({ seed: 2 })
    await changing.fit(x, y)
    const predictor = changing.predictor()
    const row = x.data.subarray(0, 4)
    const follows = async (): Promise<void> => {
      const expected = (await changing.predict(tensor(row, [1, 4]))).data
      expect(predictor(row, new Float32Array(3))).toEqual(expected)
    }
    await follows()
    await changing.fit(x, y, { epochs: 2 })
    await follows()
    for (const rows of [1, 4, 9, 20, 45, 90])
      await changing.predict(tensor(x.data.subarray(0, rows * 4), [rows, 4]), { batchSize: rows })
    await follows()
    changing.compile({ optimizer: new Adam({ learningRate: 0.1 }), loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
    await changing.fit(x, y, { batchSize: 8 })
    await follows()
  })
})

describe('trainOnBatch', () => {
  test('is one step, and tells loss and metrics from before it', async () => {
    const stepped = makeModel({ seed: 3 })
    stepped.build([4])
    const before = await stepped.evaluate(x, y)
    expect(await stepped.trainOnBatch(x, y)).toEqual(before)
    const fitted = makeModel({ seed: 3 })
    await fitted.fit(x, y, { batchSize: 90, shuffle: false })
    expect(await stepped.weightsSha256()).toBe(await fitted.weightsSha256())
  })

  test('takes batches of any size, in any order of sizes', async () => {
    const run = async (sizes: readonly number[]): Promise<string> => {
      const stepped = makeModel({ seed: 3 })
      for (const rows of sizes)
        await stepped.trainOnBatch(tensor(x.data.subarray(0, rows * 4), [rows, 4]), tensor(y.data.subarray(0, rows), [rows]))
      return stepped.weightsSha256()
    }
    // The same steps, on programs made for other batch sizes.
    const small = await run([1, 2, 3, 5, 9])
    const warm = makeModel({ seed: 3 })
    warm.build([4])
    const start = warm.getWeights()
    for (const rows of [90, 40, 20, 16, 8, 4, 2])
      await warm.trainOnBatch(tensor(x.data.subarray(0, rows * 4), [rows, 4]), tensor(y.data.subarray(0, rows), [rows]))
    warm.compile({
      optimizer: new Adam({ learningRate: 0.01 }),
      loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
      metrics: ['accuracy'],
    })
    warm.setWeights(start)
    for (const rows of [1, 2, 3, 5, 9])
      await warm.trainOnBatch(tensor(x.data.subarray(0, rows * 4), [rows, 4]), tensor(y.data.subarray(0, rows), [rows]))
    expect(await warm.weightsSha256()).toBe(small)
  })

  test('weighs rows and classes', async () => {
    const [byClass, byRow] = [makeModel({ seed: 3 }), makeModel({ seed: 3 })]
    await byClass.trainOnBatch(x, y, { classWeight: { 2: 4 } })
    await byRow.trainOnBatch(x, y, { sampleWeight: Array.from(y.data, (label) => (label === 2 ? 4 : 1)) })
    expect(await byClass.weightsSha256()).toBe(await byRow.weightsSha256())
  })
})

describe('weights', () => {
  test('come as copies, kernel and bias of each layer in order, and go back in', async () => {
    const weights = model.getWeights()
    expect(weights.map(({ shape }) => shape)).toEqual([[4, 8], [8], [8, 3], [3]])
    const before = await model.weightsSha256()
    weights[0]?.data.fill(7)
    expect(await model.weightsSha256()).toBe(before)
    const other = makeModel({ seed: 9 })
    other.build([4])
    other.setWeights(model.getWeights())
    expect(await other.weightsSha256()).toBe(before)
    expect(await other.predict(x)).toEqual(await model.predict(x))
  })

  test('may be nested arrays', () => {
    const small = new Sequential([new Dense({ units: 2, inputShape: [2] })])
    small.setWeights([
      [
        [1, 2],
        [3, 4],
      ],
      [5, 6],
    ])
    expect(small.getWeights().map(({ data }) => [...data])).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ])
    expect([...small.predictor()([1, 10], new Float32Array(2))]).toEqual([36, 48])
  })
})

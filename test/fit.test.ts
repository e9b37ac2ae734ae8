// fit, from outside: its options, what it resolves to, and that the same seed gives the same bits.

import {
  Adam,
  CategoricalCrossentropy,
  Dense,
  Dropout,
  type FitOptions,
  type Logs,
  Sequential,
  SGD,
  SparseCategoricalCrossentropy,
  tensor,
} from 'argmax'
import { describe, expect, test, vi } from 'vitest'
import { blobs, makeModel } from './support/blobs.ts'

const { x, y, targets } = blobs()

/** The hash after a fit of a fresh model. */
async function hashAfter(options: FitOptions, model: Sequential = makeModel()): Promise<string> {
  await model.fit(x, y, options)
  return model.weightsSha256()
}

describe('what fit resolves to', () => {
  test('one array for each metric, an element an epoch; the loss falls', async () => {
    const model = makeModel()
    const history = await model.fit(x, y, { epochs: 20, seed: 1 })
    expect(history.epoch).toEqual(Array.from({ length: 20 }, (_, epoch) => epoch))
    expect(Object.keys(history.history)).toEqual(['loss', 'accuracy'])
    expect(history.loss).toBe(history.history.loss)
    expect(history.accuracy).toHaveLength(20)
    expect(history.seconds).toHaveLength(20)
    expect(history.loss[19]).toBeLessThan((history.loss[0] as number) / 2)
    expect(history.accuracy[19]).toBeGreaterThan(0.9)
    expect(history.arithmetic).toBe(model.arithmetic)
  })

  test('the loss of an epoch is the mean over rows, whatever the last batch holds', async () => {
    // A learning rate too small to move a weight: every row is measured by the same network.
    for (const batchSize of [1, 7, 32, 89, 90, 1000]) {
      const model = makeModel({ learningRate: 1e-30, seed: 3 })
      const { loss, accuracy } = await model.fit(x, y, { batchSize, seed: 3 })
      const measured = await model.evaluate(x, y)
      expect(loss[0]).toBeCloseTo(measured.loss, 12)
      expect(accuracy[0]).toBe(measured.accuracy)
    }
  })

  test('no epochs leave the weights as they are', async () => {
    const model = makeModel({ seed: 3 })
    model.build([4])
    const before = await model.weightsSha256()
    const history = await model.fit(x, y, { epochs: 0 })
    expect(history.epoch).toEqual([])
    expect(await model.weightsSha256()).toBe(before)
  })
})

describe('order and seed', () => {
  test('the same seed gives the same bits, another seed others', async () => {
    const first = await hashAfter({ epochs: 3, seed: 7 })
    expect(await hashAfter({ epochs: 3, seed: 7 })).toBe(first)
    expect(await hashAfter({ epochs: 3, seed: 8 })).not.toBe(first)
  })

  test('weights that are drawn are never drawn again', async () => {
    const model = makeModel({ seed: 5 })
    model.build([4])
    const drawn = await model.weightsSha256()
    await model.fit(x, y, { epochs: 0, seed: 9 })
    expect(await model.weightsSha256()).toBe(drawn)
  })

  test('shuffle: false keeps the order of the rows', async () => {
    const kept = await hashAfter({ epochs: 2, seed: 7, shuffle: false, batchSize: 16 })
    expect(await hashAfter({ epochs: 2, seed: 7, shuffle: true, batchSize: 16 })).not.toBe(kept)
    const stepped = makeModel({ seed: 7 })
    for (let epoch = 0; epoch < 2; epoch++) {
      for (let start = 0; start < 90; start += 16) {
        const end = Math.min(90, start + 16)
        await stepped.trainOnBatch(
          tensor(x.data.slice(start * 4, end * 4), [end - start, 4]),
          tensor(y.data.slice(start, end), [end - start]),
        )
      }
    }
    expect(await stepped.weightsSha256()).toBe(kept)
  })

  test('initialEpoch goes on with the order of a whole run', async () => {
    const model = makeModel()
    await model.fit(x, y, { epochs: 2, seed: 7, batchSize: 16 })
    const history = await model.fit(x, y, { epochs: 4, initialEpoch: 2, seed: 7, batchSize: 16 })
    expect(history.epoch).toEqual([2, 3])
    expect(await model.weightsSha256()).toBe(await hashAfter({ epochs: 4, seed: 7, batchSize: 16 }))
  })

  test('dropout is drawn by the seed too', async () => {
    const model = (): Sequential => {
      const made = new Sequential([new Dense({ units: 8 }), new Dropout(0.5), new Dense({ units: 3 })], { seed: 1 })
      made.compile({ optimizer: 'sgd', loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
      return made
    }
    const options = { epochs: 2, shuffle: false }
    const first = await hashAfter({ ...options, seed: 7 }, model())
    expect(await hashAfter({ ...options, seed: 7 }, model())).toBe(first)
    expect(await hashAfter({ ...options, seed: 8 }, model())).not.toBe(first)
  })
})

describe('validation', () => {
  test('validationSplit measures the last rows, and trains on the others only', async () => {
    const model = makeModel()
    const history = await model.fit(x, y, { epochs: 2, validationSplit: 0.2, seed: 7 })
    expect(Object.keys(history.history)).toEqual(['loss', 'accuracy', 'valLoss', 'valAccuracy'])
    const [train, rest] = [
      [tensor(x.data.slice(0, 72 * 4), [72, 4]), tensor(y.data.slice(0, 72), [72])],
      [tensor(x.data.slice(72 * 4), [18, 4]), tensor(y.data.slice(72), [18])],
    ] as const
    const apart = makeModel()
    const other = await apart.fit(train[0], train[1], { epochs: 2, validationData: rest, seed: 7 })
    expect(await apart.weightsSha256()).toBe(await model.weightsSha256())
    expect(other.history).toEqual(history.history)
    expect(history.valLoss[1]).toBe((await model.evaluate(rest[0], rest[1])).loss)
  })

  test('sample weights of the split part count in it, class weights do not', async () => {
    const sampleWeight = Float64Array.from({ length: 90 }, (_, row) => 1 + (row % 4))
    const model = makeModel()
    const history = await model.fit(x, y, { validationSplit: 0.2, sampleWeight, classWeight: { 1: 5 }, seed: 7 })
    const measured = await model.evaluate(tensor(x.data.slice(72 * 4), [18, 4]), tensor(y.data.slice(72), [18]), {
      sampleWeight: sampleWeight.slice(72),
    })
    expect(history.valLoss[0]).toBe(measured.loss)
  })

  test('validation rows may have weights of their own', async () => {
    const model = makeModel()
    const weight = new Float32Array(90).fill(2)
    const history = await model.fit(x, y, { validationData: [x, y, weight], seed: 7 })
    expect(history.valLoss[0]).toBeCloseTo(2 * (await model.evaluate(x, y)).loss, 12)
  })
})

describe('weights of rows and classes', () => {
  test('a class weight is the weight of its rows', async () => {
    const byClass = await hashAfter({ epochs: 2, seed: 7, classWeight: { 0: 2, 2: 0.25 } })
    const sampleWeight = Float64Array.from(y.data, (label) => [2, 1, 0.25][label] as number)
    expect(await hashAfter({ epochs: 2, seed: 7, sampleWeight })).toBe(byClass)
    expect(await hashAfter({ epochs: 2, seed: 7 })).not.toBe(byClass)
    const both = await hashAfter({ epochs: 2, seed: 7, sampleWeight, classWeight: { 0: 0.5, 2: 4 } })
    expect(both).toBe(await hashAfter({ epochs: 2, seed: 7, sampleWeight: new Float64Array(90).fill(1) }))
  })

  test('they may come as a tensor with a scale', async () => {
    const halves = Float64Array.from(y.data, (label) => label / 2)
    const scaled = tensor(Uint8Array.from(y.data), [90], { scale: 0.5 }) as unknown as Float64Array
    expect(await hashAfter({ seed: 7, sampleWeight: scaled })).toBe(await hashAfter({ seed: 7, sampleWeight: halves }))
  })

  test('rows of weight 0 do not move the weights', async () => {
    const sampleWeight = Float64Array.from(y.data, (label) => (label === 1 ? 0 : 1))
    const model = makeModel({ seed: 3 })
    await model.fit(x, y, { batchSize: 90, sampleWeight })
    const kept = Array.from(y.data.keys()).filter((row) => y.data[row] !== 1)
    const rows = tensor(Float32Array.from(kept.flatMap((row) => [...x.data.slice(row * 4, row * 4 + 4)])), [kept.length, 4])
    const labels = tensor(
      Int32Array.from(kept, (row) => y.data[row] as number),
      [kept.length],
    )
    const other = makeModel({ seed: 3 })
    // The mean is over all rows, so 60 rows of weight 2/3 step as far.
    await other.fit(rows, labels, { batchSize: 90, sampleWeight: new Float64Array(kept.length).fill(kept.length / 90) })
    const [expected, received] = [model.getWeights(), other.getWeights()]
    received.forEach(({ data }, i) => {
      const differences = Array.from(data, (value, j) => Math.abs(value - (expected[i]?.data[j] as number)))
      expect(Math.max(...differences)).toBeLessThan(1e-6)
    })
  })

  test('ignored rows count for nothing, in the mean too', async () => {
    const model = new Sequential([new Dense({ units: 3 })], { seed: 1 })
    model.compile({
      optimizer: new SGD(),
      loss: new SparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: -1 }),
      metrics: ['accuracy'],
    })
    const labels = tensor(
      Int32Array.from(y.data, (label, row) => (row < 60 ? label : -1)),
      [90],
    )
    const some = await model.evaluate(x, labels)
    const first = await model.evaluate(tensor(x.data.slice(0, 240), [60, 4]), tensor(y.data.slice(0, 60), [60]))
    expect(some).toEqual(first)
    const none = await model.evaluate(x, tensor(new Int32Array(90).fill(-1), [90]))
    expect(none).toEqual({ loss: 0, accuracy: 0 })
  })

  test('label smoothing trains towards softer targets', async () => {
    const losses = await Promise.all(
      [0, 0.3].map(async (labelSmoothing) => {
        const model = new Sequential([new Dense({ units: 3 })], { seed: 1 })
        model.compile({
          optimizer: new Adam({ learningRate: 0.1 }),
          loss: new CategoricalCrossentropy({ fromLogits: true, labelSmoothing }),
        })
        return (await model.fit(x, targets, { epochs: 30 })).loss[29] as number
      }),
    )
    expect(losses[0]).toBeLessThan(0.1)
    // The entropy of [0.8, 0.1, 0.1] is the least that can be reached.
    expect(losses[1]).toBeGreaterThan(0.639)
    expect(losses[1]).toBeLessThan(0.7)
  })
})

describe('callbacks', () => {
  test('they get epoch and batch from 0 with the means, and training waits for async ones', async () => {
    const events: string[] = []
    const batches: Logs[] = []
    const epochs: Logs[] = []
    let inside = 0
    const wait = async (event: string): Promise<void> => {
      expect(++inside).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 2))
      inside--
      events.push(event)
    }
    await makeModel().fit(x, y, {
      epochs: 2,
      batchSize: 40,
      validationSplit: 0.1,
      onBatchEnd: (batch, logs) => {
        batches.push(logs)
        return wait(`batch ${batch}`)
      },
      onEpochEnd: (epoch, logs) => {
        epochs.push(logs)
        return wait(`epoch ${epoch}`)
      },
    })
    expect(events).toEqual(['batch 0', 'batch 1', 'batch 2', 'epoch 0', 'batch 0', 'batch 1', 'batch 2', 'epoch 1'])
    expect(Object.keys(batches[0] as Logs)).toEqual(['loss', 'accuracy'])
    expect(Object.keys(epochs[0] as Logs)).toEqual(['loss', 'accuracy', 'valLoss', 'valAccuracy'])
    expect(batches[2]).toEqual({ loss: epochs[0]?.loss, accuracy: epochs[0]?.accuracy })
  })

  test('what a callback throws is what fit rejects with; the model goes on', async () => {
    const model = makeModel()
    const failing = model.fit(x, y, {
      onBatchEnd: async () => {
        throw new Error('from the callback')
      },
    })
    await expect(failing).rejects.toThrow('from the callback')
    await expect(model.evaluate(x, y)).resolves.toHaveProperty('loss')
  })

  test('a callback may predict synchronously and read weights', async () => {
    const model = makeModel({ seed: 1 })
    model.build([4])
    const predictor = model.predictor()
    const seen: number[] = []
    await model.fit(x, y, {
      epochs: 2,
      onEpochEnd: async () => {
        const out = predictor(x.data.subarray(0, 4), new Float32Array(3))
        expect(out).toEqual(model.predictor()(x.data.subarray(0, 4), new Float32Array(3)))
        seen.push(out[0] as number)
        expect(model.getWeights()).toHaveLength(4)
      },
    })
    expect(seen[0]).not.toBe(seen[1])
  })
})

describe('verbose', () => {
  test('2 writes a line an epoch to stderr, 0 nothing', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      await makeModel().fit(x, y, { epochs: 2, verbose: 0 })
      expect(write).not.toHaveBeenCalled()
      await makeModel().fit(x, y, { epochs: 2, verbose: 2, validationSplit: 0.2 })
      const lines = write.mock.calls.map(([text]) => text as string)
      expect(lines).toHaveLength(2)
      expect(lines[0]).toMatch(
        /^epoch 1\/2 {2}loss \d\.\d{4} {2}accuracy \d\.\d{4} {2}val loss \d\.\d{4} {2}val accuracy \d\.\d{4} {2}\d\.\d\d s\n$/,
      )
    } finally {
      write.mockRestore()
    }
  })
})

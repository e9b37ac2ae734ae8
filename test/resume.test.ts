// A run that is stopped and resumed, in memory or through a checkpoint file, ends in the same bits as a run in one go.

import { Adam, Dense, Dropout, Sequential, SparseCategoricalCrossentropy, tensor } from 'argmax'
import { describe, expect, test } from 'vitest'

const rows = 100
const x = tensor(
  Float32Array.from({ length: rows * 6 }, (_, i) => ((i * 37) % 101) / 50 - 1),
  [rows, 6],
)
const y = Int32Array.from({ length: rows }, (_, i) => (i * 7) % 3)
const labels = tensor(y, [rows])

function makeModel(): Sequential {
  const model = new Sequential([new Dense({ units: 8, activation: 'tanh' }), new Dropout(0.25), new Dense({ units: 3 })])
  model.compile({ optimizer: new Adam(), loss: new SparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] })
  return model
}

/** Fits and stops after `steps` steps. */
async function stopAfter(model: Sequential, steps: number): Promise<void> {
  const stop = new AbortController()
  let taken = 0
  const fit = model.fit(x, labels, {
    epochs: 5,
    batchSize: 16,
    seed: 3,
    signal: stop.signal,
    onBatchEnd: () => {
      taken++
      if (taken === steps) stop.abort()
    },
  })
  await expect(fit).rejects.toMatchObject({ name: 'AbortError' })
}

describe('resume', () => {
  for (const steps of [1, 7, 10, 14]) {
    test(`after ${steps} steps of 7 an epoch, from a checkpoint file`, async () => {
      const whole = makeModel()
      const expected = await whole.fit(x, labels, { epochs: 5, batchSize: 16, seed: 3 })
      const stopped = makeModel()
      await stopAfter(stopped, steps)
      const resumed = await Sequential.load(await stopped.save(undefined, { checkpoint: true }))
      const history = await resumed.fit(x, labels, { epochs: 5, resume: true })
      expect(await resumed.weightsSha256()).toBe(await whole.weightsSha256())
      expect(history.loss).toEqual(expected.loss.slice(5 - history.loss.length))
    })
  }

  test('in memory, after whole epochs', async () => {
    const whole = makeModel()
    await whole.fit(x, labels, { epochs: 5, batchSize: 16, seed: 3 })
    const parts = makeModel()
    await parts.fit(x, labels, { epochs: 2, batchSize: 16, seed: 3 })
    expect(parts.trainedTo).toMatchObject({ epoch: 2, cursor: 0 })
    const history = await parts.fit(x, labels, { epochs: 5, resume: true })
    expect(history.epoch).toEqual([2, 3, 4])
    expect(await parts.weightsSha256()).toBe(await whole.weightsSha256())
  })

  test('stopped wherever fit looks at its signal: same weights, and no epoch lacks its figures', async () => {
    // With onBatchEnd the signal is looked at behind every batch.
    const options = { epochs: 3, batchSize: 16, validationData: [x, labels] as const, onBatchEnd: () => {} }
    const whole = makeModel()
    const expected = await whole.fit(x, labels, { ...options, seed: 3 })
    /** Fits until the signal has been looked at `looks` times; false if fit ended before. */
    const stopAtLook = async (model: Sequential, looks: number, onEpochEnd: (epoch: number, logs: object) => void) => {
      const stop = new AbortController()
      let seen = 0
      const signal = new Proxy(stop.signal, {
        get(target, key) {
          if (key === 'throwIfAborted' && ++seen === looks) stop.abort()
          const value = Reflect.get(target, key)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
      const fit = model.fit(x, labels, { ...options, seed: 3, signal, onEpochEnd })
      return fit.then(
        () => false,
        () => true,
      )
    }
    let resumes = 0
    for (let looks = 1; ; looks++) {
      const stopped = makeModel()
      const epochs: object[] = []
      const keep = (_: number, logs: object): void => void epochs.push(logs)
      if (!(await stopAtLook(stopped, looks, keep))) break
      if (!stopped.trainedTo) continue // before the first step: nothing to resume
      resumes++
      const resumed = await Sequential.load(await stopped.save(undefined, { checkpoint: true }))
      await resumed.fit(x, labels, { ...options, resume: true, onEpochEnd: keep })
      expect(await resumed.weightsSha256(), `stopped at look ${looks}`).toBe(await whole.weightsSha256())
      expect(epochs.map((logs) => (logs as { valLoss: number }).valLoss)).toEqual(expected.valLoss)
      expect(epochs.map((logs) => (logs as { loss: number }).loss)).toEqual(expected.loss)
    }
    expect(resumes).toBeGreaterThan(2 * (7 + 7))
  })

  test('without a run there is nothing to resume', async () => {
    await expect(makeModel().fit(x, labels, { resume: true })).rejects.toThrow(/nothing to resume/)
    const model = makeModel()
    await model.fit(x, labels)
    const plain = await Sequential.load(await model.save())
    await expect(plain.fit(x, labels, { resume: true })).rejects.toThrow(/checkpoint: true/)
  })

  test('a diverged run leaves optimizer slots finite too', async () => {
    const model = makeModel()
    model.compile({ optimizer: new Adam({ learningRate: 1e38 }), loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
    await expect(model.fit(x, labels, { epochs: 3, seed: 3 })).rejects.toMatchObject({ name: 'DivergedError', epoch: 0 })
    const { loss } = await model.evaluate(x, labels)
    expect(Number.isFinite(loss)).toBe(true)
  })
})

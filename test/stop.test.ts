// Stopping: an AbortSignal, and training that diverges. Whatever happens, the model keeps usable weights and goes on.

import { Adam, Dense, DivergedError, Sequential, SGD, SparseCategoricalCrossentropy } from 'argmax'
import { describe, expect, test } from 'vitest'
import { blobs, makeModel } from './support/blobs.ts'

const { x, y } = blobs()

describe('an AbortSignal', () => {
  test('stops fit at the next step with its reason; the weights are those of the steps that ran', async () => {
    const model = makeModel({ seed: 2 })
    const stop = new AbortController()
    const fit = model.fit(x, y, {
      epochs: 100,
      batchSize: 16,
      signal: stop.signal,
      onBatchEnd: (batch) => {
        if (batch === 2) stop.abort(new Error('enough'))
      },
    })
    await expect(fit).rejects.toThrow('enough')
    const three = makeModel({ seed: 2 })
    const reference = three.fit(x, y, {
      batchSize: 16,
      onBatchEnd: (batch) => {
        if (batch === 2) throw new Error('stop')
      },
    })
    await expect(reference).rejects.toThrow('stop')
    expect(await model.weightsSha256()).toBe(await three.weightsSha256())
    await expect(model.fit(x, y)).resolves.toHaveProperty('loss')
  })

  test('has an AbortError as its reason by default', async () => {
    const stop = new AbortController()
    const model = makeModel()
    await expect(model.fit(x, y, { signal: stop.signal, onBatchEnd: () => stop.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    })
  })

  test('works from a timer, while fit runs', async () => {
    const model = makeModel()
    const fit = model.fit(x, y, { epochs: 1e6, signal: AbortSignal.timeout(50) })
    await expect(fit).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test('that is aborted already stops everything before anything changes', async () => {
    const model = makeModel({ seed: 2 })
    model.build([4])
    const before = await model.weightsSha256()
    const signal = AbortSignal.abort(new Error('never'))
    await expect(model.fit(x, y, { signal })).rejects.toThrow('never')
    await expect(model.evaluate(x, y, { signal })).rejects.toThrow('never')
    await expect(model.predict(x, { signal })).rejects.toThrow('never')
    expect(await model.weightsSha256()).toBe(before)
    await expect(model.predict(x)).resolves.toHaveProperty('shape', [90, 3])
  })

  test('behind the step that broke the weights, before a loss shows it: diverged, and the weights are finite', async () => {
    const model = makeModel({ seed: 2 })
    const loss = new SparseCategoricalCrossentropy({ fromLogits: true })
    model.compile({ optimizer: new SGD({ learningRate: 3e38 }), loss })
    const stop = new AbortController()
    const onBatchEnd = (): void => {
      if (model.getWeights().some(({ data }) => data.some((value) => !Number.isFinite(value)))) stop.abort()
    }
    const far = { ...x, data: x.data.map((value) => 1000 * value) }
    const fit = model.fit(far, y, { batchSize: 16, signal: stop.signal, onBatchEnd })
    await expect(fit).rejects.toThrow(DivergedError)
    expect(stop.signal.aborted).toBe(true)
    expect(model.getWeights().every(({ data }) => data.every(Number.isFinite))).toBe(true)
    await expect(model.save()).resolves.toBeInstanceOf(Uint8Array)
  })

  test('stops evaluate and predict too', async () => {
    const model = makeModel({ seed: 2 })
    await model.fit(x, y)
    const many = blobs({ rows: 200_000 })
    for (const run of [
      (signal: AbortSignal) => model.evaluate(many.x, many.y, { signal, batchSize: 1 }),
      (signal: AbortSignal) => model.predict(many.x, { signal, batchSize: 1 }),
    ]) {
      await expect(run(AbortSignal.timeout(20))).rejects.toMatchObject({ name: 'TimeoutError' })
      await expect(model.evaluate(x, y)).resolves.toHaveProperty('loss')
    }
  })
})

describe('one thing at a time', () => {
  test('a second call while fit runs is an error that says so, and fit goes on', async () => {
    const model = makeModel({ seed: 2 })
    model.build([4])
    const fit = model.fit(x, y, { epochs: 3 })
    for (const call of [
      () => model.fit(x, y),
      () => model.predict(x),
      () => model.evaluate(x, y),
      () => model.trainOnBatch(x, y),
    ]) {
      await expect(call()).rejects.toThrow(/middle of fit.*Await/)
    }
    expect(() => model.setWeights(model.getWeights())).toThrow(/middle of fit/)
    expect(() => model.compile({ loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })).toThrow(/middle of fit/)
    expect((await fit).epoch).toEqual([0, 1, 2])
  })
})

describe('training that diverges', () => {
  test('rejects with the epoch and batch, and keeps the weights from before training', async () => {
    const model = makeModel({ seed: 2, learningRate: 1e30 })
    model.build([4])
    const before = await model.weightsSha256()
    const error = await model.fit(x, y, { batchSize: 16, epochs: 3 }).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(DivergedError)
    expect(error).toMatchObject({ epoch: 0, batch: 1 })
    expect((error as Error).message).toMatch(/epoch 1, batch 2.*not finite.*before training.*learning rate/)
    expect(await model.weightsSha256()).toBe(before)
  })

  test('keeps the weights of the last finite epoch, and their history', async () => {
    const optimizer = new SGD({ learningRate: 0.01 })
    const model = new Sequential([new Dense({ units: 3 })], { seed: 2 })
    model.compile({ optimizer, loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
    let kept = ''
    const fit = model.fit(x, y, {
      epochs: 5,
      onEpochEnd: async (epoch) => {
        if (epoch !== 1) return
        kept = await model.weightsSha256()
        optimizer.learningRate = 3e38
      },
    })
    const error = (await fit.catch((reason: unknown) => reason)) as DivergedError
    expect(error).toMatchObject({ name: 'DivergedError', epoch: 2 })
    expect(error.message).toContain('the weights of epoch 2')
    expect(error.history).toMatchObject({ epoch: [0, 1] })
    expect(await model.weightsSha256()).toBe(kept)
  })

  test('can go on with a lower learning rate: optimizer slots are finite again', async () => {
    const optimizer = new Adam({ learningRate: 3e38 })
    const model = new Sequential([new Dense({ units: 3 })], { seed: 2 })
    model.compile({ optimizer, loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
    await expect(model.fit(x, y, { batchSize: 16, epochs: 3 })).rejects.toBeInstanceOf(DivergedError)
    optimizer.learningRate = 0.05
    const { loss } = await model.fit(x, y, { epochs: 10 })
    expect(loss[9]).toBeLessThan(loss[0] as number)
  })
})

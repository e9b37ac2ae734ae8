// argmax itself, from the built package, in fused multiply-adds where the engine has them. The pixels stay bytes, as mnist()
// gives them.

import { readFileSync } from 'node:fs'
import { PIXELS, readWeights, serve, sizesOf } from './serve.js'

let argmax
let arithmetic

async function load() {
  const { enableRelaxedSimd } = await import('../../dist/node/index.js')
  arithmetic = enableRelaxedSimd()
  argmax = await import('../../dist/index.js')
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return { argmax: version, arithmetic, node: process.versions.node }
}

const pixels = (bytes, rows) => ({ data: bytes.subarray(0, rows * PIXELS), shape: [rows, PIXELS], scale: 1 / 255 })

function makeModel({ units, learningRate, threads }) {
  const { Adam, Dense, Sequential, SparseCategoricalCrossentropy } = argmax
  const layers = units.map((count, i) => new Dense({ units: count, activation: i < units.length - 1 ? 'relu' : 'linear' }))
  const model = new Sequential(layers, { seed: 1 })
  model.compile({
    optimizer: new Adam({ learningRate }),
    loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
    threads,
  })
  return model
}

/**
 * One fit() of endless epochs that waits at the end of each until another is asked for, so that what fit does once (checking the
 * rows) is no part of an epoch, as converting the data is none of a peer's.
 */
class Epochs {
  #stop = new AbortController()
  #done
  #go
  #finished

  constructor(model, x, y, options) {
    const onEpochEnd = () => {
      this.#done.resolve()
      return new Promise((resolve) => {
        this.#go = resolve
      })
    }
    this.start = () => model.fit(x, y, { ...options, epochs: 1e9, signal: this.#stop.signal, onEpochEnd })
  }

  /** Trains one epoch. */
  run() {
    const epoch = new Promise((resolve, reject) => {
      this.#done = { resolve, reject }
    })
    if (this.#go) this.#go()
    else this.#finished = this.start().catch((error) => this.#done.reject(error))
    return epoch
  }

  /** Ends the fit; the weights stay. */
  async end() {
    this.#stop.abort()
    this.#go()
    await this.#finished
  }
}

async function train(job, { trainX, trainY, testX }) {
  const model = makeModel(job)
  const copy = makeModel({ ...job, threads: 1 })
  copy.build([PIXELS])
  let epochs
  let current
  return {
    run: async (steps) => {
      if (current !== steps) {
        await epochs?.end()
        const rows = steps * job.batch
        const labels = { data: trainY.subarray(0, rows), shape: [rows] }
        epochs = new Epochs(model, pixels(trainX, rows), labels, { batchSize: job.batch, seed: 1 })
        current = steps
      }
      await epochs.run()
    },
    // By a copy, so that the fit that waits stays as it is.
    logits: async () => {
      copy.setWeights(model.getWeights())
      return (await copy.predict(pixels(testX, testX.length / PIXELS))).data
    },
  }
}

/** Up to this many rows a call the predictor answers at once; more are for predict(), which may use every thread. */
const PREDICTOR_ROWS = 256

async function predict(job, { trainX, trainY, testX }) {
  const model = makeModel(job)
  // A step of training, so that the model takes its inputs as it does after any other training: as bytes.
  await model.fit(pixels(trainX, job.batch), { data: trainY.subarray(0, job.batch), shape: [job.batch] }, { batchSize: job.batch })
  const sizes = sizesOf(job)
  model.setWeights(
    readWeights(job).flatMap(({ kernel, bias }, i) => [
      { data: kernel, shape: [sizes[i], sizes[i + 1]] },
      { data: bias, shape: [sizes[i + 1]] },
    ]),
  )
  const rows = testX.length / PIXELS
  const all = pixels(testX, rows)
  const { batch } = job
  if (batch > PREDICTOR_ROWS) {
    return {
      run: async (calls) => {
        for (let i = 0; i < calls; i++) await model.predict(all, { batchSize: PREDICTOR_ROWS })
      },
      logits: async () => (await model.predict(all)).data,
    }
  }
  const { data: logits } = await model.predict(all)
  const predictor = model.predictor({ batchSize: batch })
  const inputs = Array.from({ length: Math.floor(rows / batch) }, (_, i) =>
    testX.subarray(i * batch * PIXELS, (i + 1) * batch * PIXELS),
  )
  const out = new Float32Array(batch * sizes.at(-1))
  return {
    run: (calls) => {
      for (let i = 0; i < calls; i++) predictor(inputs[i % inputs.length], out)
    },
    logits: () => logits,
  }
}

async function softmax({ iterations, C, threads }, { trainX, trainY, testX }) {
  const model = new argmax.SoftmaxRegression({ C, maxIterations: iterations, tolerance: 0, precision: 'float32', threads })
  const x = pixels(trainX, trainY.length)
  return {
    run: async (fits) => {
      for (let i = 0; i < fits; i++) {
        const { iterations: made } = await model.fit(x, trainY)
        if (made !== iterations) throw new Error(`it stopped after ${made} of ${iterations} iterations`)
      }
    },
    logits: async () => (await model.decisionFunction(pixels(testX, testX.length / PIXELS))).data,
  }
}

await serve({ load, train, predict, softmax })

// TensorFlow.js on one backend, options.backend: `cpu` (plain JavaScript) or `wasm`. Loss: losses.softmaxCrossEntropy of one-hot
// labels, its stable path. Its packages are CommonJS.

import { createRequire } from 'node:module'
import { CLASSES, oneHot, PIXELS, readWeights, serve, toFloats } from './serve.js'

const require = createRequire(import.meta.url)
let tf
let layers

async function load({ options: { backend } }) {
  tf = require('@tensorflow/tfjs-core')
  require(`@tensorflow/tfjs-backend-${backend}`)
  layers = require('@tensorflow/tfjs-layers')
  if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`)
  return { '@tensorflow/tfjs-core': tf.version_core, node: process.versions.node }
}

/** x [rows, inputs] -> logits [rows, classes] */
function forward(weights, x) {
  return weights.reduce((values, { kernel, bias }, i) => {
    // Product, bias and activation are one kernel.
    return tf.fused.matMul({ a: values, b: kernel, bias, activation: i < weights.length - 1 ? 'relu' : 'linear' })
  }, x)
}

function train(job, { trainX, trainY, testX }) {
  const { units, batch, learningRate } = job
  const model = layers.sequential()
  for (const [i, count] of units.entries()) {
    const activation = i < units.length - 1 ? 'relu' : 'linear'
    model.add(layers.layers.dense({ units: count, activation, ...(i === 0 && { inputShape: [PIXELS] }) }))
  }
  model.compile({ optimizer: tf.train.adam(learningRate), loss: (y, logits) => tf.losses.softmaxCrossEntropy(y, logits) })
  const x = tf.tensor2d(toFloats(trainX), [trainY.length, PIXELS])
  const y = tf.tensor2d(oneHot(trainY), [trainY.length, CLASSES])
  const test = tf.tensor2d(toFloats(testX), [testX.length / PIXELS, PIXELS])
  return {
    // fit() measured a fifth faster than a loop of optimizer.minimize() under tidy() with gathered batches.
    run: async (steps) => {
      const rows = steps * batch
      const [some, labels] = [tf.slice(x, [0, 0], [rows, PIXELS]), tf.slice(y, [0, 0], [rows, CLASSES])]
      await model.fit(some, labels, { batchSize: batch, epochs: 1, verbose: 0, yieldEvery: 'never' })
      tf.dispose([some, labels])
    },
    logits: () => model.predict(test, { batchSize: 1000 }).dataSync(),
  }
}

function predict(job, { testX }) {
  const { batch } = job
  const weights = readWeights(job).map(({ kernel, bias, inputs, units }) => ({
    kernel: tf.tensor2d(kernel, [inputs, units]),
    bias: tf.tensor1d(bias),
  }))
  const pixels = toFloats(testX)
  const count = Math.floor(pixels.length / PIXELS / batch)
  const inputs = Array.from({ length: count }, (_, i) =>
    tf.tensor2d(pixels.subarray(i * batch * PIXELS, (i + 1) * batch * PIXELS), [batch, PIXELS]),
  )
  const call = (x) => tf.tidy(() => forward(weights, x).dataSync())
  return {
    run: (calls) => {
      for (let i = 0; i < calls; i++) call(inputs[i % count])
    },
    logits: () => call(tf.tensor2d(pixels, [pixels.length / PIXELS, PIXELS])),
  }
}

await serve({ load, train, predict })

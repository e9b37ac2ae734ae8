// jax-js on its WebAssembly backend, a step as one jitted function. In Node it computes on one thread (its pool needs a browser's
// Worker), and `init('wasm')` must name the backend, since looking for others needs a browser's navigator. It counts
// references: what is used twice is passed as `.ref`.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { CLASSES, oneHot, PIXELS, readWeights, serve, shuffled, sizesOf, toFloats } from './serve.js'

const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-7]
let jax
let np

async function load() {
  jax = await import('@jax-js/jax')
  np = jax.numpy
  await jax.init('wasm')
  jax.defaultDevice('wasm')
  const folder = createRequire(import.meta.url)
    .resolve('@jax-js/jax')
    .replace(/dist[/\\].*$/, '')
  const { version } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'))
  return { '@jax-js/jax': version, node: process.versions.node }
}

const matrix = (values, columns) => np.array(values, { shape: [values.length / columns, columns] })

/** weights [kernel, bias] of each layer, x [rows, inputs] -> logits [rows, classes] */
function forward(weights, x) {
  return weights.reduce((values, [kernel, bias], i) => {
    const sums = np.matmul(values, kernel).add(bias)
    return i < weights.length - 1 ? jax.nn.relu(sums) : sums
  }, x)
}

/** The mean loss of rows with one-hot labels y. */
function loss(weights, x, y) {
  const rows = x.shape[0]
  return jax.nn
    .logSoftmax(forward(weights, x))
    .mul(y)
    .sum()
    .mul(-1 / rows)
}

/** Adam over every weight: state and gradient are lists of arrays in one order. */
function adamStep(weights, means, squares, x, y, scale) {
  const gradients = jax.grad(loss)(jax.tree.ref(weights), x, y).flat()
  const flat = weights.flat()
  const newMeans = means.map((m, i) => m.mul(BETA_1).add(gradients[i].ref.mul(1 - BETA_1)))
  const newSquares = squares.map((v, i) => v.mul(BETA_2).add(np.square(gradients[i]).mul(1 - BETA_2)))
  const updated = flat.map((w, i) => w.sub(newMeans[i].ref.mul(scale.ref).div(np.sqrt(newSquares[i].ref).add(EPSILON))))
  scale.dispose()
  const pairs = weights.map((_, i) => [updated[2 * i], updated[2 * i + 1]])
  return [pairs, newMeans, newSquares]
}

async function train(job, { trainX, trainY, testX }) {
  const { batch, learningRate } = job
  const sizes = sizesOf(job)
  const uniform = (count, limit) => Float32Array.from({ length: count }, () => (2 * Math.random() - 1) * limit)
  let weights = job.units.map((units, i) => [
    matrix(uniform(sizes[i] * units, Math.sqrt(6 / (sizes[i] + units))), units),
    np.zeros([units]),
  ])
  const zeros = () => weights.flat().map(({ shape }) => np.zeros(shape))
  let means = zeros()
  let squares = zeros()
  let count = 0
  const step = jax.jit(adamStep)
  const [pixels, labels] = [toFloats(trainX), oneHot(trainY)]
  const x = new Float32Array(batch * PIXELS)
  const y = new Float32Array(batch * CLASSES)
  return {
    run: async (steps) => {
      const order = shuffled(steps * batch)
      for (let s = 0; s < steps; s++) {
        for (let i = 0; i < batch; i++) {
          const row = order[s * batch + i]
          x.set(pixels.subarray(row * PIXELS, (row + 1) * PIXELS), i * PIXELS)
          y.set(labels.subarray(row * CLASSES, (row + 1) * CLASSES), i * CLASSES)
        }
        count++
        const scale = (learningRate * Math.sqrt(1 - BETA_2 ** count)) / (1 - BETA_1 ** count)
        ;[weights, means, squares] = step(weights, means, squares, matrix(x, PIXELS), matrix(y, CLASSES), np.array(scale))
        // Left pending, steps would pile up, and each pays for all before it.
        await jax.blockUntilReady([weights, means, squares])
      }
    },
    logits: () => forward(jax.tree.ref(weights), matrix(toFloats(testX), PIXELS)).data(),
  }
}

async function predict(job, { testX }) {
  const { batch } = job
  const weights = readWeights(job).map(({ kernel, bias, units }) => [matrix(kernel.slice(), units), np.array(bias.slice())])
  const pixels = toFloats(testX)
  const count = Math.floor(pixels.length / PIXELS / batch)
  const inputs = Array.from({ length: count }, (_, i) => matrix(pixels.slice(i * batch * PIXELS, (i + 1) * batch * PIXELS), PIXELS))
  const compiled = jax.jit(forward)
  return {
    run: (calls) => {
      for (let i = 0; i < calls; i++) compiled(jax.tree.ref(weights), inputs[i % count].ref).dataSync()
    },
    logits: () => forward(jax.tree.ref(weights), matrix(pixels, PIXELS)).data(),
  }
}

await serve({ load, train, predict })

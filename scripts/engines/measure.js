// What is compared between engines: whole trainings and single functions, each as a few hashes and numbers. It uses nothing
// but the package, which it is given, so that it runs in any Node and in a page.

import { anySize, stripes, uniform } from './problems.js'

/**
 * @typedef {object} Package
 * @property {typeof import('argmax')} argmax
 * @property {typeof import('argmax/numerics')} numerics
 * @property {typeof import('argmax/data')} data
 */

/** @typedef {'portable' | 'default'} Reproducibility */

/** Runs everything. @param {Package} parts @param {Reproducibility} reproducibility @returns {Promise<object>} plain data */
export async function measure(parts, reproducibility) {
  return {
    numericsVersion: parts.argmax.numericsVersion,
    digits: await trainDigits(parts, reproducibility),
    everything: await trainEverything(parts, reproducibility),
    activations: await runActivations(parts, reproducibility),
    functions: await runFunctions(parts),
  }
}

/** The network of the README on small images: Adam, a last batch that is not full, validation rows. @param {Package} parts @param {Reproducibility} reproducibility */
async function trainDigits({ argmax, data }, reproducibility) {
  const { Adam, Dense, Sequential, SparseCategoricalCrossentropy, softmax, tensor } = argmax
  const { pixels, labels } = stripes(1, 1500)
  const x = tensor(pixels, [1500, 784], { scale: 1 / 255 })
  const model = new Sequential([
    new Dense({ units: 25, activation: 'relu' }),
    new Dense({ units: 15, activation: 'relu' }),
    new Dense({ units: 10, activation: 'linear' }),
  ])
  model.compile({
    optimizer: new Adam({ learningRate: 1e-3 }),
    loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
    reproducibility,
  })
  const { history, arithmetic } = await model.fit(x, tensor(labels, [1500]), { epochs: 3, seed: 1, validationSplit: 0.1 })
  const logits = await model.predict(x)
  return {
    arithmetic,
    weightsSha256: await model.weightsSha256(),
    history,
    logits: await hash(data, logits.data),
    probabilities: await hash(data, softmax(logits).data),
  }
}

/**
 * A portable training on some threads: its bits, the threads that there were, and how late 20 ms timers fired meanwhile.
 * @param {Package} parts @param {number} threads
 */
export async function trainThreaded({ argmax }, threads) {
  const { Dense, Sequential, SparseCategoricalCrossentropy, tensor } = argmax
  const { pixels, labels } = stripes(1, 1500)
  const x = tensor(pixels, [1500, 784], { scale: 1 / 255 })
  const model = new Sequential([new Dense({ units: 25, activation: 'relu' }), new Dense({ units: 10 })])
  const loss = new SparseCategoricalCrossentropy({ fromLogits: true })
  model.compile({ optimizer: 'adam', loss, metrics: ['accuracy'], reproducibility: 'portable', threads })
  let due = performance.now() + 20
  let latest = 0
  const timer = setInterval(() => {
    latest = Math.max(latest, performance.now() - due)
    due = performance.now() + 20
  }, 20)
  const history = await model.fit(x, tensor(labels, [1500]), { epochs: 30, seed: 1 })
  clearInterval(timer)
  return { threads: history.threads, notes: history.notes, weightsSha256: await model.weightsSha256(), latest }
}

/** Every layer, soft labels, smoothing, weights, a penalty, Nesterov. @param {Package} parts @param {Reproducibility} reproducibility */
async function trainEverything({ argmax, data }, reproducibility) {
  const { Activation, CategoricalCrossentropy, Dense, Dropout, Flatten, Rescaling, Sequential, SGD, tensor } = argmax
  const rows = 300
  const classes = 7
  const dense = (/** @type {import('argmax').ActivationName} */ activation) => new Dense({ units: 12, activation })
  const model = new Sequential(
    [
      new Rescaling({ scale: 1.5, offset: -0.25 }),
      new Flatten(),
      new Dense({ units: 33, activation: 'tanh', kernelRegularizer: { l2: 1e-3 } }),
      new Dropout(0.2),
      dense('sigmoid'),
      dense('gelu'),
      dense('silu'),
      dense('elu'),
      dense('leaky_relu'),
      new Dense({ units: classes }),
      new Activation('softmax'),
    ],
    { seed: 3 },
  )
  model.compile({
    optimizer: new SGD({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
    loss: new CategoricalCrossentropy({ labelSmoothing: 0.1 }),
    metrics: ['accuracy', 'topK'],
    reproducibility,
  })
  const x = tensor(uniform(2, rows * 300), [rows, 20, 15])
  const y = tensor(
    uniform(3, rows * classes).map((value) => Math.abs(value) / 4),
    [rows, classes],
  )
  const sampleWeight = uniform(4, rows).map((value) => 1 + value)
  const classWeight = { 0: 2, 3: 1 / 3 }
  const { history, arithmetic } = await model.fit(x, y, { epochs: 4, batchSize: 25, seed: 5, sampleWeight, classWeight })
  const { data: probabilities } = await model.predict(x, { batchSize: 77 })
  const evaluated = await model.evaluate(x, y, { batchSize: 50, sampleWeight })
  return {
    arithmetic,
    weightsSha256: await model.weightsSha256(),
    history,
    evaluated,
    probabilities: await hash(data, probabilities),
  }
}

/** The compiled activations on numbers of every size. @param {Package} parts @param {Reproducibility} reproducibility */
async function runActivations({ argmax, data }, reproducibility) {
  const { Activation, SparseCategoricalCrossentropy, Sequential, tensor } = argmax
  const numbers = anySize(6, 16_000)
  uniform(7, 8000, 20).forEach((value, i) => {
    numbers[2 * i] = value
  })
  const x = tensor(numbers, [1000, 16])
  /** @type {Record<string, string>} */
  const results = {}
  for (const name of /** @type {const} */ (['sigmoid', 'tanh', 'elu', 'gelu', 'silu', 'leaky_relu', 'softmax'])) {
    const model = new Sequential([new Activation(name, { inputShape: [16] })])
    const loss = new SparseCategoricalCrossentropy({ fromLogits: name !== 'softmax' })
    model.compile({ optimizer: 'sgd', loss, reproducibility })
    results[name] = await hash(data, (await model.predict(x, { batchSize: 250 })).data)
  }
  return results
}

/** softmax() and the functions of argmax/numerics. @param {Package} parts */
async function runFunctions({ argmax, numerics, data }) {
  /** @type {Record<string, string>} */
  const results = {}
  const { softmax, logSoftmax, logSumExp, sparseCategoricalCrossentropy } = numerics
  const logits = uniform(8, 30_000, 40)
  const labels = Uint8Array.from({ length: 3000 }, (_, row) => row % 10)
  const { losses, gradient } = sparseCategoricalCrossentropy(labels, logits, 10)
  results.softmaxOfTensor = await hash(data, argmax.softmax(argmax.tensor(logits, [3000, 10])).data)
  results.softmax = await hash(data, softmax(logits, 10))
  results.logSoftmax = await hash(data, logSoftmax(logits, 10))
  results.logSumExp = await hash(data, logSumExp(logits, 10))
  results.losses = await hash(data, losses)
  results.gradient = await hash(data, gradient)
  const numbers = anySize(9, 20_000)
  for (const name of /** @type {const} */ ([
    'exp32',
    'log32',
    'log1p32',
    'tanh32',
    'sigmoid32',
    'erf32',
    'gelu32',
    'silu32',
    'softplus32',
  ])) {
    results[name] = await hash(data, numbers.map(numerics[name]))
  }
  return results
}

/**
 * One epoch of the README's network on MNIST.
 *
 * @param {Package} parts @param {Reproducibility} reproducibility
 * @param {import('argmax/datasets').Dataset} digits
 */
export async function trainMnist({ argmax, data }, reproducibility, { train, test }) {
  const { Adam, Dense, Sequential, SparseCategoricalCrossentropy, softmax } = argmax
  const model = new Sequential([
    new Dense({ units: 25, activation: 'relu' }),
    new Dense({ units: 15, activation: 'relu' }),
    new Dense({ units: 10, activation: 'linear' }),
  ])
  const loss = new SparseCategoricalCrossentropy({ fromLogits: true })
  model.compile({ optimizer: new Adam(), loss, metrics: ['accuracy'], reproducibility })
  const { history, arithmetic } = await model.fit(train.x, train.y, { epochs: 1, batchSize: 32, seed: 1 })
  return {
    arithmetic,
    weightsSha256: await model.weightsSha256(),
    history,
    test: await model.evaluate(test.x, test.y, { batchSize: 100 }),
    probabilities: await hash(data, softmax(await model.predict(test.x)).data),
  }
}

/** The SHA-256 of float32 numbers, with one NaN for all. @param {Package['data']} data @param {Float32Array} values */
function hash(data, values) {
  const words = new Uint32Array(values.length)
  new Float32Array(words.buffer).set(values)
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) words[i] = 0x7fc00000
  return data.sha256(new Uint8Array(words.buffer))
}

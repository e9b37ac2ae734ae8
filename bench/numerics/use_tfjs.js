// TensorFlow.js on one backend, the third argument: `cpu` or `wasm`. Its pure JavaScript packages are CommonJS; nothing had to be patched.

import { createRequire } from 'node:module'
import process from 'node:process'
import { measure, versionOf } from './exchange.js'

const require = createRequire(import.meta.url)
const tf = require('@tensorflow/tfjs-core')
require(`@tensorflow/tfjs-backend-${process.argv[4]}`)
const layers = require('@tensorflow/tfjs-layers')
if (!(await tf.setBackend(process.argv[4]))) throw new Error(`no backend ${process.argv[4]}`)

/** The loss that `compile({ loss: 'sparseCategoricalCrossentropy' })` uses: it has a third parameter, fromLogits. */
function sparseLoss() {
  const inputs = layers.input({ shape: [2] })
  const model = layers.model({ inputs, outputs: layers.layers.dense({ units: 2 }).apply(inputs) })
  model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' })
  return model.lossFunctions[0]
}
const sparse = sparseLoss()

/** A path from what makes row losses of a tensor of logits [rows, classes]. */
function path(rowLosses) {
  const inputs = (logits, labels, classes) => [tf.tensor2d(logits, [labels.length, classes]), tf.tensor1d(labels, 'int32')]
  return {
    loss: (logits, labels, classes) => {
      const [x, y] = inputs(logits, labels, classes)
      return rowLosses(x, y, classes).data()
    },
    gradient: (logits, labels, classes) => {
      const [x, y] = inputs(logits, labels, classes)
      return tf
        .grad((values) => tf.sum(rowLosses(values, y, classes)))(x)
        .data()
    },
  }
}

const oneHot = (y, classes) => tf.cast(tf.oneHot(y, classes), 'float32')

await measure({
  library: `TensorFlow.js ${process.argv[4]}`,
  versions: { '@tensorflow/tfjs-core': versionOf('@tensorflow/tfjs-core'), node: process.versions.node },
  paths: {
    '`losses.softmaxCrossEntropy`': {
      softmax: (logits, classes) => tf.softmax(tf.tensor2d(logits, [logits.length / classes, classes])).data(),
      ...path((x, y, classes) => tf.losses.softmaxCrossEntropy(oneHot(y, classes), x, undefined, undefined, tf.Reduction.NONE)),
    },
    // Selects the label's entry instead of multiplying by the one-hot rows: 0 * -infinity is never formed.
    '`logSoftmax`, label selected': path((x, y, classes) =>
      tf.neg(tf.sum(tf.where(tf.cast(tf.oneHot(y, classes), 'bool'), tf.logSoftmax(x), tf.zerosLike(x)), 1)),
    ),
    'softmax, then `sparseCategoricalCrossentropy`': {
      clips: true,
      ...path((x, y) => sparse(tf.cast(y, 'float32'), tf.softmax(x))),
    },
    '`sparseCategoricalCrossentropy(y, x, true)`': {
      clips: true,
      ...path((x, y) => sparse(tf.cast(y, 'float32'), x, true)),
    },
  },
})

// jax-js on its WebAssembly backend. `init('wasm')` alone: asked for every backend, it looks for a browser's `navigator`, which
// Node 20 doesn't have.

import process from 'node:process'
import { defaultDevice, grad, init, nn, numpy } from '@jax-js/jax'
import { measure, versionOf } from './exchange.js'

await init('wasm')
defaultDevice('wasm')

const array = (logits, classes) => numpy.array(logits, { shape: [logits.length / classes, classes] })

/** Row losses: the label's entry of the log-softmax, selected, so that 0 * -infinity is never formed. */
function rowLosses(x, labels, classes) {
  const chosen = numpy.array(
    Array.from(labels, (label) => Array.from({ length: classes }, (_, i) => i === label)),
    { dtype: 'bool' },
  )
  return numpy.where(chosen, nn.logSoftmax(x), 0).sum(1).neg()
}

await measure({
  library: 'jax-js wasm',
  versions: { '@jax-js/jax': versionOf('@jax-js/jax'), node: process.versions.node },
  paths: {
    '`nn.logSoftmax`, label selected': {
      softmax: (logits, classes) => nn.softmax(array(logits, classes)).data(),
      loss: (logits, labels, classes) => rowLosses(array(logits, classes), labels, classes).data(),
      gradient: (logits, labels, classes) => grad((x) => rowLosses(x, labels, classes).sum())(array(logits, classes)).data(),
    },
  },
})

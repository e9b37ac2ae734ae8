// argmax itself, from the built package: the functions of argmax/numerics, and the same through compiled WebAssembly programs. The
// programs here are the loss alone, since rows with -infinity can't come out of a Dense layer with the identity (0 * -infinity).

import { readFileSync } from 'node:fs'
import process from 'node:process'
import { differentiate } from '../../dist/compiler/autodiff.js'
import { crossEntropy } from '../../dist/ir/crossEntropy.js'
import { GraphBuilder } from '../../dist/ir/graph.js'
import { reduceSum } from '../../dist/ir/reduce.js'
import { reshape } from '../../dist/ir/reshape.js'
import { softmax as softmaxNode } from '../../dist/ir/softmax.js'
import { softmax, sparseCategoricalCrossentropy } from '../../dist/numerics/index.js'
import { InlineRuntime } from '../../dist/runtime/inline.js'
import { measure } from './exchange.js'

const BATCH = 64

/** Compiles softmax, row losses and the gradient of their sum for one number of classes. */
function compile(classes) {
  const builder = new GraphBuilder(BATCH)
  const logits = builder.input('logits', [classes], { batched: true })
  const labels = builder.input('labels', [], { dtype: 'int32', batched: true })
  const losses = crossEntropy(logits, labels)
  builder.output('softmax', softmaxNode(logits))
  builder.output('loss', losses)
  builder.output('gradient', differentiate(builder, [reduceSum(reshape(losses, [BATCH, 1]), 'all')], [logits])[0])
  return new InlineRuntime('strict').open().loadNow(builder.build())
}

const programs = new Map()

/** Runs rows through the program in batches, the last one smaller. */
function run(output, logits, labels, classes) {
  if (!programs.has(classes)) programs.set(classes, compile(classes))
  const program = programs.get(classes)
  const width = output === 'loss' ? 1 : classes
  const results = new Float32Array(labels.length * width)
  for (let start = 0; start < labels.length; start += BATCH) {
    const rows = Math.min(BATCH, labels.length - start)
    program.write('logits', logits.subarray(start * classes, (start + rows) * classes), rows)
    program.write('labels', labels.subarray(start, start + rows), rows)
    program.run(rows)
    program.read(output, results.subarray(start * width, (start + rows) * width), rows)
  }
  return results
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

await measure({
  library: 'argmax',
  versions: { argmax: version, node: process.versions.node },
  paths: {
    '`argmax/numerics`': {
      softmax,
      loss: (logits, labels, classes) => sparseCategoricalCrossentropy(labels, logits, classes).losses,
      gradient: (logits, labels, classes) => sparseCategoricalCrossentropy(labels, logits, classes).gradient,
    },
    'compiled program': {
      softmax: (logits, classes) => run('softmax', logits, new Int32Array(logits.length / classes), classes),
      loss: (logits, labels, classes) => run('loss', logits, labels, classes),
      gradient: (logits, labels, classes) => run('gradient', logits, labels, classes),
    },
  },
})

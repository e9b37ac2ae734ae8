// Shares made with a reciprocal have the bits of divided ones where the two sequences differ as float64 and a float32 midpoint lies
// between: weights are chosen so that a share falls on, or a few float64 beside, a midpoint.

import { expect, test } from 'vitest'
import { firstDifference, hardRows } from '../../../../test/support/hardRows.ts'
import { KernelModule } from '../../../../test/support/kernelModule.ts'
import { crossEntropyGradientOperation } from '../../../ir/crossEntropy.ts'
import { sparseCategoricalCrossentropy } from '../../../numerics/index.ts'
import { Row } from '../../../numerics/row.ts'
import { RandomStream } from '../../../random.ts'

const ROWS = 512

test.each([3, 10, 21])('%i classes', (classes) => {
  const module = new KernelModule(ROWS, (graph) => {
    const logits = graph.input('logits', [classes], { batched: true })
    const labels = graph.input('labels', [], { dtype: 'int32', batched: true })
    const share = graph.input('share', [], { dtype: 'float64', batched: true })
    const attributes = { ignoreClass: null, labelSmoothing: 0 }
    graph.output('gradient', graph.apply(crossEntropyGradientOperation, [logits, labels, share], attributes))
  })
  const row = new Row(classes)
  const labels = new Int32Array(ROWS)
  module.write('labels', labels)
  let apart = 0
  for (let seed = 1; seed <= 20; seed++) {
    const stream = new RandomStream(seed, 'weights')
    const logits = hardRows(seed, ROWS, classes, 0).map((x) => Math.max(-20, Math.min(20, x)))
    const weights = new Float64Array(ROWS)
    for (let r = 0; r < ROWS; r++) {
      row.read(logits, r * classes)
      const c = stream.nextBelow(classes)
      const midpoint = Math.fround(1 + stream.nextUniform()) + 2 ** -24
      weights[r] = (midpoint * (1 + (stream.nextBelow(9) - 4) * 2 ** -52)) / (row.terms[c]! / row.total)
      const exact = Math.fround(weights[r]! * (row.terms[c]! / row.total))
      if (exact !== Math.fround(row.terms[c]! * (weights[r]! * (1 / row.total)))) apart++
    }
    module.write('logits', logits)
    module.write('share', weights)
    module.run(ROWS)
    const { gradient } = sparseCategoricalCrossentropy(labels, logits, classes, { weights })
    expect(firstDifference(module.read('gradient'), gradient)).toBe('')
  }
  // The test would mean nothing if the two sequences always agreed.
  expect(apart).toBeGreaterThan(100)
})

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

/** The smallest float32. */
const LEAST = 2 ** -149
const normalMidpoint = (stream: RandomStream): number => Math.fround(1 + stream.nextUniform()) + 2 ** -24
const subnormalMidpoint = (stream: RandomStream): number => (stream.nextBelow(1 << 22) + 0.5) * LEAST

test.each([
  ['normal shares of 3 classes', 3, normalMidpoint, 20],
  ['normal shares of 10 classes', 10, normalMidpoint, 20],
  ['normal shares of 21 classes', 21, normalMidpoint, 20],
  ['subnormal shares from small weights', 10, subnormalMidpoint, 20],
  ['subnormal shares from wide rows', 10, subnormalMidpoint, 87],
] as const)('%s', (_name, classes, midpointOf, spread) => {
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
    const logits = hardRows(seed, ROWS, classes, 0).map((x) => Math.max(-10, Math.min(10, x)))
    const weights = new Float64Array(ROWS)
    for (let r = 0; r < ROWS; r++) {
      const c = stream.nextBelow(classes)
      if (spread > 20) logits[r * classes + c] = -spread
      row.read(logits, r * classes)
      const midpoint = midpointOf(stream)
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

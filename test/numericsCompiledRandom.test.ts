// A million random rows, 600,000 of 10 classes and 400,000 of 1 to 24, and some of up to 1,000: compiled programs have the bits of
// numerics/, whose own error is measured against exact values (`npm run verify:numerics -- --random`).

import { describe, expect, test } from 'vitest'
import { SparseCategoricalCrossentropy, softmax, tensor } from '../src/index.ts'
import { GraphBuilder } from '../src/ir/graph.ts'
import * as ops from '../src/ir/softmax.ts'
import { enableRelaxedSimd } from '../src/node/index.ts'
import * as numerics from '../src/numerics/index.ts'
import { RandomStream } from '../src/random.ts'
import { InlineRuntime } from '../src/runtime/inline.ts'
import { CompiledLoss, IdentityModel } from './support/compiledRows.ts'
import { firstDifference, hardRows } from './support/hardRows.ts'

enableRelaxedSimd()

/** Rows that go through one program at a time. */
const BLOCK = 5000

function softmaxProgram(classes: number): (logits: Float32Array) => Float32Array {
  const graph = new GraphBuilder(BLOCK)
  graph.output('y', ops.softmax(graph.input('x', [classes], { batched: true })))
  const program = new InlineRuntime('strict').open().loadNow(graph.build())
  return (logits) => {
    const rows = logits.length / classes
    const y = new Float32Array(logits.length)
    program.write('x', logits)
    program.run(rows)
    program.read('y', y, rows)
    return y
  }
}

function randomLabels(seed: number, rows: number, classes: number): Int32Array {
  const stream = new RandomStream(seed, 'labels')
  return Int32Array.from({ length: rows }, () => stream.nextBelow(classes))
}

/** Compares softmax, losses and gradients of `rows` rows; returns how many. */
function compareRows(classes: number, rows: number, seed: number): number {
  const program = softmaxProgram(classes)
  const batchSize = Math.min(rows, BLOCK)
  const loss = new CompiledLoss({ classes, batchSize })
  for (let start = 0; start < rows; start += batchSize) {
    const count = Math.min(batchSize, rows - start)
    const logits = hardRows(seed + start, count, classes)
    const probabilities = numerics.softmax(logits, classes)
    expect(firstDifference(program(logits), probabilities), `softmax of ${classes} classes`).toBe('')
    const labels = randomLabels(seed + start, count, classes)
    const weights = new Float64Array(count).fill(1 / count)
    const { gradient } = numerics.sparseCategoricalCrossentropy(labels, logits, classes, { weights })
    const { losses } = numerics.sparseCategoricalCrossentropy(labels, logits, classes)
    const compiled = loss.run(logits, labels)
    expect(firstDifference(compiled.losses, losses), `losses of ${classes} classes`).toBe('')
    expect(firstDifference(compiled.gradient, gradient), `gradients of ${classes} classes`).toBe('')
  }
  return rows
}

describe('softmax, losses and gradients: not one bit differs', () => {
  test('600,000 rows of 10 classes', () => {
    expect(compareRows(10, 600_000, 1)).toBe(600_000)
  })

  test('400,000 rows of 1 to 24 classes, but 10', () => {
    const counts = Array.from({ length: 24 }, (_, i) => i + 1).filter((classes) => classes !== 10)
    const rows = counts.map((classes, i) => compareRows(classes, i === 0 ? 17_398 : 17_391, 2))
    expect(rows.reduce((sum, count) => sum + count)).toBe(400_000)
  })

  test('rows of 25 to 1,000 classes', () => {
    for (const classes of [25, 40, 64, 65, 100, 128, 255, 256, 300, 333, 512, 777, 999, 1000]) compareRows(classes, 500, 3)
  })
})

describe('the same through the public name', () => {
  const rows = 100_000
  const classes = 10
  const logits = hardRows(4, rows, classes, 0).map((value) => (value - value === 0 ? value : 0)) // 0 x infinity is NaN
  const labels = randomLabels(4, rows, classes)
  const probabilities = numerics.softmax(logits, classes)
  const x = tensor(logits, [rows, classes])

  test('softmax() of 100,000 rows', () => {
    expect(firstDifference(softmax(x).data, probabilities)).toBe('')
  })

  test.each(['portable', 'default'] as const)(
    'a softmax layer: predict and evaluate of 100,000 rows, %s',
    async (reproducibility) => {
      const loss = new SparseCategoricalCrossentropy()
      const { model } = new IdentityModel(classes, { reproducibility, activation: 'softmax', loss })
      expect(firstDifference((await model.predict(x, { batchSize: 500 })).data, probabilities)).toBe('')
      const sum = new numerics.PairwiseSum()
      sum.addAll(numerics.sparseCategoricalCrossentropy(labels, logits, classes).losses)
      expect(sum.mean()).toBeGreaterThan(0)
      expect((await model.evaluate(x, tensor(labels, [rows]), { batchSize: 500 })).loss).toBe(sum.mean())
    },
  )
})

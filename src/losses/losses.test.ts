// Losses as graphs: from logits, from a softmax and from probabilities elsewhere they mean the same number.

import { describe, expect, test } from 'vitest'
import { GraphBuilder } from '../ir/graph.ts'
import { interpret } from '../ir/interpreter.ts'
import { softmax } from '../ir/softmax.ts'
import type { Node } from '../ir/types.ts'
import { CategoricalCrossentropy, type Loss, lossOf, SparseCategoricalCrossentropy } from './index.ts'

const logits = [1, 2, 3, -1, 0.5, 0, 4, 4, 4]
const labels = [2, 0, 1]
const targets = [0, 0, 1, 1, 0, 0, 0, 1, 0]
const soft = [0.2, 0.3, 0.5, 1, 0, 0, 0, 0.5, 0.5]

/** Row losses of three rows. */
function rowLosses(
  loss: Loss,
  { areLogits = loss.fromLogits, weights = [] as number[], given = loss.labels === 'sparse' ? labels : targets } = {},
): number[] {
  const builder = new GraphBuilder(3)
  const x = builder.input('x', [3], { batched: true })
  const y =
    loss.labels === 'sparse'
      ? builder.input('y', [], { dtype: 'int32', batched: true })
      : builder.input('y', [3], { batched: true })
  const w = weights.length > 0 ? builder.input('w', [], { dtype: 'float64', batched: true }) : undefined
  builder.output('loss', loss.lower({ scores: areLogits ? x : softmax(x), areLogits, labels: y, weights: w as Node | undefined }))
  const { outputs } = interpret(builder.build(), { x: logits, y: given, w: weights }, { precision: 'float64' })
  return [...(outputs.get('loss')?.data ?? [])]
}

/** -sum q log softmax(x), plainly. */
function plainly(q: readonly number[]): number[] {
  return [0, 1, 2].map((row) => {
    const x = logits.slice(row * 3, row * 3 + 3)
    const logSum = Math.log(x.reduce((sum, value) => sum + Math.exp(value), 0))
    return x.reduce((loss, value, c) => loss + (q[row * 3 + c] as number) * (logSum - value), 0)
  })
}

function expectClose(given: readonly number[], expected: readonly number[]): void {
  expect(given).toHaveLength(expected.length)
  for (const [i, value] of given.entries()) expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-7)
}

describe('losses of rows, within 1e-7 of the plain formula (float32 constants)', () => {
  test('class numbers and one-hot rows give the same, from logits and from probabilities', () => {
    for (const fromLogits of [true, false]) {
      expectClose(rowLosses(new SparseCategoricalCrossentropy({ fromLogits })), plainly(targets))
      expectClose(rowLosses(new CategoricalCrossentropy({ fromLogits })), plainly(targets))
    }
    expectClose(rowLosses(new SparseCategoricalCrossentropy(), { areLogits: true }), plainly(targets))
  })

  test('soft rows, smoothed or not', () => {
    for (const labelSmoothing of [0, 0.25, 1]) {
      const smoothed = soft.map((q) => q * (1 - labelSmoothing) + labelSmoothing / 3)
      for (const fromLogits of [true, false]) {
        expectClose(rowLosses(new CategoricalCrossentropy({ fromLogits, labelSmoothing }), { given: soft }), plainly(smoothed))
      }
    }
  })

  test('weights multiply them; ignored rows are 0', () => {
    const weights = [2, 0, 0.5]
    const weighted = plainly(targets).map((loss, i) => loss * (weights[i] as number))
    for (const fromLogits of [true, false]) {
      expectClose(rowLosses(new SparseCategoricalCrossentropy({ fromLogits }), { weights }), weighted)
      expectClose(rowLosses(new CategoricalCrossentropy({ fromLogits }), { weights }), weighted)
      const ignoring = rowLosses(new SparseCategoricalCrossentropy({ fromLogits, ignoreClass: 0 }))
      expectClose(ignoring, [plainly(targets)[0] as number, 0, plainly(targets)[2] as number])
    }
  })

  test('a probability of 0 where the target is 0 does no harm', () => {
    const builder = new GraphBuilder(1)
    const p = builder.input('p', [3], { batched: true })
    const y = builder.input('y', [], { dtype: 'int32', batched: true })
    builder.output(
      'loss',
      new SparseCategoricalCrossentropy().lower({ scores: p, areLogits: false, labels: y, weights: undefined }),
    )
    const { outputs } = interpret(builder.build(), { p: [0, 1, 0], y: [1] }, { precision: 'float32' })
    expect(outputs.get('loss')?.data[0]).toBeCloseTo(0, 10)
  })
})

describe('the family', () => {
  test.each<Loss>([
    new SparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: -1 }),
    new SparseCategoricalCrossentropy(),
    new CategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1 }),
  ])('%# its config makes it again', (loss) => {
    const again = lossOf(loss.kind, JSON.parse(JSON.stringify(loss.config())))
    expect([again.kind, again.config(), again.labels, again.fromLogits, again.ignoreClass]).toEqual([
      loss.kind,
      loss.config(),
      loss.labels,
      loss.fromLogits,
      loss.ignoreClass,
    ])
  })

  test('options out of range', () => {
    expect(() => new CategoricalCrossentropy({ labelSmoothing: 1.5 })).toThrow(/\[0, 1\].*1\.5/)
    expect(() => new SparseCategoricalCrossentropy({ ignoreClass: 0.5 })).toThrow(/whole number.*0\.5/)
  })
})

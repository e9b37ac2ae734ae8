// The compiled row kernels against argmax/numerics, bit for bit: all committed vectors, and a million random rows.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { crossEntropy, crossEntropyGradientOperation } from '../src/ir/crossEntropy.ts'
import { logSoftmax, softmax } from '../src/ir/softmax.ts'
import * as numerics from '../src/numerics/index.ts'
import { RandomStream } from '../src/random.ts'
import { firstDifference, hardRows } from './support/hardRows.ts'
import { KernelModule } from './support/kernelModule.ts'

/** softmax, log-softmax, loss and gradient of the same logits as one program. */
class RowProgram {
  readonly #classes: number
  readonly #rows: number
  readonly #module: KernelModule

  constructor(rows: number, classes: number) {
    this.#rows = rows
    this.#classes = classes
    this.#module = new KernelModule(rows, (graph) => {
      const logits = graph.input('logits', [classes], { batched: true })
      const labels = graph.input('labels', [], { dtype: 'int32', batched: true })
      const share = graph.input('share', [], { dtype: 'float64', batched: true })
      const attributes = { ignoreClass: -1, labelSmoothing: 0 }
      graph.output('softmax', softmax(logits))
      graph.output('logSoftmax', logSoftmax(logits))
      graph.output('loss', crossEntropy(logits, labels, attributes))
      graph.output('gradient', graph.apply(crossEntropyGradientOperation, [logits, labels, share], attributes))
    })
    this.#module.write('share', new Float64Array(rows).fill(1))
  }

  run(logits: Float32Array, labels: Int32Array): Record<'softmax' | 'logSoftmax' | 'loss' | 'gradient', Float32Array> {
    this.#module.write('logits', logits)
    this.#module.write('labels', labels)
    this.#module.run(this.#rows)
    const read = (name: string): Float32Array => this.#module.read(name)
    return { softmax: read('softmax'), logSoftmax: read('logSoftmax'), loss: read('loss'), gradient: read('gradient') }
  }

  /** Runs and compares every result with numerics/. */
  compare(logits: Float32Array, labels: Int32Array): void {
    const results = this.run(logits, labels)
    const { losses, gradient } = numerics.sparseCategoricalCrossentropy(labels, logits, this.#classes, { ignoreClass: -1 })
    expect(firstDifference(results.softmax, numerics.softmax(logits, this.#classes))).toBe('')
    expect(firstDifference(results.logSoftmax, numerics.logSoftmax(logits, this.#classes))).toBe('')
    expect(firstDifference(results.loss, losses)).toBe('')
    expect(firstDifference(results.gradient, gradient)).toBe('')
  }
}

interface VectorRow {
  readonly C: number
  readonly label: number
  readonly logits: string | readonly string[]
}

const readVectors = (name: string): readonly VectorRow[] =>
  JSON.parse(readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8')).rows

/** float32 bits as hexadecimal words: a list of them, or one string. */
function floatsOf(words: string | readonly string[]): Float32Array {
  const list = typeof words === 'string' ? (words.match(/.{8}/g) ?? []) : words
  return new Float32Array(Uint32Array.from(list, (word) => Number.parseInt(word, 16)).buffer)
}

describe.each(['vectors.json', 'vectors-special.json', 'more.json'])('%s', (name) => {
  const rows = readVectors(name).map(({ logits, label }) => ({ logits: floatsOf(logits), label }))
  const counts = [...new Set(rows.map(({ logits }) => logits.length))].sort((a, b) => a - b)

  test.each(counts)('every row of %i classes', (classes) => {
    const own = rows.filter(({ logits, label }) => logits.length === classes && label < classes)
    const logits = new Float32Array(own.length * classes)
    for (const [r, row] of own.entries()) logits.set(row.logits, r * classes)
    new RowProgram(own.length, classes).compare(
      logits,
      Int32Array.from(own, ({ label }) => label),
    )
  })
})

test('the committed float32 results of vectors.json, through the kernels', () => {
  interface Row extends VectorRow {
    readonly softmax_f32: readonly string[]
    readonly log_softmax_f32: readonly string[]
    readonly loss_f32: string
    readonly grad_label_f32: string
  }
  for (const row of readVectors('vectors.json') as readonly Row[]) {
    const results = new RowProgram(1, row.C).run(floatsOf(row.logits), Int32Array.of(row.label))
    expect(firstDifference(results.softmax, floatsOf(row.softmax_f32))).toBe('')
    expect(firstDifference(results.logSoftmax, floatsOf(row.log_softmax_f32))).toBe('')
    expect(firstDifference(results.loss, floatsOf(row.loss_f32))).toBe('')
    expect(firstDifference(results.gradient.subarray(row.label, row.label + 1), floatsOf(row.grad_label_f32))).toBe('')
  }
})

describe('a million random rows', () => {
  // Ten classes as the digits have; the others meet every remainder of the loops over classes, and segments.
  test.each([
    [10, 700_000],
    [2, 100_000],
    [3, 100_000],
    [16, 40_000],
    [23, 30_000],
    [100, 25_000],
    [300, 5_000],
  ])('%i classes: %i rows', (classes, total) => {
    const batch = 1000
    const program = new RowProgram(batch, classes)
    for (let seed = 1; seed <= total / batch; seed++) {
      const stream = new RandomStream(seed, `labels ${classes}`)
      const labels = Int32Array.from({ length: batch }, () => stream.nextBelow(classes + 1) - (stream.nextBelow(100) === 0 ? 1 : 0))
      for (let r = 0; r < batch; r++) if (labels[r] === classes) labels[r] = 0
      program.compare(hardRows(seed, batch, classes, 0.02), labels)
    }
  })
})

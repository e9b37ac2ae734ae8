// The promise of docs/numerics.md, held against exact results (mpmath, 50 and 80 digits): test/vectors/. The same rows with a
// table of errors by regime: `npm run verify:numerics`.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { distance, float32sOf, rational, ulpOf } from '../scripts/accuracy/exact.js'
import { categoricalCrossentropy, logSoftmax, logSumExp, softmax, sparseCategoricalCrossentropy } from '../src/numerics/index.ts'

interface DecimalRow {
  regime: string
  C: number
  label: number
  logits: string[]
  softmax: string[]
  softmax_f32: string[]
  log_softmax: string[]
  log_softmax_f32: string[]
  loss: string
  loss_f32: string
  grad_label: string
  grad_label_f32: string
  lse_f32: string
}

interface CompactRow {
  regime: string
  C: number
  label: number
  logits: string
  softmax: string
  logSoftmax: string
  labelGradient: string
  logSumExp: string
}

interface SoftRow {
  kind: string
  C: number
  label?: number
  logits: string
  targets: string
  smoothing: number
  weight: number
  sum: string
  loss: string
  gradient: string[]
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8'))
}

function hexOf(values: Float32Array): string[] {
  return Array.from(new Uint32Array(values.buffer, values.byteOffset, values.length), (bits) => bits.toString(16).padStart(8, '0'))
}

const { rows } = read<{ rows: DecimalRow[] }>('vectors.json')
const more = read<{ rows: CompactRow[]; soft: SoftRow[] }>('more.json')

function errorOf(computed: number, decimal: string): number {
  const value = Number(decimal.replace('inf', 'Infinity'))
  if (!Number.isFinite(value) || Math.abs(value) > 3.4e38)
    return Object.is(Math.fround(value), computed) ? 0 : Number.POSITIVE_INFINITY
  return distance(computed, rational(decimal), ulpOf(value))
}

describe('vectors.json, 528 rows of 2 to 10 classes: every bit right, at most 0.5001 ULP', () => {
  test('softmax', () => {
    for (const row of rows) {
      const computed = softmax(float32sOf(row.logits), row.C)
      expect(hexOf(computed), row.regime).toEqual(row.softmax_f32)
      row.softmax.forEach((exact, i) => {
        expect(errorOf(computed[i], exact)).toBeLessThanOrEqual(0.5001)
      })
    }
  })

  test('logSoftmax', () => {
    for (const row of rows) {
      const computed = logSoftmax(float32sOf(row.logits), row.C)
      expect(hexOf(computed), row.regime).toEqual(row.log_softmax_f32)
      row.log_softmax.forEach((exact, i) => {
        expect(errorOf(computed[i], exact)).toBeLessThanOrEqual(0.5001)
      })
    }
  })

  test('logSumExp', () => {
    for (const row of rows) expect(hexOf(logSumExp(float32sOf(row.logits), row.C)), row.regime).toEqual([row.lse_f32])
  })

  test('sparseCategoricalCrossentropy: loss and gradient', () => {
    for (const row of rows) {
      const { losses, gradient } = sparseCategoricalCrossentropy([row.label], float32sOf(row.logits), row.C)
      expect(hexOf(losses), row.regime).toEqual([row.loss_f32])
      expect(errorOf(losses[0], row.loss)).toBeLessThanOrEqual(0.5001)
      const want = row.softmax_f32.with(row.label, row.grad_label_f32)
      expect(hexOf(gradient), row.regime).toEqual(want)
      expect(errorOf(gradient[row.label], row.grad_label)).toBeLessThanOrEqual(0.5001)
    }
  })

  test('categoricalCrossentropy of one-hot targets has the bits of the sparse one', () => {
    for (const row of rows) {
      const targets = new Float32Array(row.C)
      targets[row.label] = 1
      const soft = categoricalCrossentropy(targets, float32sOf(row.logits), row.C)
      const sparse = sparseCategoricalCrossentropy([row.label], float32sOf(row.logits), row.C)
      expect(hexOf(soft.losses)).toEqual(hexOf(sparse.losses))
      expect(soft.gradient).toEqual(sparse.gradient)
    }
  })

  test('rows give the same bits alone and in a batch', () => {
    const tens = rows.filter((row) => row.C === 10)
    const logits = Float32Array.from(tens.flatMap((row) => Array.from(float32sOf(row.logits))))
    expect(hexOf(softmax(logits, 10))).toEqual(tens.flatMap((row) => row.softmax_f32))
    const labels = Uint8Array.from(tens, (row) => row.label)
    expect(hexOf(sparseCategoricalCrossentropy(labels, logits, 10).losses)).toEqual(tens.map((row) => row.loss_f32))
  })
})

describe('more.json, up to 1,000 classes: every bit right', () => {
  test.each(more.rows.map((row) => [row.regime, row.C, row] as const))('%s, %d classes', (_, classes, row) => {
    const logits = float32sOf(row.logits)
    expect(softmax(logits, classes)).toEqual(float32sOf(row.softmax))
    expect(logSoftmax(logits, classes)).toEqual(float32sOf(row.logSoftmax))
    expect(logSumExp(logits, classes)).toEqual(float32sOf(row.logSumExp))
    const { losses, gradient } = sparseCategoricalCrossentropy([row.label], logits, classes)
    expect(losses[0]).toBe(0 - float32sOf(row.logSoftmax)[row.label])
    const want = float32sOf(row.softmax)
    want[row.label] = float32sOf(row.labelGradient)[0]
    expect(gradient).toEqual(want)
  })
})

describe('soft labels, smoothing and weights: loss within 0.5001 ULP, gradient within 2^-39 sum(q) |weight| + half an ULP', () => {
  test.each(more.soft.map((row) => [row.kind, row.C, row] as const))('%s, %d classes', (_, classes, row) => {
    const logits = float32sOf(row.logits)
    const weights = Float64Array.of(row.weight)
    const runs = [categoricalCrossentropy(float32sOf(row.targets), logits, classes, { labelSmoothing: row.smoothing, weights })]
    if (row.label !== undefined) runs.push(sparseCategoricalCrossentropy([row.label], logits, classes, { weights }))
    for (const { losses, gradient } of runs) {
      expect(errorOf(losses[0], row.loss)).toBeLessThanOrEqual(0.5001)
      row.gradient.forEach((exact, i) => {
        const unit = ulpOf(Number(exact))
        const bound = 2 ** -39 * Number(row.sum) * Math.abs(row.weight) + unit / 2
        expect(distance(gradient[i], rational(exact), unit) * unit).toBeLessThanOrEqual(bound)
      })
    }
  })
})

// Special values, refused input, and properties that hold for any row: the policies of docs/numerics.md.

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { float32sOf } from '../scripts/accuracy/exact.js'
import { DataError, LabelError, UsageError } from '../src/errors.ts'
import { categoricalCrossentropy, logSoftmax, logSumExp, softmax, sparseCategoricalCrossentropy } from '../src/numerics/index.ts'

interface SpecialRow {
  name: string
  logits: string[]
  label: number
  policy_softmax?: number[] | 'nan' | 'finite'
  policy_loss: number | string
}

const special: { rows: SpecialRow[] } = JSON.parse(readFileSync(new URL('./vectors/vectors-special.json', import.meta.url), 'utf8'))
const infinity = Number.POSITIVE_INFINITY

describe('vectors-special.json', () => {
  test.each(special.rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const logits = float32sOf(row.logits)
    const classes = logits.length
    if (Array.isArray(row.policy_softmax)) expect(Array.from(softmax(logits, classes))).toEqual(row.policy_softmax)
    else if (row.policy_softmax === 'nan') expect(softmax(logits, classes).every(Number.isNaN)).toBe(true)
    else if (row.policy_softmax === 'finite') expect(softmax(logits, classes).every(Number.isFinite)).toBe(true)
    const policy = String(row.policy_loss)
    if (policy.startsWith('throw')) {
      expect(() => sparseCategoricalCrossentropy([row.label], logits, classes)).toThrow(RangeError)
      return
    }
    const options = row.label < 0 ? { ignoreClass: row.label } : {}
    const { losses, rows } = sparseCategoricalCrossentropy([row.label], logits, classes, options)
    expect(losses[0]).toBe(policy === 'nan' ? Number.NaN : policy.startsWith('inf') ? infinity : 0)
    expect(rows).toBe(row.label < 0 ? 0 : 1)
  })
})

describe('limits', () => {
  test('one +infinity: one-hot in every function', () => {
    const logits = Float32Array.of(0, infinity, 1)
    expect(Array.from(logSoftmax(logits, 3))).toEqual([-infinity, 0, -infinity])
    expect(Array.from(logSumExp(logits, 3))).toEqual([infinity])
    expect(Array.from(sparseCategoricalCrossentropy([1], logits, 3).gradient)).toEqual([0, 0, 0])
    expect(Array.from(sparseCategoricalCrossentropy([0], logits, 3).gradient)).toEqual([-1, 1, 0])
    const soft = categoricalCrossentropy(Float32Array.of(0, 1, 0), logits, 3)
    expect(soft.losses[0]).toBe(0)
    expect(Array.from(soft.gradient)).toEqual([0, 0, 0])
    expect(categoricalCrossentropy(Float32Array.of(0.5, 0.5, 0), logits, 3).losses[0]).toBe(infinity)
  })

  test.each([
    ['NaN', [0, Number.NaN, 1]],
    ['two +infinity', [infinity, 0, infinity]],
    ['-infinity throughout', [-infinity, -infinity, -infinity]],
    ['NaN throughout', [Number.NaN, Number.NaN, Number.NaN]],
  ])('%s: NaN in every function, in this row alone', (_, row) => {
    const logits = Float32Array.of(...row, 1, 2, 3)
    const targets = Float32Array.of(0, 1, 0, 1, 0, 0)
    const { losses, gradient } = sparseCategoricalCrossentropy([1, 0], logits, 3)
    const soft = categoricalCrossentropy(targets, logits, 3)
    for (const values of [softmax(logits, 3), logSoftmax(logits, 3), gradient, soft.gradient]) {
      expect(values.subarray(0, 3).every(Number.isNaN)).toBe(true)
      expect(values.subarray(3).every(Number.isFinite)).toBe(true)
    }
    for (const values of [losses, soft.losses, logSumExp(logits, 3)]) {
      expect(values[0]).toBeNaN()
      expect(values[1]).not.toBeNaN()
    }
  })

  test('a target of 0 on -infinity adds nothing; one above 0 gives an infinite loss and a finite gradient', () => {
    const logits = Float32Array.of(1, -infinity)
    expect(categoricalCrossentropy(Float32Array.of(1, 0), logits, 2).losses[0]).toBe(0)
    const { losses, gradient } = categoricalCrossentropy(Float32Array.of(0.75, 0.25), logits, 2)
    expect(losses[0]).toBe(infinity)
    expect(Array.from(gradient)).toEqual([0.25, -0.25])
    expect(categoricalCrossentropy(Float32Array.of(1, 0), logits, 2, { labelSmoothing: 0.1 }).losses[0]).toBe(infinity)
  })

  test('ignored rows and rows of weight 0 give 0, whatever their logits; only the former do not count', () => {
    const logits = Float32Array.of(Number.NaN, 1, 1, -infinity, 2, 1)
    const { losses, gradient, rows } = sparseCategoricalCrossentropy([-1, 1, 0], logits, 2, { ignoreClass: -1, weights: [1, 0, 2] })
    expect(Array.from(losses.subarray(0, 2))).toEqual([0, 0])
    expect(losses[2]).toBe(Math.fround(2 * 0.31326168751822286))
    expect(Array.from(gradient.subarray(0, 4))).toEqual([0, 0, 0, 0])
    expect(rows).toBe(2)
  })

  test('ignoreClass may be a class too', () => {
    const { losses, rows } = sparseCategoricalCrossentropy([0, 1], Float32Array.of(1, 2, 1, 2), 2, { ignoreClass: 0 })
    expect(losses[0]).toBe(0)
    expect(losses[1]).toBeGreaterThan(0)
    expect(rows).toBe(1)
  })

  test('no rows give empty results', () => {
    const none = new Float32Array(0)
    expect(softmax(none, 3)).toHaveLength(0)
    expect(sparseCategoricalCrossentropy([], none, 3)).toEqual({ losses: none, gradient: none, rows: 0 })
  })
})

describe('refused input', () => {
  const logits = new Float32Array(6)
  test.each<[string, ArrayLike<number>, RegExp]>([
    ['too large', [0, 3], /label of row 1 must be a whole number from 0 to 2 \(there are 3 classes\); received 3/],
    ['negative', [-1, 0], /row 0 .* received -1\. To leave such rows out, pass ignoreClass: -1/],
    ['NaN', [0, Number.NaN], /row 1 .* received NaN/],
    ['not whole', [0.5, 0], /row 0 .* received 0\.5/],
    ['a string', ['0', 0] as unknown as number[], /row 0 .* received "0"/],
    ['missing', new Array(2) as number[], /row 0 .* received undefined/],
    ['a bigint', [1n, 0n] as unknown as number[], /row 0 .* received 1/],
  ])('a label that is %s is a LabelError that names the row, the value and the range', (_, labels, message) => {
    expect(() => sparseCategoricalCrossentropy(labels, logits, 3)).toThrow(LabelError)
    expect(() => sparseCategoricalCrossentropy(labels, logits, 3)).toThrow(RangeError)
    expect(() => sparseCategoricalCrossentropy(labels, logits, 3)).toThrow(message)
  })

  test('labels may be any array of numbers', () => {
    const want = sparseCategoricalCrossentropy([2, 1], logits, 3).losses
    for (const labels of [Uint8Array.of(2, 1), Int32Array.of(2, 1), Float32Array.of(2, 1), Float64Array.of(2, 1)]) {
      expect(sparseCategoricalCrossentropy(labels, logits, 3).losses).toEqual(want)
    }
  })

  test('a negative label is not ignored where ignoreClass is another', () => {
    expect(() => sparseCategoricalCrossentropy([-1, 0], logits, 3, { ignoreClass: -100 })).toThrow(
      /or -100 to ignore the row; received -1/,
    )
  })

  test('lengths and class counts are checked', () => {
    expect(() => sparseCategoricalCrossentropy([0], logits, 3)).toThrow(DataError)
    expect(() => softmax(logits, 4)).toThrow(/whole rows of 4 classes; received 6 values/)
    expect(() => softmax([1, 2] as unknown as Float32Array, 2)).toThrow(/must be a Float32Array/)
    for (const classes of [0, -1, 1.5, Number.NaN]) expect(() => softmax(logits, classes)).toThrow(UsageError)
    expect(() => categoricalCrossentropy(new Float32Array(3), logits, 3)).toThrow(DataError)
    expect(() => sparseCategoricalCrossentropy([0, 0], logits, 3, { weights: [1] })).toThrow(DataError)
    expect(() => sparseCategoricalCrossentropy([0, 0], logits, 3, { weights: [1, Number.NaN] })).toThrow(
      /weight of row 1 .* received NaN/,
    )
    expect(() => sparseCategoricalCrossentropy([0, 0], logits, 3, { ignoreClass: 0.5 })).toThrow(UsageError)
    expect(() => categoricalCrossentropy(logits, logits, 3, { labelSmoothing: 2 })).toThrow(UsageError)
  })

  test('a target that is negative or not finite names its row and class', () => {
    for (const bad of [-0.5, Number.NaN, infinity]) {
      const targets = Float32Array.of(1, 0, 0, 0, bad, 0)
      expect(() => categoricalCrossentropy(targets, logits, 3)).toThrow(LabelError)
      expect(() => categoricalCrossentropy(targets, logits, 3)).toThrow(/target of row 1, class 1 must be a finite number >= 0/)
    }
  })
})

const finite = fc.float({ noNaN: true, noDefaultInfinity: true })
const moderate = fc.float({ min: -100, max: 100, noNaN: true })

describe('properties', () => {
  test('finite logits give no NaN, and probabilities from 0 to 1 that sum to 1 within 2^-24 a class', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 40 }), (row) => {
        const logits = Float32Array.from(row)
        const classes = logits.length
        const probabilities = softmax(logits, classes)
        expect(Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThanOrEqual(2 ** -24 * classes)
        expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true)
        const { losses, gradient } = sparseCategoricalCrossentropy([classes - 1], logits, classes)
        expect(losses[0]).toBeGreaterThanOrEqual(0)
        for (const values of [logSoftmax(logits, classes), logSumExp(logits, classes), gradient])
          expect(values.some(Number.isNaN)).toBe(false)
      }),
    )
  })

  test('adding a constant that leaves the differences exact changes no bit', () => {
    const grid = fc.integer({ min: -4000, max: 4000 })
    fc.assert(
      fc.property(fc.array(grid, { minLength: 1, maxLength: 20 }), grid, (row, shift) => {
        const classes = row.length
        const logits = Float32Array.from(row, (x) => x / 64)
        const shifted = Float32Array.from(row, (x) => (x + shift) / 64)
        expect(softmax(shifted, classes)).toEqual(softmax(logits, classes))
        expect(logSoftmax(shifted, classes)).toEqual(logSoftmax(logits, classes))
        const labels = [classes >> 1]
        expect(sparseCategoricalCrossentropy(labels, shifted, classes)).toEqual(
          sparseCategoricalCrossentropy(labels, logits, classes),
        )
      }),
    )
  })

  test('the loss is minus the log-softmax of the label, bit for bit', () => {
    fc.assert(
      fc.property(fc.array(moderate, { minLength: 2, maxLength: 20 }), fc.nat(), (row, n) => {
        const logits = Float32Array.from(row)
        const label = n % row.length
        const { losses } = sparseCategoricalCrossentropy([label], logits, row.length)
        expect(losses[0] + logSoftmax(logits, row.length)[label]).toBe(0)
      }),
    )
  })

  test('a wrong class with a probability above the smallest float32 keeps a gradient that is not zero', () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(-103), max: 0, noNaN: true }), (x) => {
        const { losses, gradient } = sparseCategoricalCrossentropy([0], Float32Array.of(0, x), 2)
        expect(losses[0]).toBeGreaterThan(0)
        expect(gradient[1]).toBeGreaterThan(0)
        expect(gradient[0]).toBe(-gradient[1])
      }),
    )
  })

  test('the loss meets its own gradient: central differences in float64 agree within 1e-6', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 3, maxLength: 3 }), (row) => {
        const loss = (values: number[]): number => Math.log(values.reduce((sum, x) => sum + Math.exp(x), 0)) - values[1]
        const { gradient } = sparseCategoricalCrossentropy([1], Float32Array.from(row), 3)
        row.forEach((x, i) => {
          const step = 1e-4
          const difference = (loss(row.with(i, x + step)) - loss(row.with(i, x - step))) / (2 * step)
          expect(Math.abs(gradient[i] - difference)).toBeLessThan(1e-6)
        })
      }),
    )
  })
})

// Figures of probabilities, and what they refuse.

import { describe, expect, it } from 'vitest'
import { DataError, LabelError, ShapeError, UsageError } from '../errors.ts'
import { tensor } from '../tensor/index.ts'
import { brierScore } from './brierScore.ts'
import { expectedCalibrationError } from './expectedCalibrationError.ts'
import { logLoss } from './logLoss.ts'
import { reliabilityCurve } from './reliabilityCurve.ts'

/** A row of two classes for each probability of the second. */
const pairs = (...second: number[]): number[][] => second.map((p) => [1 - p, p])

describe('logLoss', () => {
  it('is +Infinity where the true class has p = 0, unless the row counts for nothing', () => {
    expect(logLoss([0, 1], pairs(0.5, 0))).toBe(Number.POSITIVE_INFINITY)
    expect(logLoss([0, 1], pairs(0.5, 0), { sampleWeight: [1, 0] })).toBeCloseTo(Math.LN2, 15)
    expect(logLoss([1], [[0, 1]])).toBe(0)
  })

  it('is -ln p for the smallest p there are, without clipping', () => {
    for (const p of [1e-15, 1e-100, 2.3e-308, 5e-324]) expect(logLoss([1], [[1, p]]) / -Math.log(p)).toBeCloseTo(1, 14)
  })

  it('keeps float64 in nested arrays and takes Tensors with their scale', () => {
    const p = 0.1 + 1e-12
    expect(logLoss([1], pairs(p))).toBe(logLoss([1], tensor(Float64Array.of(1 - p, p), [1, 2])))
    expect(logLoss([1], tensor(Uint8Array.of(51, 204), [1, 2], { scale: 1 / 255 }))).toBeCloseTo(-Math.log(0.8), 14)
  })
})

describe('brierScore', () => {
  it('is the squared distance to one-hot, over both of two classes', () => {
    expect(
      brierScore(
        [0, 1],
        [
          [1, 0],
          [1, 0],
        ],
      ),
    ).toBe(1)
    expect(brierScore([0], [[0, 1]])).toBe(2)
    expect(brierScore([1], pairs(0.75))).toBe(0.125)
  })
})

describe('reliabilityCurve', () => {
  it('has bins that are closed on the right, all of them, empty ones with null', () => {
    const { bins, rows } = reliabilityCurve(
      [0, 0, 1, 1],
      [
        [0.5, 0.5],
        [0.75, 0.25],
        [0.75, 0.25],
        [0, 1],
      ],
      { bins: 4 },
    )
    expect(rows).toBe(4)
    expect(bins).toEqual([
      { lower: 0, upper: 0.25, count: 0, confidence: null, accuracy: null },
      { lower: 0.25, upper: 0.5, count: 1, confidence: 0.5, accuracy: 1 },
      { lower: 0.5, upper: 0.75, count: 2, confidence: 0.75, accuracy: 0.5 },
      { lower: 0.75, upper: 1, count: 1, confidence: 1, accuracy: 1 },
    ])
  })

  it.each([3, 5, 7, 10, 15, 49])('puts every edge i / %i into the bin that it closes', (bins) => {
    for (let i = Math.ceil(bins / 2); i <= bins; i++) {
      const below = reliabilityCurve([1], pairs(i / bins), { bins }).bins
      expect(
        below.findIndex(({ count }) => count === 1),
        `${i} / ${bins}`,
      ).toBe(i - 1)
      if (i === bins) continue
      const above = reliabilityCurve([1], pairs((i / bins) * (1 + 2 ** -52)), { bins }).bins
      expect(
        above.findIndex(({ count }) => count === 1),
        `above ${i} / ${bins}`,
      ).toBe(i)
    }
  })

  it('has 15 bins unless told otherwise, and the largest gap beside the mean one', () => {
    const curve = reliabilityCurve([1, 0, 1], pairs(0.875, 0.875, 0.625))
    expect(curve.bins).toHaveLength(15)
    expect(curve.expectedCalibrationError).toBeCloseTo((2 * 0.375 + 0.375) / 3, 15)
    expect(curve.maximumCalibrationError).toBe(0.375)
    expect(expectedCalibrationError([1, 0, 1], pairs(0.875, 0.875, 0.625))).toBe(curve.expectedCalibrationError)
    expect(expectedCalibrationError([1, 1, 0, 1], pairs(0.75, 0.75, 0.75, 0.75))).toBe(0)
  })
})

describe.each([
  ['logLoss', logLoss],
  ['brierScore', brierScore],
  ['reliabilityCurve', reliabilityCurve],
  ['expectedCalibrationError', expectedCalibrationError],
] as const)('%s', (name, figure) => {
  it('refuses what is no probability, and names row and function', () => {
    expect(() =>
      figure(
        [0, 1],
        [
          [0.5, 0.5],
          [3, -2],
        ],
      ),
    ).toThrow(DataError)
    expect(() =>
      figure(
        [0, 1],
        [
          [0.5, 0.5],
          [3, -2],
        ],
      ),
    ).toThrow(`${name}: a probability must be >= 0; received -2 for class 1 in row 1`)
    expect(() =>
      figure(
        [0, 1],
        [
          [0.5, 0.5],
          [0.5, 0.4],
        ],
      ),
    ).toThrow(/must sum to 1 .*received 0.9 in row 1.*softmax/)
    expect(() => figure([0], [[Number.NaN, 1]])).toThrow(/class 0 in row 0 is NaN/)
    expect(() => figure([0], [[Number.POSITIVE_INFINITY, 0]])).toThrow(/must sum to 1/)
    expect(() => figure([0, 1], [[1, 0], [1]])).toThrow(/ragged.*\[1\].*2 numbers/)
    expect(() => figure([0], [['1', 0] as never])).toThrow(/must be a number; received "1"/)
    expect(() => figure([0], [1, 0])).toThrow(ShapeError)
    expect(() => figure([0], [[]])).toThrow(/at least one class/)
    expect(() => figure([0, 1], [[1, 0]])).toThrow(ShapeError)
    expect(() =>
      figure(
        [0, 2],
        [
          [1, 0],
          [1, 0],
        ],
      ),
    ).toThrow(LabelError)
    expect(() => figure(['a'], [[1, 0]], { classes: ['a', 'b', 'c'] })).toThrow(/3 classes have 3 columns; received 2/)
    // Three decimals and float32 are near enough.
    expect(() => figure([0], [[0.333, 0.333, 0.333]])).not.toThrow()
  })
})

it('reliabilityCurve refuses bad bins', () => {
  for (const bins of [0, 1.5, Number.NaN]) expect(() => reliabilityCurve([0], [[1, 0]], { bins })).toThrow(UsageError)
})

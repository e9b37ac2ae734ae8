import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { DataError, ShapeError, UsageError } from '../errors.ts'
import { RandomStream } from '../random.ts'
import { conformalThreshold } from './conformalThreshold.ts'
import { predictionSetCoverage } from './predictionSetCoverage.ts'
import { predictionSets } from './predictionSets.ts'

/** Probabilities of two classes, of which the first has these. */
const pairs = (...first: number[]): number[][] => first.map((p) => [p, 1 - p])

describe('conformalThreshold', () => {
  it('is the ceil((n + 1)(1 - alpha))-th smallest of 1 - p_y', () => {
    const probabilities = pairs(0.9, 0.5, 0.75, 0.625, 0.125, 0.25, 0.375, 0.875, 1)
    const y = probabilities.map(() => 0)
    const scores = [0, 0.1, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]
    for (const [alpha, rank] of [
      [0.1, 9],
      [0.11, 9],
      [0.2, 8],
      [0.5, 5],
      [0.55, 5],
      [0.999, 1],
    ] as const) {
      expect(conformalThreshold(probabilities, y, { alpha }), `alpha ${alpha}`).toBeCloseTo(scores[rank - 1]!, 15)
    }
    // 100 (1 - 0.42) is above 58 by rounding alone: the rank is 58.
    const many = Array.from({ length: 99 }, (_, i) => i / 128)
    expect(
      conformalThreshold(
        pairs(...many.map((s) => 1 - s)),
        many.map(() => 0),
        { alpha: 0.42 },
      ),
    ).toBe(57 / 128)
  })

  it('lets every class in beyond n, with a warning', () => {
    const warnings: string[] = []
    const probabilities = pairs(0.9, 0.8, 1, 0.7, 1, 0.9, 0.8, 0.7)
    const options = { alpha: 0.1, onWarning: (warning: string) => warnings.push(warning) }
    const threshold = conformalThreshold(probabilities, new Uint8Array(8), options)
    expect(threshold).toBe(1)
    expect(warnings).toEqual([expect.stringMatching(/8 rows are too few for alpha = 0\.1.*at least 9 rows/)])
    expect(predictionSets([[1, 0, 0]], threshold)).toEqual([[0, 1, 2]])
  })

  it('refuses a bad alpha and what is no probability', () => {
    for (const alpha of [0, 1, -1, Number.NaN, '0.1' as never]) {
      expect(() => conformalThreshold(pairs(0.5), [0], { alpha })).toThrow(UsageError)
    }
    expect(() => conformalThreshold([[3, -1]], [0])).toThrow(DataError)
    expect(() => conformalThreshold([[0.7, 0.2]], [0])).toThrow(/sum to 1 .*row 0.*softmax/)
    expect(() => conformalThreshold(pairs(0.5), [0, 1])).toThrow(ShapeError)
  })
})

describe('predictionSets', () => {
  const probabilities = [
    [0.125, 0.625, 0.25],
    [0.5, 0.25, 0.25],
    [0.375, 0.25, 0.375],
  ]

  it('holds the classes with 1 - p <= threshold, the most probable first', () => {
    expect(predictionSets(probabilities, 0.75)).toEqual([
      [1, 2],
      [0, 1, 2],
      [0, 2, 1],
    ])
    expect(predictionSets(probabilities, 0.5)).toEqual([[1], [0], [0]])
    expect(predictionSets(probabilities, 0.5, { allowEmpty: true })).toEqual([[1], [0], []])
    const classes = ['a', 'b', 'c'] as const
    const named = predictionSets(probabilities, 0.5, { classes: [...classes] })
    expect(named).toEqual([['b'], ['a'], ['a']])
    expectTypeOf(named).toEqualTypeOf<('a' | 'b' | 'c')[][]>()
    expectTypeOf(predictionSets(probabilities, 0.5)).toEqualTypeOf<number[][]>()
  })

  it('refuses a bad threshold and other numbers of classes', () => {
    for (const threshold of [-0.1, 1.1, Number.NaN]) expect(() => predictionSets(probabilities, threshold)).toThrow(UsageError)
    expect(() => predictionSets(probabilities, 0.5, { classes: ['a', 'b'] })).toThrow(/2 classes have 2 columns; received 3/)
  })

  it('covers the calibration rows at least as often as wanted, and a set never shrinks as the threshold rises', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 80 }),
        fc.double({ min: 0.1, max: 0.6, noNaN: true }),
        fc.nat(1000),
        (rows, alpha, seed) => {
          const stream = new RandomStream(seed, 'test')
          const p = Array.from({ length: rows }, () => {
            const shares = [0, 1, 2].map(() => stream.nextUniform() + 1e-3)
            const sum = shares.reduce((a, b) => a + b)
            return shares.map((share) => share / sum)
          })
          const y = p.map(() => stream.nextBelow(3))
          const threshold = conformalThreshold(p, y, { alpha })
          const sets = predictionSets(p, threshold, { allowEmpty: true })
          const covered = sets.filter((set, row) => set.includes(y[row]!)).length
          expect(covered).toBeGreaterThanOrEqual(Math.ceil((rows + 1) * (1 - alpha) - 1e-6))
          const larger = predictionSets(p, Math.min(1, threshold + 0.1), { allowEmpty: true })
          for (const [row, set] of larger.entries()) expect(set).toEqual(expect.arrayContaining(sets[row]!))
        },
      ),
      { numRuns: 50 },
    )
  })

  it('covers new rows as often as wanted, on average over 200 draws (0.8 +- 0.01)', () => {
    const stream = new RandomStream(1, 'coverage')
    const draw = (rows: number): { p: number[][]; y: number[] } => {
      const p = Array.from({ length: rows }, () => {
        const shares = [0, 1, 2, 3].map(() => stream.nextUniform() * stream.nextUniform() + 1e-4)
        const sum = shares.reduce((a, b) => a + b)
        return shares.map((share) => share / sum)
      })
      // The model is not calibrated: the label is drawn from the square roots.
      const y = p.map((row) => {
        const roots = row.map(Math.sqrt)
        const at = stream.nextUniform() * roots.reduce((a, b) => a + b)
        const sums = roots.map((_, i) => roots.slice(0, i + 1).reduce((a, b) => a + b))
        return sums.findIndex((sum) => at < sum)
      })
      return { p, y }
    }
    let covered = 0
    let coveredWithTop = 0
    for (let round = 0; round < 200; round++) {
      const held = draw(199)
      const test = draw(100)
      const threshold = conformalThreshold(held.p, held.y, { alpha: 0.2 })
      const hits = (allowEmpty: boolean): number =>
        predictionSets(test.p, threshold, { allowEmpty }).filter((set, row) => set.includes(test.y[row]!)).length
      covered += hits(true)
      coveredWithTop += hits(false)
    }
    expect(Math.abs(covered / 20_000 - 0.8)).toBeLessThan(0.01)
    expect(coveredWithTop).toBeGreaterThanOrEqual(covered)
  })
})

describe('predictionSetCoverage', () => {
  it('is how often the true class is in, and how large the sets are', () => {
    const sets = [['a', 'b'], ['c'], [], ['a', 'c']]
    expect(predictionSetCoverage(['b', 'c', 'a', 'b'], sets)).toEqual({ coverage: 0.5, meanSize: 1.25, sizes: [1, 1, 2] })
    expect(predictionSetCoverage(Uint8Array.of(0, 1), predictionSets(pairs(0.75, 0.75), 0.5)).coverage).toBe(0.5)
    expect(() => predictionSetCoverage(['a'], sets)).toThrow(ShapeError)
    expect(() => predictionSetCoverage([], [])).toThrow(/no rows/)
  })
})

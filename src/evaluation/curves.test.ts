// ROC and precision-recall curves, and the ranking that they are about.

import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { DataError } from '../errors.ts'
import { prCurve } from './prCurve.ts'
import { type RocCurves, rocCurve } from './rocCurve.ts'
import { topKAccuracy } from './topKAccuracy.ts'

/** Rows of few different scores, so that there are ties, with labels. */
const rows = fc
  .array(fc.tuple(fc.nat(2), fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }), fc.nat(3)), { minLength: 4, maxLength: 40 })
  .map((drawn) => ({
    labels: drawn.map(([label]) => label),
    scores: drawn.map(([, values]) => values),
    sampleWeight: drawn.map(([, , weight], i) => (i === 0 ? 1 : weight)),
  }))

describe('rocCurve', () => {
  it('has the area that the ranking says: pairs in order, ties half (Mann-Whitney)', () => {
    fc.assert(
      fc.property(rows, ({ labels, scores, sampleWeight }) => {
        for (const curve of rocCurve(labels, scores, { sampleWeight }).curves) {
          let won = 0
          let pairs = 0
          labels.forEach((a, i) => {
            labels.forEach((b, j) => {
              if (a !== curve.class || b === curve.class) return
              const weight = sampleWeight[i]! * sampleWeight[j]!
              const difference = scores[i]![curve.class]! - scores[j]![curve.class]!
              pairs += weight
              won += weight * (difference > 0 ? 1 : difference === 0 ? 0.5 : 0)
            })
          })
          if (pairs === 0) expect(curve.auc).toBeNull()
          else expect(curve.auc).toBeCloseTo(won / pairs, 12)
        }
      }),
    )
  })

  it('depends on the order of scores alone, and an opposite order has the other area', () => {
    fc.assert(
      fc.property(rows, ({ labels, scores }) => {
        const areas = (change: (score: number) => number): (number | null)[] =>
          rocCurve(
            labels,
            scores.map((row) => row.map(change)),
          ).curves.map(({ auc }) => auc)
        const wanted = areas((score) => score)
        expect(areas((score) => score ** 3 - 100)).toEqual(wanted)
        areas((score) => -score).forEach((auc, i) => {
          if (auc === null) expect(wanted[i]).toBeNull()
          else expect(auc).toBeCloseTo(1 - wanted[i]!, 12)
        })
      }),
    )
  })

  it('is null with a warning where a class has no rows or all of them, and the means leave it out', () => {
    const scores = [
      [3, 1, 0],
      [0, 1, 1],
    ]
    const { curves, macroAuc, weightedAuc, warnings } = rocCurve([0, 1], scores)
    expect(curves[2]).toMatchObject({ class: 2, auc: null, truePositiveRate: null, support: 0 })
    expect(curves[2]!.falsePositiveRate).toEqual([0, 0.5, 1])
    expect(warnings).toEqual([expect.stringMatching(/no row is of class 2, so its AUC is undefined \(null\)/)])
    expect([macroAuc, weightedAuc]).toEqual([(1 + 0.5) / 2, 0.75])
    const one = rocCurve(
      ['a', 'a'],
      [
        [1, 0],
        [0, 1],
      ],
      { classes: ['a', 'b'] },
    )
    expect(one.macroAuc).toBeNull()
    expect(one.warnings).toEqual([expect.stringMatching(/every row is of class a/), expect.stringMatching(/no row is of class b/)])
    expectTypeOf(one).toEqualTypeOf<RocCurves<'a' | 'b'>>()
  })
})

describe('prCurve', () => {
  it('has an average precision of 1 where every row of the class ranks first, of its share where all scores are equal', () => {
    expect(
      prCurve(
        [0, 1, 1],
        [
          [2, 1],
          [1, 5],
          [0, 4],
        ],
      ).macroAveragePrecision,
    ).toBe(1)
    const { curves } = prCurve(
      [0, 1, 1, 1],
      [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    )
    expect(curves.map(({ averagePrecision }) => averagePrecision)).toEqual([0.25, 0.75])
  })

  it('lies between 0 and 1 and rises with nothing dropped from it', () => {
    fc.assert(
      fc.property(rows, ({ labels, scores, sampleWeight }) => {
        const { curves } = prCurve(labels, scores, { sampleWeight })
        for (const { recall, precision, thresholds, averagePrecision } of curves) {
          expect(precision).toHaveLength(thresholds.length + 1)
          expect(precision.at(-1)).toBe(1)
          expect(thresholds).toEqual([...new Set(thresholds)].sort((a, b) => a - b))
          if (recall === null) expect(averagePrecision).toBeNull()
          else {
            expect(recall).toEqual([...recall].sort((a, b) => b - a))
            expect(averagePrecision).toBeGreaterThan(0)
            expect(averagePrecision).toBeLessThanOrEqual(1 + 1e-12)
          }
        }
      }),
    )
  })

  it('is null with a warning for a class without rows', () => {
    const { curves, warnings, weightedAveragePrecision } = prCurve(
      [0, 0],
      [
        [1, 0],
        [0, 1],
      ],
    )
    expect(curves[1]).toMatchObject({ recall: null, averagePrecision: null })
    expect(warnings).toEqual([expect.stringMatching(/no row is of class 1/)])
    expect(weightedAveragePrecision).toBe(1)
  })
})

describe('both', () => {
  it('refuse scores that are not finite', () => {
    for (const curve of [rocCurve, prCurve]) {
      expect(() =>
        curve(
          [0, 1],
          [
            [0, 1],
            [0, Number.NEGATIVE_INFINITY],
          ],
        ),
      ).toThrow(/scores must be finite; received -Infinity for class 1 in row 1/)
      expect(() => curve([0], [[0, Number.NaN]])).toThrow(DataError)
    }
  })
})

describe('topKAccuracy', () => {
  it('ranks the later of equal scores higher, as scikit-learn does', () => {
    const tied = [[1, 1, 1, 0]]
    expect([0, 1, 2, 3].map((label) => topKAccuracy([label], tied, { k: 1 }))).toEqual([0, 0, 1, 0])
    expect([0, 1, 2, 3].map((label) => topKAccuracy([label], tied, { k: 2 }))).toEqual([0, 1, 1, 0])
  })

  it('never falls as k rises, and warns where it says nothing', () => {
    fc.assert(
      fc.property(rows, ({ labels, scores, sampleWeight }) => {
        const shares = [1, 2, 3].map((k) => topKAccuracy(labels, scores, { k, sampleWeight }))
        expect(shares).toEqual([...shares].sort((a, b) => a - b))
        expect(shares[2]).toBe(1)
      }),
    )
    const warnings: string[] = []
    topKAccuracy([0], [[0, 1]], { onWarning: (warning) => warnings.push(warning) })
    expect(warnings).toEqual([expect.stringMatching(/k = 2 of 2 classes is always right/)])
    expect(() => topKAccuracy([0], [[0, 1]], { k: 0 })).toThrow(/k must be a whole number >= 1/)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataError, UsageError } from '../errors.ts'
import { stratifiedSplit, validationSplit } from './splits.ts'

describe('validationSplit', () => {
  it('starts where Keras does: floor(rows (1 - fraction))', () => {
    expect(validationSplit(60_000, 0.2)).toBe(48_000)
    expect(validationSplit(10, 0.1)).toBe(9)
    expect(validationSplit(10, 0.25)).toBe(7)
    expect(validationSplit(2, 0.5)).toBe(1)
  })

  it('refuses fractions and rows that leave a part empty', () => {
    for (const fraction of [0, 1, -0.5, 1.5, Number.NaN, '0.2' as unknown as number]) {
      expect(() => validationSplit(100, fraction)).toThrow(UsageError)
    }
    expect(() => validationSplit(1, 0.5)).toThrow(/of 1 row leaves 0 to train and 1 to validate/)
    expect(() => validationSplit(3, 0.9)).toThrow(DataError)
  })
})

describe('stratifiedSplit', () => {
  const labels = Uint8Array.from({ length: 150 }, (_, i) => Math.floor(i / 50))

  it('holds back the same share of every class, in ascending rows, and each row once', () => {
    const { train, test } = stratifiedSplit(labels, 0.2, 1)
    expect([train.length, test.length]).toEqual([120, 30])
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from(labels, (_, i) => i))
    for (const part of [train, test]) expect([...part]).toEqual([...part].sort((a, b) => a - b))
    for (let label = 0; label < 3; label++) expect([...test].filter((row) => labels[row] === label)).toHaveLength(10)
  })

  it('is a function of the seed', () => {
    expect(stratifiedSplit(labels, 0.2, 7)).toEqual(stratifiedSplit(labels, 0.2, 7))
    expect(stratifiedSplit(labels, 0.2, 7)).not.toEqual(stratifiedSplit(labels, 0.2, 8))
    // Golden, argmax 0.1.0: a change here changes which rows of a stored model's data count as held out.
    expect([...stratifiedSplit(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'], 0.5, 1).test]).toMatchInlineSnapshot(`
      [
        0,
        1,
        2,
        7,
      ]
    `)
  })

  it('keeps a class of one row for training', () => {
    const { train, test, warnings } = stratifiedSplit(['rare', 'b', 'b', 'b', 'b'], 0.5, 1)
    expect([...train]).toContain(0)
    expect(test).toHaveLength(3) // half of 5 rounds up, from the class that can spare them
    expect(warnings).toEqual(["The class rare has one row: it is trained on, and the test can't tell how well."])
    const several = stratifiedSplit([2, 0, 1, 1, 1], 0.5, 1, { names: ['x', 'y', 'z'] }).warnings
    expect(several).toEqual(["2 classes have one row each (z, x): they are trained on, and the test can't tell how well."])
    expect(stratifiedSplit(labels, 0.2, 1).warnings).toEqual([])
  })

  it('has a class of two rows or more in both parts, whatever the fraction', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (counts, fraction) => {
          const all = counts.flatMap((count, label) => Array<number>(count).fill(label))
          const { train, test } = stratifiedSplit(all, fraction, 3)
          counts.forEach((_, label) => {
            for (const part of [train, test]) expect([...part].some((row) => all[row] === label)).toBe(true)
          })
        },
      ),
    )
  })

  it('refuses a test part without rows', () => {
    expect(() => stratifiedSplit([0, 1, 2], 0.5, 1)).toThrow(/3 rows in 3 classes would be empty/)
    expect(() => stratifiedSplit([], 0.5, 1)).toThrow(DataError)
    expect(() => stratifiedSplit([0, 0], 1, 1)).toThrow(UsageError)
  })

  it('holds back round(rows fraction) rows where the classes allow it, within one of each class share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 3, max: 60 }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        (counts, fraction) => {
          const all = counts.flatMap((count, label) => Array<number>(count).fill(label))
          if (counts.some((count) => count * fraction < 1)) return // each class has a row in the test all the same
          const { train, test } = stratifiedSplit(all, fraction, 3)
          expect(test.length + train.length).toBe(all.length)
          expect(test.length).toBe(Math.round(all.length * fraction))
          counts.forEach((count, label) => {
            const held = [...test].filter((row) => all[row] === label).length
            expect(Math.abs(held - count * fraction)).toBeLessThan(1 + 1e-9)
            expect(held).toBeLessThan(count)
          })
        },
      ),
    )
  })
})

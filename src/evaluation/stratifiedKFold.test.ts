import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGolden } from '../../test/support/golden.ts'
import { DataError, LabelError, UsageError } from '../errors.ts'
import { type Fold, stratifiedKFold } from './stratifiedKFold.ts'

interface Folds {
  labels: (string | number)[]
  folds: number
  foldOf: number[]
}
const golden = readGolden<{ tool: string; folds: Folds[] }>('sklearn-evaluation.json')

/** How many test rows of each class each fold has. */
function countsOf(folds: readonly Fold[], labels: ArrayLike<string | number>): Record<string, number>[] {
  return folds.map(({ test }) => {
    const counts: Record<string, number> = {}
    for (const row of test) counts[labels[row]!] = (counts[labels[row]!] ?? 0) + 1
    return counts
  })
}

describe(`stratifiedKFold beside StratifiedKFold of ${golden.tool}`, () => {
  it.each(golden.folds)(
    '$folds folds of $labels.length rows: the same rows, and shuffled the same counts',
    ({ labels, folds, foldOf }) => {
      const plain = stratifiedKFold(labels, { folds, shuffle: false })
      plain.folds.forEach(({ train, test }, fold) => {
        expect([...test]).toEqual(foldOf.flatMap((of, row) => (of === fold ? [row] : [])))
        expect([...train]).toEqual(foldOf.flatMap((of, row) => (of === fold ? [] : [row])))
      })
      const shuffled = stratifiedKFold(labels, { folds, seed: 3 })
      expect(countsOf(shuffled.folds, labels)).toEqual(countsOf(plain.folds, labels))
      expect(shuffled.folds).not.toEqual(plain.folds)
    },
  )
})

describe('stratifiedKFold', () => {
  const labels = ['b', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a']

  it('is a function of seed and repeat', () => {
    const first = stratifiedKFold(labels, { folds: 3, seed: 1 })
    expect(stratifiedKFold(labels, { folds: 3 })).toEqual(first)
    expect(stratifiedKFold(labels, { folds: 3, seed: 2 })).not.toEqual(first)
    const twice = stratifiedKFold(labels, { folds: 3, repeats: 2 })
    expect(twice.folds).toHaveLength(6)
    expect(twice.folds.slice(0, 3)).toEqual(first.folds)
    expect(twice.folds.slice(3)).not.toEqual(first.folds)
  })

  it('draws the rows of each class by themselves', () => {
    const { folds } = stratifiedKFold(labels, { folds: 3 })
    const places = (label: string): string =>
      labels.flatMap((of, row) => (of === label ? [folds.findIndex(({ test }) => test.includes(row))] : [])).join()
    expect(places('a')).not.toBe(places('b'))
  })

  it('only trains on a class of one row, and says which folds lack a class', () => {
    const { folds, warnings } = stratifiedKFold(['x', 'a', 'a', 'a', 'b', 'b', 'a'], { folds: 3 })
    for (const { train, test } of folds) {
      expect([...train]).toContain(0)
      expect([...test]).not.toContain(0)
    }
    expect(warnings).toEqual([
      'The class x has one row: every fold trains on it, and none tests this class.',
      'The class b has fewer rows than the 3 folds: some folds do not test this class.',
    ])
    const rare = Array.from({ length: 12 }, (_, i) => `r${i}`)
    expect(stratifiedKFold([...rare, 'a', 'a'], { folds: 2 }).warnings).toEqual([
      expect.stringMatching(/^12 classes \(r0, .*, r9, \.\.\.\) have one row each: every fold trains on them/),
    ])
  })

  it('tests every row once in each repeat, and trains on every class in every fold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: 0, max: 1000 }),
        (counts, folds, seed) => {
          const y = counts.flatMap((count, label) => Array<number>(count).fill(label))
          if (Math.max(...counts) < folds) return
          const result = stratifiedKFold(y, { folds, seed }).folds
          expect(result.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual(y.map((_, row) => row))
          for (const { train, test } of result) {
            expect(train.length + test.length).toBe(y.length)
            expect(new Set([...train].map((row) => y[row])).size).toBe(counts.length)
            for (const [label, count] of counts.entries()) {
              const tested = [...test].filter((row) => y[row] === label).length
              expect(Math.abs(tested - count / folds)).toBeLessThan(1)
            }
          }
          const sizes = result.map(({ test }) => test.length)
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  it('refuses too many folds, bad options and bad labels', () => {
    expect(() => stratifiedKFold(['a', 'a', 'b'], { folds: 3 })).toThrow(DataError)
    expect(() => stratifiedKFold([], { folds: 2 })).toThrow(/the largest has 0/)
    expect(() => stratifiedKFold(labels, { folds: 1 })).toThrow(UsageError)
    expect(() => stratifiedKFold(labels, { repeats: 0 })).toThrow(/repeats.*received 0/)
    expect(() => stratifiedKFold([0, Number.NaN, 1])).toThrow(LabelError)
    expect(() => stratifiedKFold(labels, { seed: -1 })).toThrow(/seed must be a whole number.*-1/)
  })
})

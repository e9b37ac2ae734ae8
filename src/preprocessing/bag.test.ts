import { describe, expect, it } from 'vitest'
import { readGolden } from '../../test/support/golden.ts'
import { type BagGolden, fittedX, fitX, type PreprocessingGolden } from '../../test/support/transforms.ts'
import { FormatError, UsageError } from '../errors.ts'
import type { BagOptions } from './bag.ts'
import { transformFromConfig } from './transforms.ts'

const golden = readGolden<PreprocessingGolden>('sklearn-preprocessing.json')
const COUNTS: BagOptions = { vocabulary: 'learned', idf: false, sublinear: false, normalize: false }
/** Our options for each of scikit-learn's vectorizers. */
const OPTIONS: Readonly<Record<string, BagOptions>> = {
  counts: COUNTS,
  pairs: { ...COUNTS, ngrams: [1, 2] },
  rare: { ...COUNTS, minRows: 2 },
  tfidf: { vocabulary: 'learned' },
  'tfidf without logarithm': { vocabulary: 'learned', sublinear: false },
}

function expectClose(found: readonly number[][], wanted: readonly number[][]): void {
  expect(found).toHaveLength(wanted.length)
  found.forEach((row, i) => {
    expect(row).toHaveLength(wanted[i]!.length)
    row.forEach((value, feature) => {
      expect(Math.abs(value - wanted[i]![feature]!)).toBeLessThanOrEqual(1e-14)
    })
  })
}

describe.each([
  ['words', golden.words],
  ['characters', golden.characters],
] as const)('%s', (as, cases: readonly BagGolden[]) => {
  it.each(cases)("$name: scikit-learn's terms and values", ({ name, terms, values }) => {
    const { names, encode } = fittedX({ as, ...OPTIONS[name] }, golden.texts)
    expect(names).toEqual(terms.map((term) => `x:${as}=${term}`))
    expectClose(encode(golden.laterTexts), values)
  })

  it("hashes into scikit-learn's buckets, of which those that training saw are features", () => {
    const { values } = as === 'words' ? golden.hashedWords : golden.hashedCharacters
    const { names, encode } = fittedX({ as, buckets: 64, idf: false, sublinear: false }, golden.laterTexts)
    const buckets = names.map((name) => Number(name.slice(`x:${as}#`.length)))
    const wanted = values.map((row) => buckets.map((bucket) => row[bucket]!))
    expectClose(encode(golden.laterTexts), wanted)
    values.forEach((row) => {
      expect(row.filter((value, bucket) => value !== 0 && !buckets.includes(bucket))).toEqual([])
    })
  })

  it('has no feature of a missing text, or of one whose tokens training never saw', () => {
    const { names, encode } = fittedX({ as, vocabulary: 'learned', ngrams: [2, 2] }, ['aa bb', 'bb cc', null])
    const none = new Array(names.length).fill(0)
    expect(encode([null, '?', 'zz'])).toEqual([none, none, none])
  })

  it('keeps the most frequent where there are more than `most`, of equally frequent ones all or none', () => {
    const { names } = fittedX({ as: 'words', vocabulary: 'learned', most: 3 }, ['a b c', 'a b d', 'a e f'])
    expect(names).toEqual(['x:words=a', 'x:words=b'])
  })

  it('leaves out a column of which no token occurs often enough', () => {
    expect(fitX({ as, ngrams: [2, 2], minRows: 2 }, ['aa', 'bb cc'])).toMatch(/no token that occurs often enough/)
    expect(fitX({ as }, [null, ''])).toMatch(/no token that occurs often enough/)
  })

  it.each([
    { ngrams: [2, 1] as never },
    { vocabulary: 'own' as never },
    { buckets: 1 },
    { buckets: 1e9 },
    { minRows: 0 },
    { most: 0 },
    { idf: 1 as never },
  ])('refuses the options %j', (options) => {
    expect(() => fitX({ as, ...options }, ['a', 'b'])).toThrow(UsageError)
  })

  it('reads no damaged config', () => {
    const hashed = fittedX({ as, buckets: 8 }, ['aa bb', 'cc']).fitted.config()
    const learned = fittedX({ as, vocabulary: 'learned' }, ['aa bb', 'cc']).fitted.config()
    for (const damage of [{ ngrams: [1] }, { ngrams: [3, 2] }, { rows: 0 }, { counts: [1] }, { counts: [] }, { idf: null }]) {
      expect(() => transformFromConfig({ ...hashed, ...damage }, 'x')).toThrow(FormatError)
      expect(() => transformFromConfig({ ...learned, ...damage }, 'x')).toThrow(FormatError)
    }
    expect(() => transformFromConfig({ ...learned, terms: ['a', 'a'] }, 'x')).toThrow(FormatError)
    expect(() => transformFromConfig({ ...hashed, seen: [9] }, 'x')).toThrow(FormatError)
  })
})

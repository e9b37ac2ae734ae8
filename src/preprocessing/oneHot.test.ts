import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGolden } from '../../test/support/golden.ts'
import { fittedX, fitX, type PreprocessingGolden } from '../../test/support/transforms.ts'
import { DataError, FormatError, UsageError } from '../errors.ts'
import { transformFromConfig } from './transforms.ts'

const { oneHot } = readGolden<PreprocessingGolden>('sklearn-preprocessing.json')

describe('oneHot', () => {
  it.each(oneHot)("is scikit-learn's OneHotEncoder with $options", ({ categories, later, options, wanted }) => {
    expect(fittedX({ as: 'oneHot', ...options }, categories).encode(later)).toEqual(wanted)
  })

  it('has one feature that is 1 for each row of training, and the same one for the same category', () => {
    const names = fc.array(fc.option(fc.string({ maxLength: 3 })), { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(names, fc.nat(29), (values, cut) => {
        const found = fitX({ as: 'oneHot' }, values, Math.min(cut, values.length))
        if (typeof found === 'string') {
          expect(found).toMatch(/^every value is /)
          return
        }
        const rows = found.encode(values)
        rows.forEach((row, i) => {
          expect([...row].sort()).toEqual([...new Array(row.length - 1).fill(0), 1])
          rows.forEach((other, j) => {
            if (values[i] === values[j]) expect(other).toEqual(row)
          })
        })
      }),
    )
  })

  it('takes 1, "1" and " 1.0 " for the same category: a file may have numbers where another has texts', () => {
    const { names, encode } = fittedX({ as: 'oneHot' }, [1, 2, 3])
    expect(names).toEqual(['x=1', 'x=2', 'x=3'])
    expect(encode(['1', ' 1.0 ', 'two'])).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ])
  })

  it('has a feature of missing ones where training had some; else a missing one is as an unseen one', () => {
    const { names, encode } = fittedX({ as: 'oneHot' }, ['a', '?', 'b', null])
    expect(names).toEqual(['x=a', 'x=b', 'x=missing'])
    expect(encode(['.', 'c'])).toEqual([
      [0, 0, 1],
      [0, 0, 0],
    ])
    expect(fittedX({ as: 'oneHot' }, ['a', 'b']).encode([null])).toEqual([[0, 0]])
    expect(fittedX({ as: 'oneHot', minRows: 2 }, ['a', 'a', 'b']).encode([null, 'new', 'b'])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ])
  })

  it('names features apart where categories are called other or missing', () => {
    const { names } = fittedX({ as: 'oneHot', minRows: 2 }, [
      'other',
      'other',
      'missing',
      'missing',
      null,
      'c',
      '(other)',
      '(other)',
    ])
    expect(names).toEqual(['x=(other)', 'x=missing', 'x=other', 'x=((other))', 'x=(missing)'])
  })

  it('refuses an unseen category where it is told to, by column and row', () => {
    const { encode } = fittedX({ as: 'oneHot', unknown: 'error' }, ['a', 'b'])
    expect(() => encode(['a', 'c'])).toThrow(DataError)
    expect(() => encode(['a', 'c'])).toThrow(/row 1\)?: the column "x" has the category "c", which training never saw. It saw a, b/)
  })

  it('leaves out a column without a difference', () => {
    expect(fitX({ as: 'oneHot' }, ['a', 'a'])).toBe('every value is "a"')
    expect(fitX({ as: 'oneHot' }, [null, '?'])).toBe('every value is missing')
    expect(fitX({ as: 'oneHot', minRows: 2 }, ['a', 'b'])).toBe('no value occurs in 2 rows')
  })

  it.each([{ minRows: 0 }, { most: 1.5 }, { unknown: 'skip' as never }])('refuses the options %j', (options) => {
    expect(() => fitX({ as: 'oneHot', ...options }, ['a', 'b'])).toThrow(UsageError)
  })

  it('reads no damaged config', () => {
    const config = fittedX({ as: 'oneHot' }, ['a', 'b']).fitted.config()
    for (const damage of [
      { categories: [] },
      { categories: ['a', 'a'] },
      { categories: ['a', ''] },
      { other: 1 },
      { missing: null },
      { unknown: '' },
    ]) {
      expect(() => transformFromConfig({ ...config, ...damage }, 'x')).toThrow(FormatError)
    }
  })
})

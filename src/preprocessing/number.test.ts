import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGolden } from '../../test/support/golden.ts'
import { fittedX, fitX, type PreprocessingGolden } from '../../test/support/transforms.ts'
import { DataError, FormatError, UsageError } from '../errors.ts'
import type { NumberOptions } from './number.ts'
import { transformFromConfig } from './transforms.ts'

const { filled } = readGolden<PreprocessingGolden>('sklearn-preprocessing.json')

describe('number', () => {
  it.each(filled)(
    "fills in the $missing and marks what was missing, as scikit-learn's SimpleImputer",
    ({ values, missing, wanted }) => {
      const { names, encode } = fittedX({ as: 'number', scale: 'none', missing }, values)
      expect(names).toEqual(['x', 'x=missing'])
      encode(values).forEach((row, i) => {
        row.forEach((value, feature) => {
          expect(value).toBeCloseTo(wanted[i]![feature]!, 12)
        })
      })
    },
  )

  it('is of mean 0 and deviation 1 over the rows it was fitted on, in however many pieces these came', () => {
    const numbers = fc
      .array(fc.option(fc.integer({ min: -1e6, max: 1e6 }), { freq: 4 }), { minLength: 3, maxLength: 40 })
      .filter((values) => new Set(values.filter((value) => value !== null)).size > 1)
    fc.assert(
      fc.property(numbers, fc.nat(39), (values, cut) => {
        const { encode } = fittedX({ as: 'number' }, values)
        const rows = encode(values)
        expect(fittedX({ as: 'number' }, values, Math.min(cut, values.length)).encode(values)).toEqual(rows)
        const known = rows.filter((_, row) => values[row] !== null).map(([value]) => value!)
        const mean = known.reduce((sum, value) => sum + value, 0) / known.length
        const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length
        expect(Math.abs(mean)).toBeLessThan(1e-6)
        expect(Math.abs(variance - 1)).toBeLessThan(1e-6)
      }),
    )
  })

  it('takes texts of numbers, 1 and "1.0" alike, and words for missing ones', () => {
    const { encode } = fittedX({ as: 'number', scale: 'none' }, ['1.0', '3', '?', 'NA', '', '2e0'])
    expect(encode([1, '1.0', ' 3 ', null, 'n/a', '.'])).toEqual([
      [1, 0],
      [1, 0],
      [3, 0],
      [2, 1],
      [2, 1],
      [2, 1],
    ])
  })

  it('fills in where training had no missing values too, without a mark', () => {
    expect(fittedX({ as: 'number', scale: 'none' }, [1, 2, 6]).encode([null, 5])).toEqual([[2], [5]])
  })

  it('fills in a number of its own, or takes no missing value at all', () => {
    expect(fittedX({ as: 'number', scale: 'none', missing: -1, indicator: false }, [1, null, 3]).encode([null])).toEqual([[-1]])
    const strict = fittedX({ as: 'number', missing: 'error' }, [1, 2])
    expect(() => strict.encode([1, null])).toThrow(DataError)
    expect(() => strict.encode([1, null])).toThrow(/row 1\)?: the value of "x" is missing/)
    expect(() => fitX({ as: 'number', missing: 'error' }, [1, null])).toThrow(/is missing, and none may be/)
  })

  it('names column, row and value of a text that is no number', () => {
    const { encode } = fittedX({ as: 'number' }, [1, 2])
    expect(() => encode([1, 'tall'])).toThrow(DataError)
    expect(() => encode([1, 'tall'])).toThrow(/row 1\)?: the column "x" was taken as one of numbers, and has "tall"/)
  })

  it('refuses a number beyond what models compute with, by column and row', () => {
    expect(() => fittedX({ as: 'number' }, [1e-300, 2e-300]).encode([1e300])).toThrow(/the value of "x" must be a finite number/)
  })

  it('leaves out what has nothing to learn from, and keeps the mark alone where only that varies', () => {
    expect(fitX({ as: 'number' }, [null, null])).toBe('every value is missing')
    expect(fitX({ as: 'number' }, [7, 7, 7])).toBe('every value is 7')
    const { names, encode } = fittedX({ as: 'number' }, [7, null, 7])
    expect(names).toEqual(['x=missing'])
    expect(encode([null, 7, 8])).toEqual([[1], [0], [0]])
  })

  it.each([
    [{ scale: 'max' }, /scale must be one of standard, minMax, robust, none; received "max"/],
    [{ missing: 'zero' }, /missing must be one of median, mean, mostFrequent, error, or a finite number; received "zero"/],
    [{ missing: Number.NaN }, /missing must be one of/],
    [{ indicator: 1 }, /indicator must be true or false; received 1/],
  ])('refuses the options %j', (options, message) => {
    const transform = { as: 'number', ...(options as NumberOptions) } as const
    expect(() => fitX(transform, [1, 2])).toThrow(UsageError)
    expect(() => fitX(transform, [1, 2])).toThrow(message)
  })

  it('reads no damaged config', () => {
    const config = fittedX({ as: 'number' }, [1, 2]).fitted.config()
    for (const damage of [{ scale: 0 }, { center: null }, { fill: 'x' }, { reads: 'text' }, { value: false }, { scaler: '' }]) {
      expect(() => transformFromConfig({ ...config, ...damage }, 'x')).toThrow(FormatError)
    }
  })
})

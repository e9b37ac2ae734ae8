import { describe, expect, it } from 'vitest'
import { readGolden } from '../../test/support/golden.ts'
import { fittedX, fitX, type PreprocessingGolden } from '../../test/support/transforms.ts'
import { DataError, FormatError, UsageError } from '../errors.ts'
import { transformFromConfig } from './transforms.ts'

const { ordinal } = readGolden<PreprocessingGolden>('sklearn-preprocessing.json')
const SIZES = ['small', 'medium', 'large']

describe('ordinal', () => {
  it("numbers categories as scikit-learn's OrdinalEncoder", () => {
    const { encode } = fittedX({ as: 'ordinal', scale: 'none' }, ordinal.categories)
    expect(encode(ordinal.categories).flat()).toEqual(ordinal.wanted)
  })

  it('numbers categories in the order that is given', () => {
    const { encode } = fittedX({ as: 'ordinal', order: SIZES, scale: 'none' }, ['large', 'small', 'small'])
    expect(encode(['small', 'medium', 'large'])).toEqual([[0], [1], [2]])
  })

  it('orders numbers by value, before texts', () => {
    const { encode } = fittedX({ as: 'ordinal', scale: 'none' }, ['10', '9', 'x', '2'])
    expect(encode(['2', '9', '10', 'x'])).toEqual([[0], [1], [2], [3]])
  })

  it('takes an unknown category for missing: the most frequent one; or refuses it, by column and row', () => {
    const { encode } = fittedX({ as: 'ordinal', order: SIZES, scale: 'none' }, ['large', 'large', 'small', 'huge'])
    expect(encode(['tiny', null, 'small'])).toEqual([
      [2, 1],
      [2, 1],
      [0, 0],
    ])
    const strict = fittedX({ as: 'ordinal', order: SIZES, unknown: 'error' }, ['large', 'small', 'large'])
    expect(() => strict.encode(['small', 'tiny'])).toThrow(DataError)
    expect(() => strict.encode(['small', 'tiny'])).toThrow(
      /row 1\)?: the column "x" has the category "tiny", which is not one of small/,
    )
    expect(strict.encode([null])).toEqual(strict.encode(['large']))
  })

  it.each([[['one']], [['a', 'a']], [['a', '']], ['a, b' as never]])('refuses the order %j', (order) => {
    expect(() => fitX({ as: 'ordinal', order }, ['a', 'b'])).toThrow(UsageError)
  })

  it('reads no damaged config', () => {
    const config = fittedX({ as: 'ordinal' }, ['a', 'b']).fitted.config()
    for (const damage of [{ order: ['a', 'a'] }, { unknown: 1 }, { number: null }, { number: { scale: -1 } }]) {
      expect(() => transformFromConfig({ ...config, ...damage }, 'x')).toThrow(FormatError)
    }
  })
})

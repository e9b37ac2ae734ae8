import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../errors.ts'
import { evaluateExpression } from './evaluate.ts'
import type { Value } from './functions.ts'
import { valueText } from './numberText.ts'

const value = (source: string, names: Record<string, Value> = {}): Value =>
  evaluateExpression(source, new Map(Object.entries(names)))

describe('evaluateExpression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-2 ^ 2', -4],
    ['2 ^ 3 ^ 2', 512],
    ['2 ^ -2', 0.25],
    ['round(3 ^ 0.5, 6)', 1.732051],
    ['7 % 4 + -7 % 4', 4],
    ['10 / 4', 2.5],
    ['1 < 2 and 2 <= 2 and not (3 != 3)', 1],
    ['1 > 2 or 0', 0],
    ['[1, 2, 3][2]', 3],
    ['[[1, 2], [3, 4]][1][0]', 3],
    ['sum([1, 2, 3]) + max(4, 5) - min([6, 7])', 5],
    ['mean([1, 2, 6])', 3],
    ['argmax([1, 3, 2]) + argmin([1, 3, 2])', 1],
    ['count([5, 6, 7])', 3],
    ['round(2.5) + round(-2.5) + round(1.005, 2)', 1],
    ['ceil(1.2) + floor(1.8)', 3],
    ['if(1 < 2, 10, 20)', 10],
    ['sum(column([[1, 2], [3, 4]], 1))', 6],
    ['float32(0.1)', Math.fround(0.1)],
    ['.5e1', 5],
  ])('%s is %s', (source, expected) => {
    expect(value(source)).toBe(expected)
  })

  it('goes through lists item by item', () => {
    expect(value('[1, 2] + [3, 4] * 2 - z', { z: [1, 1] })).toEqual([6, 9])
    expect(value('sqrt([4, 9])')).toEqual([2, 3])
  })

  it('computes what argmax computes', () => {
    expect(value('softmax([0, 0])')).toEqual([0.5, 0.5])
    expect(value('logSumExp([1000, 1000])')).toBeCloseTo(1000 + Math.log(2), 4)
    expect(value('crossEntropy([40, 0], 0)')).toBeCloseTo(4.248354255291589e-18, 24)
    expect(value('-log(0.25)')).toBeCloseTo(Math.log(4), 14)
  })

  it('takes exponentials and logarithms of any float64', () => {
    fc.assert(
      fc.property(fc.double({ min: -740, max: 709.7, noNaN: true }), (x) => {
        const expected = Math.exp(x)
        // Near the bottom of the range numbers have few digits, and two factors round twice.
        expect(Math.abs((value(`exp(${x})`) as number) - expected)).toBeLessThanOrEqual(expected * 2e-13 + 1e-323)
      }),
      { seed: 1 },
    )
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        expect(value('log(x)', { x })).toBeCloseTo(Math.log(x), 11)
      }),
      { seed: 1 },
    )
    expect(() => value('exp(710)')).toThrow(/not finite/)
  })

  it.each([
    ['', /expected a number, a name, "\[" or "\(" at character 1, found the end/],
    ['1 +', /at character 4, found the end/],
    ['1 2', /expected an operator or the end at character 3, found "2"/],
    ['a.b', /unexpected "\." at character 2/],
    ['x = 1', /unexpected "="/],
    ['x', /no value "x"; known are y/],
    ['constructor', /no value "constructor"/],
    ['toString()', /no function toString/],
    ['__proto__', /unexpected "_"/],
    ['log', /log is a function/],
    ['log()', /log takes 1 argument, not 0/],
    ['[1, 2][2]', /from 0 to 1; it is 2/],
    ['y[0]', /only a list has items/],
    ['[1] + [1, 2]', /lists of 1 and 2 items/],
    ['1 / 0', /not finite/],
    ['sqrt(-1)', /not finite/],
    ['1 < 2 < 3', /not chained/],
    ['crossEntropy([1, 2], 2)', /from 0 to 1/],
    ['"a"', /unexpected/],
    ['`a`', /unexpected/],
    ['a => 1', /unexpected|expected/],
  ])('refuses %s and says why', (source, message) => {
    expect(() => value(source, { y: 1 })).toThrow(message)
    expect(() => value(source, { y: 1 })).toThrow(FormatError)
  })

  it.each([
    ['deep brackets', `${'('.repeat(240)}1${')'.repeat(240)}`],
    ['many signs', `${'-'.repeat(400)}1`],
    ['a long text', '1+'.repeat(400)],
    ['lists of lists', `${'['.repeat(200)}1${']'.repeat(200)}`],
  ])('refuses %s', (_, source) => {
    expect(() => value(source)).toThrow(FormatError)
  })

  it('ends, with a finite value or a FormatError, whatever it is given', () => {
    const bits = [
      '1',
      '2',
      'x',
      '+',
      '-',
      '*',
      '/',
      '^',
      '(',
      ')',
      '[',
      ']',
      ',',
      ' ',
      'log',
      'softmax',
      'sum',
      '<',
      'and',
      'not',
      'if',
      '999',
    ]
    const source = fc.array(fc.constantFrom(...bits), { maxLength: 30 }).map((parts) => parts.join(' '))
    fc.assert(
      fc.property(source, (text) => {
        try {
          expect(JSON.stringify(value(text, { x: [1, 2] }))).not.toMatch(/null/)
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
      }),
      { numRuns: 3000, seed: 1 },
    )
  })
})

describe('valueText', () => {
  it.each([
    [3, undefined, '3'],
    [-0, undefined, '0'],
    [20175, undefined, '20175'],
    [0.1 + 0.2, undefined, '0.3'],
    [1 / 3, 3, '0.333'],
    [-0.0001, 2, '0.00'],
    [[1, 0.5], undefined, '[1, 0.5]'],
  ])('%s with %s decimals is %s', (given, decimals, text) => {
    expect(valueText(given, decimals)).toBe(text)
  })
})

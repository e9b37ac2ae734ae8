import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMissingText, parseNumber } from './parseNumber.ts'

describe('parseNumber', () => {
  it('reads every finite number back as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value))).toBe(Object.is(value, -0) ? 0 : value) // String(-0) is '0'
      }),
    )
  })

  it('reads digits with a point as Number() does, to the last bit', () => {
    const digits = fc.stringMatching(/^-?\d{0,10}\.?\d{0,10}$/).filter((text) => /\d/.test(text))
    const check = (text: string): void => {
      expect(parseNumber(text)).toBe(Number(text))
    }
    fc.assert(fc.property(digits, check), { numRuns: 2000 })
  })

  it.each([
    ['5.', 5],
    ['.5', 0.5],
    ['+1', 1],
    ['-0', -0],
    [' 12 ', 12],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['007', 7],
    ['1e-400', 0],
  ])('reads %j as a number', (text, value) => {
    expect(parseNumber(text)).toBe(value)
  })

  it.each(['', '  ', 'NA', 'n/a', 'NaN', 'nan', 'NULL', '?', '.', ' NA ', ' '.repeat(20)])('takes %j for missing', (text) => {
    expect(parseNumber(text)).toBeNaN()
    expect(isMissingText(text)).toBe(true)
  })

  it.each([
    '..',
    '-.',
    '-',
    'e5',
    '1e',
    '1,5',
    '1 000',
    '1_000',
    '0x10',
    'Infinity',
    '-inf',
    '1e999',
    '12%',
    '1.2.3',
    'none',
    'true',
    '--1',
  ])('takes %j for a text', (text) => {
    expect(parseNumber(text)).toBeUndefined()
    expect(isMissingText(text)).toBe(false)
  })
})

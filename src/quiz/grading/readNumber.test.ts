import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNumber } from './readNumber.ts'

describe('readNumber', () => {
  it.each([
    ['20175', 20175],
    ['20 175', 20175],
    ['20\u00a0175', 20175],
    ["20'175", 20175],
    ['1,234,567', 1234567],
    ['1,234.5', 1234.5],
    ['0,875', 0.875],
    ['0.875', 0.875],
    ['3,14', 3.14],
    ['-0.25', -0.25],
    ['\u22120.25', -0.25],
    ['+3', 3],
    ['1e-3', 0.001],
    [' 50 % ', 50],
    ['.5', 0.5],
  ])('reads %j as %s', (text, value) => {
    expect(readNumber(text)).toEqual({ value })
  })

  it.each(['', '  ', 'abc', '0x10', '1e999', 'Infinity', 'NaN', '1.2.3', '--1', '1 2', '1,2,3'])('refuses %j', (text) => {
    expect(readNumber(text)).toEqual({ problem: expect.any(String) })
  })

  it('does not guess what can be read in two ways', () => {
    expect(readNumber('20,175')).toEqual({ problem: '20,175 can be read in two ways. Write 20175 or 20.175.' })
  })

  it('reads back every number that JavaScript writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readNumber(String(value))).toEqual({ value: value === 0 ? 0 : value })
      }),
      { seed: 1 },
    )
  })
})

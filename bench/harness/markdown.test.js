import { expect, test } from 'vitest'
import { markdownTable, spread, threeDigits } from './markdown.js'

test('columns are padded, numbers stand right', () => {
  expect(markdownTable(['one', 's'], [['argmax', '0.196'], ['x']])).toBe(
    ['| one    |     s |', '|--------|------:|', '| argmax | 0.196 |', '| x      |       |'].join('\n'),
  )
})

test.each([
  [0.0123, '0.012'],
  [0.19649, '0.196'],
  [0.9996, '1.00'],
  [9.994, '9.99'],
  [9.996, '10.0'],
  [99.96, '100'],
  [1234.5, '1,235'],
  [Number.NaN, '-'],
])('%d is written %s', (value, text) => expect(threeDigits(value)).toBe(text))

test('a spread is median, least and most, in the unit shown', () => {
  expect(spread({ median: 2e-6, min: 1.5e-6, max: 3e-6 }, 1e6)).toBe('2.00 (1.50-3.00)')
})

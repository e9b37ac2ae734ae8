import { expect, test } from 'vitest'
import { median, ratios, summary } from './statistics.js'

test('the median is the middle value, or the mean of the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 100])).toBe(3.5)
  expect(median([])).toBeNaN()
})

test('numbers are ordered as numbers, and the list stays as it was', () => {
  const values = [10, 9, 100]
  expect(summary(values)).toEqual({ median: 10, min: 9, max: 100, count: 3 })
  expect(values).toEqual([10, 9, 100])
})

test('ratios are of pairs: a machine that slows down for one pair changes no ratio', () => {
  const pairs = [
    { own: 1, other: 3 },
    { own: 10, other: 30 },
    { own: 2, other: 7 },
  ]
  expect(ratios(pairs)).toEqual({ median: 3, min: 3, max: 3.5, count: 3 })
})

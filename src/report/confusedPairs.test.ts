import { expect, it } from 'vitest'
import { confusedPairs } from './confusedPairs.ts'

it('lists what stands beside the diagonal, most rows first, equal ones in class order', () => {
  const pairs = confusedPairs([
    [5, 2, 0],
    [1, 9, 0],
    [2, 0, 0],
  ])
  expect(pairs).toEqual([
    { truth: 0, predicted: 1, count: 2, share: 2 / 7 },
    { truth: 2, predicted: 0, count: 2, share: 1 },
    { truth: 1, predicted: 0, count: 1, share: 0.1 },
  ])
})

it('is empty where all is right, or nothing is there', () => {
  expect(
    confusedPairs([
      [3, 0],
      [0, 0],
    ]),
  ).toEqual([])
  expect(confusedPairs([])).toEqual([])
})

import { expect, test } from 'vitest'
import { balanceNote } from './balance.ts'

test('unbalanced classes are named from ten to one on', () => {
  const numbers = (many: number): number[] => [...Array.from({ length: many }, () => 0), 1, 2, 2]
  expect(balanceNote(numbers(9), ['a', 'b', 'c'])).toBeUndefined()
  expect(balanceNote(numbers(10), ['a', 'b', 'c'])).toMatch(
    /^The class a has 10 training rows and b has 1, .* --class-weight balanced/,
  )
  // A class without a training row is said elsewhere.
  expect(balanceNote([0, 0], ['a', 'b'])).toBeUndefined()
})

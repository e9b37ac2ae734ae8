import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countParts, roundUp } from './rounding.ts'

test('as many parts as are needed, and no more', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), fc.integer({ min: 1, max: 2 ** 20 }), (count, size) => {
      const parts = countParts(count, size)
      expect(parts * size).toBeGreaterThanOrEqual(count)
      expect((parts - 1) * size).toBeLessThan(Math.max(count, 1))
      expect(roundUp(count, size)).toBe(parts * size)
    }),
  )
  expect([countParts(0, 3), countParts(3, 3), countParts(4, 3)]).toEqual([0, 1, 2])
})

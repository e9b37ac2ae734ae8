import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearAxis } from './ticks.ts'

const labels = (values: number[], options = {}): string[] => {
  const axis = linearAxis(values, options)
  return axis.ticks.map(axis.label)
}

describe('linearAxis', () => {
  it('has round ticks, all with the same decimals', () => {
    expect(labels([0.03, 0.42])).toEqual(['0', '0.1', '0.2', '0.3', '0.4', '0.5'])
    expect(labels([0.878, 0.983], { within: [0, 1] })).toEqual(['0.85', '0.90', '0.95', '1.00'])
    expect(labels([1, 100], { whole: true, within: [1, 100] })).toEqual(['20', '40', '60', '80', '100'])
    expect(labels([1, 2], { whole: true, within: [1, 2] })).toEqual(['1', '2'])
    expect(labels([-3, 4])).toEqual(['−4', '−2', '0', '2', '4'])
    expect(labels([1e9, 3e9])).toEqual(['1e9', '1.5e9', '2e9', '2.5e9', '3e9'])
  })

  it('begins at zero where zero is near', () => {
    expect(linearAxis([0.2, 1], { fromZero: true }).min).toBe(0)
    expect(linearAxis([0.9, 1], { fromZero: true }).min).toBe(0.9)
  })

  it('has some extent, whatever it is given', () => {
    for (const values of [[], [0], [5], [Number.NaN], [Number.POSITIVE_INFINITY, 3]]) {
      const { min, max, ticks } = linearAxis(values)
      expect(max).toBeGreaterThan(min)
      expect(ticks.length).toBeGreaterThan(1)
    }
  })

  it('holds all values and all ticks, at most a dozen', () => {
    const values = fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(values, fc.double({ min: 1e-9, max: 1, noNaN: true }), (list, scale) => {
        const scaled = list.map((value) => value * scale)
        const { min, max, ticks } = linearAxis(scaled)
        const slack = 1e-9 * (max - min)
        for (const value of [...scaled, ...ticks]) {
          expect(value).toBeGreaterThanOrEqual(min - slack)
          expect(value).toBeLessThanOrEqual(max + slack)
        }
        expect(ticks.length).toBeGreaterThan(1)
        expect(ticks.length).toBeLessThanOrEqual(12)
      }),
    )
  })
})

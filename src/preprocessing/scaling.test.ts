import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGolden } from '../../test/support/golden.ts'
import type { PreprocessingGolden } from '../../test/support/transforms.ts'
import { quantile } from './quantile.ts'
import { SCALER_NAMES, scalingOf } from './scaling.ts'

const { scaled } = readGolden<PreprocessingGolden>('sklearn-preprocessing.json')

describe('scalingOf', () => {
  it.each(scaled)("$scaler of $name values is scikit-learn's", ({ values, scaler, wanted }) => {
    const { center, scale } = scalingOf(scaler, Float64Array.from(values))
    // Beside values that are far from 0, scikit-learn's own mean is off by some of their last bits.
    const far = 1e-15 * Math.max(...values.map(Math.abs))
    const most = 1e-12 * Math.max(...wanted.map(Math.abs)) + far / scale
    values.forEach((value, i) => {
      expect(Math.abs((value - center) / scale - wanted[i]!)).toBeLessThanOrEqual(most)
    })
  })

  it('has a center and a scale > 0 for whatever two or more different numbers', () => {
    const numbers = fc
      .array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 20 })
      .filter((values) => values.some((value) => value !== values[0]))
    fc.assert(
      fc.property(numbers, fc.constantFrom(...SCALER_NAMES), (values, name) => {
        const { center, scale } = scalingOf(name, Float64Array.from(values))
        expect(Number.isFinite(center)).toBe(true)
        expect(scale).toBeGreaterThan(0)
        expect(scale).toBeLessThan(Number.POSITIVE_INFINITY)
      }),
    )
  })

  it('does not lose digits of values that are far from 0', () => {
    const far = Float64Array.of(1e15 + 1, 1e15 + 2, 1e15 + 3)
    expect(scalingOf('standard', far)).toEqual({ center: 1e15 + 2, scale: Math.sqrt(2 / 3) })
  })
})

describe('quantile', () => {
  it('is between its neighbours, and is the least and the greatest at the ends', () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const ascending = Float64Array.from(values).sort()
        const found = quantile(ascending, q)
        const below = Math.floor(q * (ascending.length - 1))
        expect(found).toBeGreaterThanOrEqual(ascending[below]!)
        expect(found).toBeLessThanOrEqual(ascending[Math.min(below + 1, ascending.length - 1)]!)
        expect(quantile(ascending, 0)).toBe(ascending[0])
        expect(quantile(ascending, 1)).toBe(ascending.at(-1))
      }),
    )
  })
})

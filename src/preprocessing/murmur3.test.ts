import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGolden } from '../../test/support/golden.ts'
import type { PreprocessingGolden } from '../../test/support/transforms.ts'
import { bucketOf, murmur3 } from './murmur3.ts'

const { murmur3: golden } = readGolden<PreprocessingGolden>('sklearn-preprocessing.json')

describe('murmur3', () => {
  it.each(golden)("of $text is scikit-learn's", ({ text, wanted }) => {
    expect(murmur3(text)).toBe(wanted)
  })

  it('of a part is that of the part alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b, c) => {
        expect(murmur3(a + b + c, a.length, a.length + b.length)).toBe(murmur3(b))
      }),
    )
  })

  it('buckets are in range, halves of surrogate pairs too', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), fc.integer({ min: 2, max: 1000 }), (units, buckets) => {
        const bucket = bucketOf(buckets, String.fromCharCode(...units))
        expect(bucket).toBeGreaterThanOrEqual(0)
        expect(bucket).toBeLessThan(buckets)
      }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { fittedX } from '../../test/support/transforms.ts'

describe('category', () => {
  it('is one-hot up to `most` categories, missing ones aside, and hashed beyond', () => {
    const some = Array.from({ length: 20 }, (_, i) => `c${i % 10}`)
    expect(fittedX({ as: 'category', most: 10 }, [...some, null]).fitted.config().as).toBe('oneHot')
    expect(fittedX({ as: 'category', most: 9 }, some).fitted.config().as).toBe('hashed')
    expect(fittedX({ as: 'category', most: 9, buckets: 4 }, some).names.length).toBeLessThanOrEqual(4)
  })

  it('has a feature for each of 1,000 categories', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `c${i}`)
    const { fitted, encode } = fittedX({ as: 'category' }, names)
    expect(fitted.width).toBe(1000)
    expect(encode(['c999', 'c1000']).map((row) => row.indexOf(1))).toEqual([[...names].sort().indexOf('c999'), -1])
  })
})

import { describe, expect, it } from 'vitest'
import { fittedX, fitX } from '../../test/support/transforms.ts'
import { FormatError, UsageError } from '../errors.ts'
import { MOST_BUCKETS } from './buckets.ts'
import { bucketOf } from './murmur3.ts'
import { transformFromConfig } from './transforms.ts'

const towns = Array.from({ length: 300 }, (_, i) => `town ${i}`)

describe('hashed', () => {
  it('has a feature for each bucket that training rows fell in, named by its number', () => {
    const { names, encode } = fittedX({ as: 'hashed', buckets: 64 }, towns)
    const seen = [...new Set(towns.map((town) => bucketOf(64, town)))].sort((a, b) => a - b)
    expect(names).toEqual(seen.map((bucket) => `x#${bucket}`))
    encode(towns).forEach((row, i) => {
      expect(row).toEqual(seen.map((bucket) => (bucket === bucketOf(64, towns[i]!) ? 1 : 0)))
    })
  })

  it('puts an unseen category into its bucket, and nowhere where training left that empty', () => {
    const { encode } = fittedX({ as: 'hashed', buckets: MOST_BUCKETS }, ['a', 'b'])
    expect(encode(['c', 'b'])[0]).toEqual([0, 0])
    const all = fittedX({ as: 'hashed', buckets: 2 }, ['a', 'b', 'c', 'd'])
    expect(all.encode(['never seen'])[0]!.filter((value) => value === 1)).toHaveLength(1)
  })

  it('has a feature of missing ones, the last, where training had some', () => {
    const { names, encode } = fittedX({ as: 'hashed', buckets: 8 }, ['a', null, 'b'])
    expect(names.at(-1)).toBe('x=missing')
    expect(encode(['?'])[0]).toEqual(names.map((name) => (name === 'x=missing' ? 1 : 0)))
  })

  it('refuses numbers of buckets that there can not be', () => {
    for (const buckets of [1, 2.5, MOST_BUCKETS + 1]) {
      expect(() => fitX({ as: 'hashed', buckets }, ['a', 'b'])).toThrow(UsageError)
    }
  })

  it('reads no damaged config', () => {
    const config = fittedX({ as: 'hashed', buckets: 8 }, ['a', 'b']).fitted.config()
    for (const damage of [{ buckets: 0 }, { buckets: 1e12 }, { seen: [] }, { seen: [3, 2] }, { seen: [8] }, { missing: 0 }]) {
      expect(() => transformFromConfig({ ...config, ...damage }, 'x')).toThrow(FormatError)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { fittedX, fitX } from '../../test/support/transforms.ts'

describe('spelling', () => {
  const rare = Array.from({ length: 40 }, (_, i) => `${['ford', 'fiat'][i % 2]} ${String.fromCharCode(97 + (i % 26))}${i}`)

  it('is a bag of characters where a fifth of the rows have a category of their own', () => {
    const { fitted, encode } = fittedX({ as: 'spelling' }, rare)
    expect(fitted.config().as).toBe('characters')
    const [known, unseen, other] = encode([rare[0], 'ford zz', 'qq']) as [number[], number[], number[]]
    const product = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
    expect(product(known, unseen)).toBeGreaterThan(product(known, other))
  })

  it('is left out where categories repeat, or are few', () => {
    expect(
      fitX(
        { as: 'spelling' },
        Array.from({ length: 100 }, (_, i) => `c${i % 30}`),
      ),
    ).toBe('few of its categories are rare')
    expect(fitX({ as: 'spelling' }, ['a', 'b', 'c'])).toBe('few of its categories are rare')
  })
})

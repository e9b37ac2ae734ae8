import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../errors.ts'
import { checkNgrams, type NgramRange, visitCharacters, visitWords } from './tokens.ts'

function tokens(visitAll: typeof visitWords, text: string, range: NgramRange): string[] {
  const found: string[] = []
  visitAll(text, range, (piece, from, to) => found.push(piece.slice(from, to)))
  return found
}

/** Half of a surrogate pair. */
const HALF_PAIR = /\p{Surrogate}/u

describe('visitWords', () => {
  it('cuts at all that is no letter, mark or number, in any script', () => {
    expect(tokens(visitWords, "Don't stop_me: 3.14 naïve cafe\u0301!", [1, 1])).toEqual([
      ...['Don', 't', 'stop', 'me', '3', '14', 'naïve', 'cafe\u0301'],
    ])
    expect(tokens(visitWords, '日本語 Привет, мир 𝒜𝒷', [1, 1])).toEqual(['日本語', 'Привет', 'мир', '𝒜𝒷'])
    expect(tokens(visitWords, ' ... ', [1, 3])).toEqual([])
  })

  it('joins neighbours by one space', () => {
    expect(tokens(visitWords, 'to be,  or', [1, 2])).toEqual(['to', 'be', 'or', 'to be', 'be or'])
  })
})

describe('visitCharacters', () => {
  it('takes pieces of what stands between white space, with a space at either end', () => {
    expect(tokens(visitCharacters, 'to \u00a0\n be', [3, 3])).toEqual([' to', 'to ', ' be', 'be '])
  })

  it('takes what is shorter whole, once', () => {
    expect(tokens(visitCharacters, 'I', [2, 5])).toEqual([' I', 'I ', ' I '])
  })

  it('never cuts a code point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const token of tokens(visitCharacters, text, [1, 3])) {
          expect([...token].length).toBeLessThanOrEqual(3)
          if (!HALF_PAIR.test(text)) expect(token).not.toMatch(HALF_PAIR)
        }
      }),
    )
  })
})

describe('checkNgrams', () => {
  it.each([[[2, 1]], [[0, 1]], [[1]], [[1, 1.5]], [[1, 33]], [3], [null]])('refuses %j', (range) => {
    expect(() => checkNgrams(range, 32, 'ngrams')).toThrow(UsageError)
  })
})

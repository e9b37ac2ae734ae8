import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowerCase } from './lowerCase.ts'

describe('lowerCase', () => {
  it("maps every letter that this engine's Unicode maps, to the same one", () => {
    const wrong: string[] = []
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue
      const letter = String.fromCodePoint(code)
      const lower = letter.toLowerCase()
      if (lower !== letter && [...lower].length === 1 && lowerCase(letter) !== lower) wrong.push(letter)
    }
    expect(wrong).toEqual([])
  })

  it('maps letter by letter, and changes nothing else', () => {
    expect(lowerCase('ÄRGER Straße ΣΊΣΥΦΟΣ')).toBe('ärger straße σίσυφοσ')
    expect(lowerCase('İI')).toBe('ii')
    expect(lowerCase('𐐀b')).toBe('𐐨b')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(lowerCase(`${a} ${b}`)).toBe(`${lowerCase(a)} ${lowerCase(b)}`)
        expect(lowerCase(lowerCase(a))).toBe(lowerCase(a))
        expect([...lowerCase(a)]).toHaveLength([...a].length)
      }),
    )
  })

  it('leaves halves of surrogate pairs as they are', () => {
    expect(lowerCase('A\ud801B\udc00')).toBe('a\ud801b\udc00')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../errors.ts'
import { MOST_YAML_CHARACTERS, readYaml, writeYaml } from './yaml.ts'

describe('readYaml', () => {
  it('gives values, and where each stands', () => {
    const { value, placeOf } = readYaml('title: A\nitems:\n  - id: x\n    points: 2\n  - id: y\n')
    expect(value).toEqual({ title: 'A', items: [{ id: 'x', points: 2 }, { id: 'y' }] })
    expect(placeOf(['items', 0, 'points'])).toEqual({ line: 4, column: 5 })
    expect(placeOf(['items', 1])).toEqual({ line: 5, column: 5 })
    expect(placeOf(['items', 1, 'points'])).toEqual({ line: 5, column: 5 }) // not there: its parent
    expect(placeOf(['title'])).toEqual({ line: 1, column: 1 })
  })

  it.each([
    ['a bomb of aliases', `a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]`, /^file:\d+: .*(anchor|alias)/],
    ['an alias that leads nowhere', 'a: *x', /file:1/],
    ['a tag', 'a: !!js/function "x"', /file:1/],
    ['a key that is there twice', 'a: 1\nb: 2\na: 3', /^file:3:1: .*unique/],
    ['two documents', 'a: 1\n---\nb: 2', /^file:2:1: .*second document/],
    ['an open bracket', 'a: [1, 2', /^file:1/],
    ['a tab for an indent', 'a:\n\t- 1', /^file:2/],
    ['keys that are lists', '[1, 2]: 3', /file:1/],
  ])('refuses %s, with its line', (_, text, message) => {
    expect(() => readYaml(text, 'file')).toThrow(message)
    expect(() => readYaml(text, 'file')).toThrow(FormatError)
  })

  it.each([
    ['flow lists', '['.repeat(200_000)],
    ['closed flow lists', `${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['flow maps', '{a: '.repeat(50_000)],
    ['dashes', '- '.repeat(100_000)],
    ['question marks', '? '.repeat(50_000)],
    ['indents', Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('refuses deep %s', (_, text) => {
    expect(() => readYaml(text)).toThrow(FormatError)
  })

  it('refuses 10 MB', () => {
    expect(() => readYaml(`a: ${'x'.repeat(10 * 1024 * 1024)}`)).toThrow(/10485763 characters; at most 2097152/)
    expect(() => readYaml('- a\n'.repeat(MOST_YAML_CHARACTERS / 4 - 1))).toThrow(/more than 300000 signs and values/)
  })

  it('reads JSON, as YAML holds it, and no prototype of a file reaches an object', () => {
    const { value } = readYaml('{"a": [1, true, null], "__proto__": {"polluted": 1}}')
    expect((value as { a: unknown }).a).toEqual([1, true, null])
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (value) => {
        expect(readYaml(writeYaml(value)).value).toEqual({ ...value })
      }),
      { seed: 1 },
    )
  })

  it('never throws anything but a FormatError', () => {
    const bits = ['a', ':', ' ', '-', '\n', '[', ']', '{', '}', '"', "'", '#', '&', '*', '!', '|', '>', '?', '%', '@', '\t']
    const text = fc.array(fc.constantFrom(...bits), { maxLength: 60 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (source) => {
        try {
          readYaml(source)
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
      }),
      { numRuns: 2000, seed: 1 },
    )
  })
})

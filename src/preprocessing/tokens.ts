// Words and pieces of words, by rules of our own: what counts as a letter is in a shipped table, and so is white space.

import { describe, UsageError } from '../errors.ts'
import { WORD_RANGES } from './unicodeTables.ts'

/** Called with each token: the part [from, to) of a text, in UTF-16 units. */
export type VisitToken = (text: string, from: number, to: number) => void

/** The shortest and the longest n-grams, in words or characters. */
export type NgramRange = readonly [shortest: number, longest: number]

const LAST_CODE_POINT = 0x10ffff
let wordBits: Uint8Array | undefined

/** A bit for each code point: whether words are made of it. */
function wordTable(): Uint8Array {
  if (wordBits !== undefined) return wordBits
  wordBits = new Uint8Array((LAST_CODE_POINT + 8) >> 3)
  let end = -1
  for (const range of WORD_RANGES.split(' ')) {
    const [gap, more = 0] = range.split(',').map((digits) => Number.parseInt(digits, 36)) as [number, number?]
    const start = end + gap
    end = start + more
    for (let code = start; code <= end; code++) wordBits[code >> 3] = (wordBits[code >> 3] as number) | (1 << (code & 7))
  }
  return wordBits
}

/** White space: the code points with Unicode's property of that name. */
function isSpace(unit: number): boolean {
  if (unit < 128) return unit === 32 || (unit >= 9 && unit <= 13)
  if (unit < 0x1680) return unit === 0x85 || unit === 0xa0
  return (
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  )
}

/** @throws UsageError unless it is two whole numbers, 1 <= shortest <= longest <= most */
export function checkNgrams(range: unknown, most: number, what: string): asserts range is NgramRange {
  const [shortest, longest] = Array.isArray(range) && range.length === 2 ? range : []
  const fine = Number.isInteger(shortest) && Number.isInteger(longest) && shortest >= 1 && shortest <= longest && longest <= most
  if (!fine) {
    throw new UsageError(
      `${what} must be the shortest and the longest n-gram, such as [1, 2], whole numbers from 1 to ${most}; received ${describe(range)}.`,
    )
  }
}

/**
 * Visits the n-grams of a text's words, which are joined by single spaces. A word is a run of letters, marks and numbers (Unicode 17.0):
 * "don't" is two, and a text in a script without spaces is one.
 */
export function visitWords(text: string, [shortest, longest]: NgramRange, visit: VisitToken): void {
  const bits = wordTable()
  const [starts, ends]: [number[], number[]] = [[], []]
  let joined = ''
  for (let i = 0, start = -1; i <= text.length; i++) {
    const first = i
    const code = i < text.length ? (text.codePointAt(i) as number) : 32
    if (code > 0xffff) i++
    const isWord = ((bits[code >> 3] as number) & (1 << (code & 7))) !== 0
    if (isWord && start < 0) start = first
    else if (!isWord && start >= 0) {
      if (joined !== '') joined += ' '
      starts.push(joined.length)
      joined += text.slice(start, first)
      ends.push(joined.length)
      start = -1
    }
  }
  for (let n = shortest; n <= longest; n++) {
    for (let i = 0; i + n <= starts.length; i++) visit(joined, starts[i] as number, ends[i + n - 1] as number)
  }
}

/**
 * Visits the n-grams of a text's characters, code points, within what stands between white space, with a space at either end: of "to be"
 * with n = 3 " to", "to ", " be", "be ". What is shorter than n is visited whole, once. As scikit-learn's analyzer char_wb.
 */
export function visitCharacters(text: string, [shortest, longest]: NgramRange, visit: VisitToken): void {
  for (let i = 0, start = -1; i <= text.length; i++) {
    const space = i === text.length || isSpace(text.charCodeAt(i))
    if (!space && start < 0) start = i
    else if (space && start >= 0) {
      visitPieces(` ${text.slice(start, i)} `, shortest, longest, visit)
      start = -1
    }
  }
}

function visitPieces(word: string, shortest: number, longest: number, visit: VisitToken): void {
  const at = [0] // where each code point begins
  for (let i = 0; i < word.length; ) {
    i += (word.codePointAt(i) as number) > 0xffff ? 2 : 1
    at.push(i)
  }
  const length = at.length - 1
  for (let n = shortest; n <= longest; n++) {
    if (n >= length) {
      visit(word, 0, word.length)
      return
    }
    for (let i = 0; i + n <= length; i++) visit(word, at[i] as number, at[i + n] as number)
  }
}

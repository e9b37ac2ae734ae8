// What is known of a column's values, gathered as they come: how many there are and how many different ones, some of them, and the
// shape of all. From this alone its kind is found, and `argmax data preview` shows it.

import { isIsoDate } from './isoDate.ts'
import { isMissingText, isPaddedNumber, parseNumber } from './parseNumber.ts'
import type { Table, TableColumn } from './table.ts'

/** Different values that are kept apart; a column with more has "more than" that many. */
const MOST_DISTINCT = 10_000
const EXAMPLES = 5

/** Words for yes and no, in lower case. A column of them uses one pair. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['t', 'f'],
  ['y', 'n'],
  ['on', 'off'],
  ['1', '0'],
]

/** What is known of a column. */
export interface ColumnFacts {
  readonly name: string
  readonly type: 'number' | 'text'
  readonly rows: number
  /** Values that are missing: blank, or a word for it as in `isMissingText`. */
  readonly missing: number
  /** How many different values there are; where there are more than 10,000, that many. */
  readonly distinct: number
  /** Whether `distinct` is all of them. */
  readonly distinctIsExact: boolean
  /** The first few different values. */
  readonly examples: readonly (number | string)[]
  /** The least and greatest number; undefined in a column of texts, or without values. */
  readonly range?: readonly [number, number]
  /** What all values that are there have in common. */
  readonly allWhole: boolean
  readonly allNumbers: boolean
  readonly allBoolean: boolean
  readonly allDates: boolean
  /** Words and characters in a text, on average. */
  readonly words: number
  readonly characters: number
  /** The share of values that were new when they came, while different values were counted. */
  readonly novelty: number
}

/** Words between spaces. */
function countWords(text: string): number {
  let words = 0
  let inWord = false
  for (let i = 0; i < text.length; i++) {
    const isSpace = text.charCodeAt(i) <= 32
    if (!isSpace && !inWord) words++
    inWord = !isSpace
  }
  return words
}

/** Gathers the facts of one column. */
export class ColumnFactsBuilder {
  readonly #name: string
  readonly #type: 'number' | 'text'
  #rows = 0
  #missing = 0
  readonly #distinct = new Set<number | string>()
  /** Values seen while different ones were counted. */
  #counted = 0
  #isExact = true
  #least = Number.POSITIVE_INFINITY
  #greatest = Number.NEGATIVE_INFINITY
  #allWhole = true
  #allNumbers = true
  #allDates = true
  #pairs: (readonly [string, string])[] = [...PAIRS]
  #words = 0
  #characters = 0

  constructor(name: string, type: 'number' | 'text') {
    this.#name = name
    this.#type = type
  }

  /** Adds the values of some rows. */
  add(column: TableColumn): void {
    this.#rows += column.values.length
    if (column.type === 'number') for (let i = 0; i < column.values.length; i++) this.#addNumber(column.values[i] as number)
    else for (const text of column.values) this.#addText(text)
  }

  /** @returns whether it is new, as far as that is known */
  #count(value: number | string): boolean {
    if (!this.#isExact) return false
    this.#counted++
    const before = this.#distinct.size
    this.#distinct.add(value)
    if (this.#distinct.size > MOST_DISTINCT) {
      this.#distinct.delete(value)
      this.#isExact = false
    }
    return this.#distinct.size > before || !this.#isExact
  }

  #addNumber(value: number): void {
    if (Number.isNaN(value)) {
      this.#missing++
      return
    }
    this.#count(value)
    if (value < this.#least) this.#least = value
    if (value > this.#greatest) this.#greatest = value
    if (this.#allWhole && !Number.isInteger(value)) this.#allWhole = false
  }

  #addText(text: string): void {
    if (isMissingText(text)) {
      this.#missing++
      return
    }
    this.#words += countWords(text)
    this.#characters += text.length
    // A value that came before has nothing to add to what all have in common.
    if (this.#isExact && !this.#count(text)) return
    if (this.#allNumbers) {
      const number = parseNumber(text)
      if (number === undefined) this.#allNumbers = this.#allWhole = false
      else {
        // "007" is a code, and the number 7 is another.
        if (isPaddedNumber(text)) this.#allNumbers = false
        if (!Number.isInteger(number)) this.#allWhole = false
        if (number < this.#least) this.#least = number
        if (number > this.#greatest) this.#greatest = number
      }
    }
    if (this.#pairs.length > 0) {
      const word = text.toLowerCase()
      this.#pairs = this.#pairs.filter((pair) => pair.includes(word))
    }
    if (this.#allDates && !isIsoDate(text)) this.#allDates = false
  }

  /** The facts, when all rows have come. */
  build(): ColumnFacts {
    const present = this.#rows - this.#missing
    const isText = this.#type === 'text'
    const allNumbers = !isText || (present > 0 && this.#allNumbers)
    const zeroOrOne = this.#least >= 0 && this.#greatest <= 1 && this.#allWhole && this.#distinct.size === 2
    return {
      ...{ name: this.#name, type: this.#type, rows: this.#rows, missing: this.#missing },
      distinct: this.#distinct.size,
      distinctIsExact: this.#isExact,
      examples: [...this.#distinct].slice(0, EXAMPLES),
      ...(allNumbers && present > 0 ? { range: [this.#least, this.#greatest] as const } : {}),
      allWhole: allNumbers && this.#allWhole,
      allNumbers,
      allBoolean: present > 0 && (isText ? this.#pairs.length > 0 : zeroOrOne),
      allDates: isText && present > 0 && this.#allDates,
      words: present > 0 ? this.#words / present : 0,
      characters: present > 0 ? this.#characters / present : 0,
      novelty: this.#counted > 0 ? this.#distinct.size / this.#counted : 0,
    }
  }
}

/** The facts of all columns of a table in memory. */
export function tableFacts({ columns }: Table): ColumnFacts[] {
  return columns.map((column) => {
    const builder = new ColumnFactsBuilder(column.name, column.type)
    builder.add(column)
    return builder.build()
  })
}

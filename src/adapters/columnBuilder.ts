// One column of a CSV while its rows come. It is one of numbers until the first text, which may come in the last row: until then
// the texts are kept too, packed, so that "007" is still "007".

import { isPaddedNumber, parseNumber } from '../data/parseNumber.ts'
import type { TableColumn } from '../data/table.ts'

/** Stands between packed texts; csvText lets no text with it pass. */
const SEPARATOR = '\0'
const FIRST_CAPACITY = 1024

/** Gathers the values of a column. */
export class ColumnBuilder {
  readonly #name: string
  #rows = 0
  #numbers: Float64Array = new Float64Array(FIRST_CAPACITY)
  /** The texts behind the numbers, one string for each call of add(). */
  #packed: string[] = []
  #texts: string[] | undefined
  #missing = 0
  #firstText = 0

  constructor(name: string) {
    this.#name = name
  }

  /** Adds the values of some rows. */
  add(values: readonly string[]): void {
    if (values.length === 0) return
    if (this.#texts === undefined) this.#addNumbers(values)
    else this.#addTexts(values)
    this.#rows += values.length
  }

  #addNumbers(values: readonly string[]): void {
    const needed = this.#rows + values.length
    if (needed > this.#numbers.length) {
      const grown = new Float64Array(Math.max(needed, 2 * this.#numbers.length))
      grown.set(this.#numbers.subarray(0, this.#rows))
      this.#numbers = grown
    }
    let missing = 0
    for (let i = 0; i < values.length; i++) {
      const text = (values[i] as string).trim()
      const number = isPaddedNumber(text) ? undefined : parseNumber(text)
      if (number === undefined) {
        this.#firstText = this.#rows + i
        this.#becomeText(values)
        return
      }
      if (Number.isNaN(number)) missing++
      this.#numbers[this.#rows + i] = number
    }
    this.#missing += missing
    this.#packed.push(values.join(SEPARATOR))
  }

  #becomeText(values: readonly string[]): void {
    const former = this.#packed.flatMap((texts) => texts.split(SEPARATOR))
    this.#packed = []
    this.#missing = 0
    this.#numbers = new Float64Array(0)
    this.#texts = []
    this.#addTexts(former)
    this.#addTexts(values)
  }

  #addTexts(values: readonly string[]): void {
    for (const value of values) {
      const text = value.trim()
      if (text === '') this.#missing++
      ;(this.#texts as string[]).push(text)
    }
  }

  /** The column, when all rows have come. */
  build(): TableColumn {
    const name = this.#name
    if (this.#texts !== undefined) {
      return { name, type: 'text', values: this.#texts, missing: this.#missing, firstText: this.#firstText }
    }
    return { name, type: 'number', values: this.#numbers.slice(0, this.#rows), missing: this.#missing }
  }
}

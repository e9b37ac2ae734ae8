// The values of a column as a transform wants them, whatever the column holds: a file may have numbers where another has texts.

import { isMissingText, parseDate, parseNumber, rowPlace, type Table, type TableColumn } from '../data/index.ts'
import { DataError, describe } from '../errors.ts'

function notTaken(table: Table, { name }: TableColumn, row: number, wanted: string, value: unknown): DataError {
  return new DataError(
    `${rowPlace(table, row)}: the column ${describe(name)} was taken as ${wanted}, and has ${describe(value)}. ` +
      'Mend the value, or leave the row out; or give the column another type and train again.',
  )
}

/** Values that are there, by a function of texts; NaN for missing ones. `read` answers undefined for what it can't take. */
function readValues(table: Table, column: TableColumn, wanted: string, read: (text: string) => number | undefined): Float64Array {
  const values = new Float64Array(table.rows)
  const isNumbers = column.type === 'number'
  for (let row = 0; row < values.length; row++) {
    const value = column.values[row] as number | string
    if (isNumbers ? Number.isNaN(value) : isMissingText(value as string)) {
      values[row] = Number.NaN
      continue
    }
    const number = read(isNumbers ? String(value) : (value as string))
    if (number === undefined) throw notTaken(table, column, row, wanted, value)
    values[row] = number
  }
  return values
}

/** Numbers; NaN where a value is missing. @throws DataError for a text that is none */
export function numbersOf(table: Table, column: TableColumn): Float64Array {
  if (column.type === 'number') return column.values
  return readValues(table, column, 'one of numbers', parseNumber)
}

const TRUE = ['true', 't', 'yes', 'y', 'on', '1']
const FALSE = ['false', 'f', 'no', 'n', 'off', '0']

/**
 * 1 for true, t, yes, y, on and 1 in any case, 0 for their opposites, other numbers as they are; NaN where missing, and for any other text,
 * which answers neither.
 */
export function booleansOf(table: Table, column: TableColumn): Float64Array {
  if (column.type === 'number') return column.values
  return readValues(table, column, 'one of true and false', (text) => {
    const word = asciiLower(text.trim())
    return TRUE.includes(word) ? 1 : FALSE.includes(word) ? 0 : (parseNumber(text) ?? Number.NaN)
  })
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
}

/** Points in time as milliseconds since 1970, UTC; NaN where missing. @throws DataError for what is no ISO 8601 date */
export function datesOf(table: Table, column: TableColumn): Float64Array {
  return readValues(table, column, 'one of dates (ISO 8601, such as 2026-05-31 or 2026-05-31T12:00Z)', parseDate)
}

/**
 * The one way to write a category: without spaces around it, and as a number where it reads as one, so that 1, "1" and "1.0" are the same
 * category, whether a file has numbers alone or not. '' where it is missing.
 */
export function categoryName(text: string): string {
  if (isMissingText(text)) return ''
  const number = parseNumber(text)
  return number === undefined ? text.trim() : String(number)
}

/** A reader of categories that remembers what it has read: a column has few different ones. */
export class CategoryReader {
  readonly #names = new Map<string, string>()

  /** The name of each row's category; '' where it is missing. */
  read({ rows }: Table, column: TableColumn): string[] {
    const names = new Array<string>(rows)
    for (let row = 0; row < rows; row++) {
      const value = column.values[row] as number | string
      if (typeof value === 'number') {
        names[row] = Number.isNaN(value) ? '' : String(value)
        continue
      }
      let name = this.#names.get(value)
      if (name === undefined) {
        name = categoryName(value)
        if (this.#names.size < REMEMBERED) this.#names.set(value, name)
      }
      names[row] = name
    }
    return names
  }
}

/** Different texts that a reader remembers. */
const REMEMBERED = 100_000

/**
 * Texts; '' where missing. One that reads as a number is written as String(number), as a category is: a file may have no others in that
 * column, and "007" is 7 in it.
 */
export function textsOf(_table: Table, column: TableColumn): readonly string[] {
  if (column.type === 'number') return Array.from(column.values, (value) => (Number.isNaN(value) ? '' : String(value)))
  return column.values.map((text) => (text.length > LONGEST_NUMBER ? text : categoryName(text)))
}

/** Longer texts are no numbers, and nobody would write "missing" so. */
const LONGEST_NUMBER = 32

// Columns of values that have types of their own, as in JSON or in arrays of objects. A column is one of numbers until its first text
// or boolean; from then on its numbers are texts too.

import { DataError, describe } from '../errors.ts'
import { parseNumber } from './parseNumber.ts'
import type { TableColumn } from './table.ts'
import type { SourceColumn } from './tableSource.ts'

/** A value of a cell, as a column keeps it: NaN or '' where it is missing. */
type Cell = number | string

/**
 * A value as a cell. Booleans are the texts true and false, a bigint is a number, a Date its text in ISO 8601.
 *
 * @param place where it is, for a message
 * @throws DataError for an array or object, or a number that is not finite, by the name of its column
 */
export function cellOf(value: unknown, column: string, place: () => string): Cell | undefined {
  if (typeof value === 'number') {
    if (value - value === 0) return value
    if (Number.isNaN(value)) return undefined
  } else if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim()
  else if (value === null || value === undefined) return undefined
  else if (typeof value === 'boolean') return String(value)
  else if (typeof value === 'bigint') return Number(value)
  else if (Object.prototype.toString.call(value) === '[object Date]') {
    const date = value as unknown as { getTime(): number; toISOString(): string }
    return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
  }
  const isNested = typeof value === 'object'
  throw new DataError(
    `${place()}, column ${describe(column)}: ${isNested ? 'a value must be a number, a text, true, false or null; received ' : 'the value must be finite; received '}` +
      `${describe(value)}.${isNested ? ' Spread it over columns of its own, or leave it out.' : ' Mend it, or leave the row out.'}`,
  )
}

/** Gathers a column whose type is found as its values come. */
export class ValueColumn {
  readonly name: string
  #rows = 0
  #numbers: Float64Array = new Float64Array(0)
  #texts: string[] | undefined
  #missing = 0
  #firstText = 0

  constructor(name: string) {
    this.name = name
  }

  get type(): 'number' | 'text' {
    return this.#texts === undefined ? 'number' : 'text'
  }

  /** Sets the value of a row; rows that were passed over are missing. */
  set(row: number, cell: Cell | undefined): void {
    this.fill(row)
    if (cell === undefined) this.fill(row + 1)
    else if (typeof cell === 'number' && this.#texts === undefined) {
      this.#reserve(row + 1)
      this.#numbers[row] = cell
      this.#rows = row + 1
    } else {
      if (this.#texts === undefined) {
        this.#firstText = row
        this.#texts = Array.from(this.#numbers.subarray(0, this.#rows), (number) => (Number.isNaN(number) ? '' : String(number)))
        this.#numbers = new Float64Array(0)
      }
      this.#texts[row] = String(cell)
      this.#rows = row + 1
    }
  }

  /** Makes rows up to `rows` missing. */
  fill(rows: number): void {
    if (this.#texts === undefined) this.#reserve(rows)
    for (; this.#rows < rows; this.#rows++) {
      if (this.#texts === undefined) this.#numbers[this.#rows] = Number.NaN
      else this.#texts[this.#rows] = ''
      this.#missing++
    }
  }

  #reserve(rows: number): void {
    if (rows <= this.#numbers.length) return
    const grown = new Float64Array(Math.max(rows, 2 * this.#numbers.length, 64))
    grown.set(this.#numbers.subarray(0, this.#rows))
    this.#numbers = grown
  }

  /** The column, of so many rows. */
  build(rows: number): TableColumn {
    this.fill(rows)
    const { name } = this
    const missing = this.#missing
    if (this.#texts === undefined) return { name, type: 'number', values: this.#numbers.slice(0, rows), missing }
    return { name, type: 'text', values: this.#texts, missing, firstText: this.#firstText }
  }
}

/** Gathers columns row by row, in the order in which their names first come. */
export class ValueColumns {
  readonly #columns = new Map<string, ValueColumn>()
  #rows = 0

  get rows(): number {
    return this.#rows
  }

  /** Adds a row of named values. @throws DataError for a value that no cell can hold */
  add(row: Readonly<Record<string, unknown>>, place: () => string): void {
    for (const name of Object.keys(row)) {
      let column = this.#columns.get(name)
      if (column === undefined) {
        column = new ValueColumn(name)
        this.#columns.set(name, column)
      }
      column.set(this.#rows, cellOf(row[name], name, place))
    }
    this.#rows++
  }

  /** The columns so far. */
  get columns(): SourceColumn[] {
    return Array.from(this.#columns.values(), ({ name, type }) => ({ name, type }))
  }

  build(): TableColumn[] {
    return Array.from(this.#columns.values(), (column) => column.build(this.#rows))
  }
}

/**
 * A column of a type that is known before.
 *
 * @param values a cell for each row, undefined where it is missing
 * @param place where a row is, for a message
 * @throws DataError for a text that is no number in a column of numbers
 */
export function castColumn(
  { name, type }: SourceColumn,
  values: readonly (Cell | undefined)[],
  place: (row: number) => string,
): TableColumn {
  let missing = 0
  if (type === 'text') {
    const texts = values.map((value) => {
      const text = value === undefined ? '' : String(value).trim()
      if (text === '') missing++
      return text
    })
    return { name, type, values: texts, missing, firstText: 0 }
  }
  const numbers = new Float64Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    const number = typeof value === 'string' ? parseNumber(value) : (value ?? Number.NaN)
    if (number === undefined) {
      throw new DataError(
        `${place(row)}, column ${describe(name)}: the value must be a number; received ${describe(value)}. Mend it, or read the column as texts.`,
      )
    }
    if (Number.isNaN(number)) missing++
    numbers[row] = number
  }
  return { name, type, values: numbers, missing }
}

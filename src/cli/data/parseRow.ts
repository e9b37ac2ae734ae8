// One row of a JSON input: an array of as many numbers as the model takes, in the range of the model's own input type.

import { DataError, describe } from '../../errors.ts'

/** Where a row stands, for messages. Rows count from 0, lines from 1. */
export interface RowPlace {
  row: number
  line: number
}

/** What a value of a row must be. */
export interface RowRules {
  /** Values in a row. */
  readonly width: number
  /** Whether a number can be stored as the model's input type. */
  accepts(value: number): boolean
  /** That, in words: `a whole number from 0 to 255`. */
  readonly wanted: string
}

const NUMBER = /^\s*-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?\s*$/i

/** Why text that JSON.parse refuses is wrong, with the column where that can be told. */
function syntaxFault(text: string, place: string): DataError {
  const trimmed = text.trim()
  if (!trimmed.startsWith('[') || !trimmed.endsWith(']')) {
    return new DataError(`${place} is not a JSON array such as [0, 12.5, 3]; received ${describe(trimmed)}.`)
  }
  const column = trimmed
    .slice(1, -1)
    .split(',')
    .findIndex((value) => !NUMBER.test(value))
  const received = trimmed.slice(1, -1).split(',')[column]?.trim() ?? ''
  const fault = received === '' ? 'there is no value' : `${describe(received)} is not a JSON number`
  return new DataError(`${place}, column ${column}: ${fault}. Each row must be a JSON array of finite numbers.`)
}

/**
 * Reads one row.
 *
 * @param text a whole JSON array
 * @throws DataError that names row, line and, for a value, its column
 */
export function parseRow(text: string, { row, line }: RowPlace, { width, accepts, wanted }: RowRules): number[] {
  const place = `Row ${row} (line ${line})`
  let values: unknown
  try {
    values = JSON.parse(text)
  } catch {
    throw syntaxFault(text, place)
  }
  if (!Array.isArray(values)) {
    throw new DataError(`${place} must be a JSON array of ${width} numbers; received ${describe(values)}.`)
  }
  for (let column = 0; column < values.length; column++) {
    const value: unknown = values[column]
    if (typeof value !== 'number' || !accepts(value)) {
      throw new DataError(`${place}, column ${column}: the value must be ${wanted}; received ${describe(value)}.`)
    }
  }
  if (values.length !== width) {
    throw new DataError(
      `${place} has ${values.length} values, so ${values.length < width ? `column ${values.length} is missing` : `column ${width} is one too many`}; ` +
        `the model takes ${width} values a row.`,
    )
  }
  return values
}

// Rows of numbers from a stream of JSON text: one array a line, or one array of arrays. The text is cut into rows as it
// comes and a row is parsed alone, so a stream of any length takes the memory of a row. Rows and columns count from 0.

import { DataError, describe } from '../../errors.ts'
import { parseRow, type RowRules } from './parseRow.ts'

/** Characters that one value may take, with its comma and spaces; a longer row has values too many or is no row. */
const CHARACTERS_A_VALUE = 64
/** Characters that any row may take. */
const SMALLEST_LIMIT = 0x10000

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
const NEWLINE = 0x0a
const COMMA = 0x2c
const OPEN = 0x5b
const CLOSE = 0x5d

/** A cutter of text into rows; it adds each row that became whole to `rows`, also those before a fault. */
interface Cutter {
  push(text: string, rows: number[][]): void
  /** @throws DataError if the text ends within a row */
  end(rows: number[][]): void
}

/** One array a line; empty lines are passed over. */
function lineCutter(rules: RowRules, limit: number): Cutter {
  let rest = ''
  let row = 0
  let line = 0
  const take = (text: string, rows: number[][]): void => {
    line++
    if (text.trim() !== '') rows.push(parseRow(text, { row: row++, line }, rules))
  }
  return {
    push(text, rows) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const whole of lines) take(whole, rows)
      if (rest.length > limit) throw tooLong(row, limit)
    },
    end: (rows) => take(rest, rows),
  }
}

/** One array of arrays, over any number of lines. A row ends at its first `]`, as a row holds numbers only. */
function arrayCutter(rules: RowRules, limit: number): Cutter {
  let state: 'start' | 'first' | 'between' | 'next' | 'row' | 'done' = 'start'
  let rest = ''
  let row = 0
  let line = 1
  let rowLine = 1
  const cut = (text: string, rows: number[][]): void => {
    let from = 0 // where the current row starts in text
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === NEWLINE) line++
      if (state === 'row') {
        if (code !== CLOSE) continue
        rows.push(parseRow(rest + text.slice(from, i + 1), { row: row++, line: rowLine }, rules))
        rest = ''
        state = 'between'
      } else if (!isSpace(code)) {
        if (code === OPEN && state === 'start') state = 'first'
        else if (code === OPEN && (state === 'first' || state === 'next')) {
          state = 'row'
          from = i
          rowLine = line
        } else if (code === COMMA && state === 'between') state = 'next'
        else if (code === CLOSE && (state === 'between' || state === 'first')) state = 'done'
        else throw unexpected(text[i] ?? '', row, line, state)
      }
    }
    if (state === 'row') {
      rest += text.slice(from)
      if (rest.length > limit) throw tooLong(row, limit)
    }
  }
  return {
    push: cut,
    end() {
      if (state === 'done' || state === 'start') return
      throw new DataError(`The JSON ends within its array of rows, after ${row} whole rows. Give the whole text.`)
    },
  }
}

function tooLong(row: number, limit: number): DataError {
  return new DataError(
    `Row ${row} goes on for more than ${limit} characters. Give one JSON array of numbers a line, or an array of them.`,
  )
}

function unexpected(character: string, row: number, line: number, state: string): DataError {
  const wanted = { first: 'a row', next: 'a row', between: 'a comma or the closing bracket', done: 'the end' }[state] ?? 'an array'
  return new DataError(`Line ${line}, before row ${row}: there must be ${wanted}; received ${describe(character)}.`)
}

/** Whether text, past its spaces, starts an array of arrays; undefined while that can't be told yet. */
function startsNested(text: string): boolean | undefined {
  const start = text.trimStart()
  if (start === '') return undefined
  if (start[0] !== '[') return false
  // `[` alone on a line opens an array that is laid out over lines.
  const next = start.slice(1).replace(/^[ \t\r]+/, '')[0]
  return next === undefined ? undefined : next === '[' || next === '\n'
}

/** The rows that `cut` adds, and then its fault: rows before a broken one are rows all the same. */
function* rowsBeforeFault(cut: (rows: number[][]) => void): Generator<number[][]> {
  const rows: number[][] = []
  let fault: unknown
  try {
    cut(rows)
  } catch (error) {
    fault = error
  }
  if (rows.length > 0) yield rows
  if (fault !== undefined) throw fault
}

/**
 * The rows of a JSON text, in groups as they come.
 *
 * @param chunks the text in pieces
 * @throws DataError for text that is not rows of numbers, naming row, line and column, after the rows before it
 */
export async function* readJsonRows(chunks: AsyncIterable<string>, rules: RowRules): AsyncGenerator<number[][]> {
  const limit = SMALLEST_LIMIT + CHARACTERS_A_VALUE * rules.width
  let cutter: Cutter | undefined
  let opening = ''
  for await (const chunk of chunks) {
    let text = chunk
    if (cutter === undefined) {
      opening += chunk
      text = opening.replace(/^\uFEFF/, '')
      const nested = startsNested(text)
      if (nested === undefined) {
        if (opening.length > limit) throw tooLong(0, limit)
        continue
      }
      cutter = nested ? arrayCutter(rules, limit) : lineCutter(rules, limit)
    }
    const whole = cutter
    yield* rowsBeforeFault((rows) => whole.push(text, rows))
  }
  const last = cutter ?? lineCutter(rules, limit)
  if (cutter === undefined) yield* rowsBeforeFault((rows) => last.push(opening.replace(/^\uFEFF/, ''), rows))
  yield* rowsBeforeFault((rows) => last.end(rows))
}

// Rows of a CSV as they come, through PapaParse. The text is parsed in pieces: what follows the last whole row waits for the next
// piece, so a file of any length takes the memory of a piece. Every fault names the line of the file that it is in.

import Papa from 'papaparse'
import { Pacer } from '../data/pacer.ts'
import { parseNumber } from '../data/parseNumber.ts'
import { DataError, describe } from '../errors.ts'
import { type CsvSource, csvText } from './csvText.ts'

/** What stands between the values of a row. */
export type CsvDelimiter = ',' | ';' | '\t'

/** Options of reading a CSV. */
export interface CsvOptions {
  /** What the CSV is called in messages. Default: 'the CSV'. */
  readonly name?: string
  /** Default: the one of comma, semicolon and tab that cuts the header into the most names. */
  readonly delimiter?: CsvDelimiter
  readonly signal?: AbortSignal
}

/** Some rows of a CSV. */
export interface CsvRows {
  /** The names of the columns: at least one, none blank, all different. */
  readonly header: readonly string[]
  /** The values of each row as text, as many as the header has names. */
  readonly rows: readonly (readonly string[])[]
  /** The line of the file in which each row starts, from 1. */
  readonly lines: readonly number[]
}

const DELIMITERS: readonly CsvDelimiter[] = [',', ';', '\t']
const DELIMITER_NAMES: Readonly<Record<CsvDelimiter, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }
/** Characters in which a row must end. A quote that is never closed must not gather the whole file. */
const LONGEST_ROW = 0x400000

const isBlank = (row: readonly string[]): boolean => row.length === 1 && (row[0] as string).trim() === ''

/** Line breaks within the values of a row, which only quoted ones have. */
function breaksIn(row: readonly string[]): number {
  let breaks = 0
  for (const value of row) for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) breaks++
  return breaks
}

/** The delimiter that cuts the first row into the most values; undefined while that row may not be whole. */
function findDelimiter(text: string, isLast: boolean): CsvDelimiter | undefined {
  let best: CsvDelimiter = ','
  let most = 0
  for (const delimiter of DELIMITERS) {
    const { data } = new Papa.Parser({ delimiter, newline: '\n', preview: 1 }).parse(text, 0, !isLast)
    const first = data[0]
    if (first === undefined) return undefined
    if (first.length > most) {
      most = first.length
      best = delimiter
    }
  }
  return best
}

/** The first row as names of columns. @throws DataError where they can't be names */
function readHeader(row: readonly string[], place: string): string[] {
  const header = row.map((name) => name.trim())
  if (header.every((name) => Number.isFinite(parseNumber(name)))) {
    throw new DataError(
      `${place} must name the columns, but it holds the numbers ${header.slice(0, 3).join(', ')}${header.length > 3 ? ', ...' : ''}. ` +
        'Put a line with the names of the columns before it.',
    )
  }
  const blank = header.indexOf('')
  if (blank >= 0) {
    throw new DataError(
      `${place}: column ${blank + 1} of ${header.length} has no name. Name it, or leave it out: columns without a name are often row ` +
        'numbers, from which nothing should be learnt.',
    )
  }
  const twice = header.find((name, i) => header.indexOf(name) !== i)
  if (twice !== undefined) {
    throw new DataError(`${place} has more than one column ${describe(twice)}. Every column needs a name of its own.`)
  }
  return header
}

const QUOTE_FAULTS: Readonly<Record<string, string>> = {
  MissingQuotes: 'a quote (") opens a value and is never closed',
  InvalidQuotes: 'a quoted value goes on after its closing quote (a quote within a quoted value is written twice)',
}

/** Cuts text into rows. */
class RowCutter {
  readonly #name: string
  #delimiter: CsvDelimiter | undefined
  #parser: InstanceType<typeof Papa.Parser> | undefined
  #header: string[] | undefined
  #rest = ''
  #line = 1

  constructor({ name = 'the CSV', delimiter }: CsvOptions) {
    this.#name = name
    this.#delimiter = delimiter
  }

  /** What is not known before the first row is whole. */
  get header(): readonly string[] | undefined {
    return this.#header
  }

  /**
   * Adds a piece of text; all rows that are whole then, also those before a fault, go to `rows` with their lines.
   *
   * @param isLast no more text follows
   * @throws DataError that names the line of the first fault
   */
  push(text: string, isLast: boolean, rows: string[][], lines: number[]): void {
    this.#rest += text
    if (this.#header === undefined) this.#skipBlankLines()
    if (this.#rest === '') return
    this.#delimiter ??= findDelimiter(this.#rest, isLast)
    if (this.#delimiter === undefined) {
      this.#checkLength()
      return
    }
    this.#parser ??= new Papa.Parser({ delimiter: this.#delimiter, newline: '\n' })
    const { data, errors, meta } = this.#parser.parse(this.#rest, 0, !isLast)
    const quoted = this.#rest.includes('"')
    // A fault in a row that is not whole yet may be none.
    const fault = errors.find(({ row }) => row < data.length)
    for (const [i, row] of data.entries()) {
      const line = this.#line
      if (i === fault?.row)
        throw new DataError(`${this.#name}, line ${line}: ${QUOTE_FAULTS[fault.code] ?? fault.code}. Mend that line.`)
      this.#line += 1 + (quoted ? breaksIn(row) : 0)
      if (isBlank(row)) continue
      if (this.#header === undefined) this.#header = readHeader(row, `${this.#name}, line ${line}`)
      else {
        this.#checkWidth(row, line)
        rows.push(row)
        lines.push(line)
      }
    }
    this.#rest = isLast ? '' : this.#rest.slice(meta.cursor)
    this.#checkLength()
  }

  #skipBlankLines(): void {
    for (let end = this.#rest.indexOf('\n'); end >= 0 && this.#rest.slice(0, end).trim() === ''; end = this.#rest.indexOf('\n')) {
      this.#rest = this.#rest.slice(end + 1)
      this.#line++
    }
  }

  #checkWidth(row: readonly string[], line: number): void {
    const header = this.#header as string[]
    if (row.length === header.length) return
    const { length } = row
    const fault =
      length < header.length
        ? `${describe(header[length])} is the first column without one`
        : `${describe((row[header.length] as string).trim())} is one too many`
    throw new DataError(
      `${this.#name}, line ${line} has ${length} ${length === 1 ? 'value' : 'values'}, but the header names ${header.length} columns ` +
        `(separated by ${DELIMITER_NAMES[this.#delimiter as CsvDelimiter]}): ${fault}. Mend that line; a value with a delimiter in it needs quotes.`,
    )
  }

  #checkLength(): void {
    if (this.#rest.length <= LONGEST_ROW) return
    throw new DataError(
      `${this.#name}, line ${this.#line}: the row that starts here goes on for more than ${LONGEST_ROW} characters. Is a quote (") opened ` +
        'and never closed?',
    )
  }
}

/**
 * The rows of a CSV, in groups as they come; the first group may be without rows, for the header alone. Rows before a fault are
 * given before it is thrown. Lines that are blank are passed over.
 *
 * @throws DataError that names the line: for a header that can't be one, a row with too few or too many values, a quote that is
 *   not closed, text that is not UTF-8; and where there is no text
 */
export async function* readCsvRows(source: CsvSource, options: CsvOptions = {}): AsyncGenerator<CsvRows> {
  const { name = 'the CSV' } = options
  const cutter = new RowCutter(options)
  let isStarted = false
  function* take(text: string, isLast: boolean): Generator<CsvRows> {
    const rows: string[][] = []
    const lines: number[] = []
    let fault: unknown
    try {
      cutter.push(text, isLast, rows, lines)
    } catch (error) {
      fault = error
    }
    const { header } = cutter
    if (header !== undefined && (rows.length > 0 || !isStarted)) {
      isStarted = true
      yield { header, rows, lines }
    }
    if (fault !== undefined) throw fault
  }
  const pacer = new Pacer(options.signal)
  try {
    for await (const text of csvText(source, name)) {
      yield* take(text, false)
      // Pieces of a text in memory come without a wait between them: a page gets its turn here.
      await pacer.pause()
    }
  } finally {
    pacer.close()
  }
  yield* take('', true)
  if (!isStarted)
    throw new DataError(`${name} is empty. A CSV starts with a line that names its columns, and has a line for each row.`)
}

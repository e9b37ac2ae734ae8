// A CSV as a source of rows: read as a stream, a piece at a time, once to find the types of its columns and again with each reading.

import { byteInput, type FileLike } from '../data/byteInput.ts'
import { isPaddedNumber, parseNumber } from '../data/parseNumber.ts'
import { type SourceColumn, type TableSource, tableSource } from '../data/tableSource.ts'
import { castColumn } from '../data/valueColumns.ts'
import { DataError, describe, UsageError } from '../errors.ts'
import { type CsvOptions, readCsvRows } from './csvRows.ts'

/** Options of a CSV as a source. */
export interface CsvSourceOptions extends CsvOptions {
  /** The columns and their types, those of the header in any order, so that the file need not be read once to find them. */
  readonly columns?: readonly SourceColumn[]
}

/** The columns of a file by one reading: of numbers, unless a value is none. */
async function scan(input: ReturnType<typeof byteInput>, options: CsvOptions): Promise<{ columns: SourceColumn[]; rows: number }> {
  let names: readonly string[] = []
  let isNumber: boolean[] = []
  let rows = 0
  for await (const { header, rows: found } of readCsvRows(input.stream(), options)) {
    if (names.length === 0) {
      names = header
      isNumber = header.map(() => true)
    }
    for (let column = 0; column < names.length; column++) {
      if (!isNumber[column]) continue
      isNumber[column] = found.every((row) => {
        const value = (row[column] as string).trim()
        return !isPaddedNumber(value) && parseNumber(value) !== undefined
      })
    }
    rows += found.length
  }
  if (rows === 0) throw new DataError(`${input.name} names its columns and has no rows. Give at least one.`)
  return { columns: names.map((name, i) => ({ name, type: isNumber[i] ? 'number' : 'text' })), rows }
}

/**
 * A CSV or TSV file as a source. See `readCsv` for what is read and what is refused. A column is one of numbers if each of its values is a
 * number (007 is a code) or missing, else one of texts, where only blank is missing; which it is takes a first reading of the whole file, unless `columns`
 * tells it.
 *
 * @throws DataError that names the line of the first fault
 */
export async function csvSource(file: FileLike, options: CsvSourceOptions = {}): Promise<TableSource> {
  const { columns: given, ...rest } = options
  const input = byteInput(file, options.name)
  const { name } = input
  const csv = { ...rest, name }
  const { columns, rows } = given === undefined ? await scan(input, csv) : { columns: given }
  return tableSource({
    name,
    columns,
    ...(rows === undefined ? {} : { rows }),
    async *read({ columns: wanted, from, pacer }) {
      const { signal } = pacer
      let row = 0
      let positions: number[] | undefined
      for await (const { header, rows: found, lines } of readCsvRows(
        input.stream(),
        signal === undefined ? csv : { ...csv, signal },
      )) {
        positions ??= wanted.map((column) => {
          const position = header.indexOf(column.name)
          if (position >= 0) return position
          throw new UsageError(`columns: ${name} has no column ${describe(column.name)}. It has ${header.slice(0, 30).join(', ')}.`)
        })
        const skipped = Math.min(found.length, Math.max(0, from - row))
        row += found.length
        if (skipped === found.length) continue
        const kept = skipped === 0 ? found : found.slice(skipped)
        const place = (i: number): string => `${name}, line ${lines[skipped + i]}`
        const built = wanted.map((column, i) => {
          const position = (positions as number[])[i] as number
          return castColumn(
            column,
            kept.map((values) => values[position] as string),
            place,
          )
        })
        yield { name, rows: kept.length, columns: built, lines: Uint32Array.from(skipped === 0 ? lines : lines.slice(skipped)) }
      }
    },
  })
}

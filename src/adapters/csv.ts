// A whole CSV as a table of columns: numbers in typed arrays, texts as texts.

import type { Table } from '../data/table.ts'
import { DataError } from '../errors.ts'
import { ColumnBuilder } from './columnBuilder.ts'
import { type CsvOptions, readCsvRows } from './csvRows.ts'
import type { CsvSource } from './csvText.ts'

/**
 * Reads a CSV: a header that names the columns, then a row a line (RFC 4180: a value with a delimiter, quote or line break in it
 * stands in quotes, and a quote within is written twice). A column is one of numbers if each of its values is a number or missing
 * by the rule of `parseNumber`, else one of texts, where only blank is missing. Spaces around values and names are dropped, and
 * line breaks within quotes become \n.
 *
 * @param source a text, bytes of UTF-8, or a stream of either
 * @throws DataError that names the line of the first fault, or says that there are no rows
 */
export async function readCsv(source: CsvSource, options: CsvOptions = {}): Promise<Table> {
  const { name = 'the CSV' } = options
  let builders: ColumnBuilder[] = []
  const groups: Uint32Array[] = []
  let count = 0
  for await (const { header, rows, lines } of readCsvRows(source, options)) {
    if (builders.length === 0) builders = header.map((column) => new ColumnBuilder(column))
    builders.forEach((builder, column) => {
      builder.add(rows.map((row) => row[column] as string))
    })
    groups.push(Uint32Array.from(lines))
    count += lines.length
  }
  const lines = new Uint32Array(count)
  for (let at = 0, i = 0; i < groups.length; i++) {
    lines.set(groups[i] as Uint32Array, at)
    at += (groups[i] as Uint32Array).length
  }
  if (lines.length === 0) throw new DataError(`${name} names its columns and has no rows. Give at least one.`)
  return { name, rows: lines.length, columns: builders.map((builder) => builder.build()), lines }
}

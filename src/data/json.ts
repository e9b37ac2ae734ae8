// JSON and JSON Lines as a source of rows. The text is cut into rows as it comes, so that a file of any length takes the memory of a
// piece; every fault names its line and column.

import { DataError, describe } from '../errors.ts'
import { type ByteInput, byteInput, type FileLike } from './byteInput.ts'
import { ArrayCutter, type JsonItem, LineCutter, parseItem } from './jsonItems.ts'
import { memorySource } from './memorySource.ts'
import { Pacer } from './pacer.ts'
import { columnsTable } from './rowsTable.ts'
import { type SourceColumn, type TableSource, tableSource } from './tableSource.ts'
import { utf8Text } from './utf8Text.ts'
import { castColumn, cellOf, ValueColumns } from './valueColumns.ts'

/** Options of reading JSON. */
export interface JsonOptions {
  /** What the file is called in messages. */
  readonly name?: string
  /**
   * `rows`: an array of objects, one for each row. `lines`: JSON Lines, an object a line. `columns`: one object with an array of values
   * for each column. Default: found by how the text starts.
   */
  readonly layout?: 'rows' | 'lines' | 'columns'
  /** The columns and their types, so that the file need not be read once to find them. */
  readonly columns?: readonly SourceColumn[]
  readonly signal?: AbortSignal
}

type Row = Readonly<Record<string, unknown>>

const textOf = (input: ByteInput): AsyncGenerator<string> => utf8Text(input.stream(), input.name, { save: 'Save it as UTF-8' })

/** The rows of a file with their places, in groups as they come. */
async function* rowsOf(input: ByteInput, layout: 'rows' | 'lines', pacer: Pacer): AsyncGenerator<{ row: Row; item: JsonItem }[]> {
  const { name } = input
  const cutter = layout === 'rows' ? new ArrayCutter(name) : new LineCutter(name)
  const parse = (item: JsonItem): { row: Row; item: JsonItem } => {
    const row = parseItem(item, name)
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return { row: row as Row, item }
    throw new DataError(
      `${name}, line ${item.line}, column ${item.column}: a row must be an object of named values, such as {"length": 5.1}; received ${describe(row)}.`,
    )
  }
  for await (const text of textOf(input)) {
    const items = cutter.push(text)
    if (items.length > 0) yield items.map(parse)
    await pacer.pause()
  }
  if (cutter instanceof ArrayCutter) cutter.end()
  else yield cutter.last().map(parse)
}

const placeOf = (name: string, { line }: JsonItem): string => `${name}, line ${line}`

/** How a text is laid out: by its first character and, where that is {, by whether its first line is a row. */
async function findLayout(input: ByteInput): Promise<'rows' | 'lines' | 'columns'> {
  let start = ''
  for await (const text of textOf(input)) {
    start = (start + text).trimStart()
    if (start !== '' && (start[0] !== '{' || start.includes('\n'))) break
  }
  if (start === '') {
    throw new DataError(`${input.name} is empty. It must be an array of rows, [{"length": 5.1}, ...], or have a row a line.`)
  }
  if (start[0] !== '{') return 'rows'
  try {
    const first: unknown = JSON.parse(start.split('\n', 1)[0] as string)
    return Object.values(first as object).some((value) => !Array.isArray(value)) ? 'lines' : 'columns'
  } catch {
    return 'columns'
  }
}

/** A file that is one object of columns: it is read at once. */
async function readColumns(input: ByteInput): Promise<TableSource> {
  let text = ''
  for await (const piece of textOf(input)) text += piece
  const columns = parseItem({ text, line: 1, column: 1 }, input.name)
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns)) {
    throw new DataError(`${input.name} must be an object with an array of values for each column; received ${describe(columns)}.`)
  }
  return memorySource(columnsTable(columns as Record<string, ArrayLike<unknown>>, { name: input.name }))
}

/** The columns of a file and its number of rows, from one reading. */
async function scan(
  input: ByteInput,
  layout: 'rows' | 'lines',
  signal?: AbortSignal,
): Promise<{ columns: SourceColumn[]; rows: number }> {
  const types = new Map<string, 'number' | 'text'>()
  let rows = 0
  const pacer = new Pacer(signal)
  try {
    for await (const group of rowsOf(input, layout, pacer)) {
      const columns = new ValueColumns()
      for (const { row, item } of group) columns.add(row, () => placeOf(input.name, item))
      for (const { name, type } of columns.columns) if (types.get(name) !== 'text') types.set(name, type)
      rows += group.length
    }
  } finally {
    pacer.close()
  }
  if (rows === 0 || types.size === 0)
    throw new DataError(`${input.name} has no ${rows === 0 ? 'rows' : 'columns'}. Give at least one.`)
  return { columns: Array.from(types, ([name, type]) => ({ name, type })), rows }
}

/**
 * A JSON file as a source: an array of objects, JSON Lines, or an object of columns. Values are those of `rowsTable`: numbers, texts,
 * true, false and null; arrays and objects as values are refused by the name of their column. Columns that a row leaves out are missing in it.
 * The file is read once to find columns and types, unless they are given, and again with each reading of batches.
 *
 * @throws DataError that names line and column of a fault
 */
export async function jsonSource(file: FileLike, options: JsonOptions = {}): Promise<TableSource> {
  const input = byteInput(file, options.name)
  const { name } = input
  const layout = options.layout ?? (await findLayout(input))
  if (layout === 'columns') return readColumns(input)
  const { columns, rows } = options.columns ? { columns: options.columns } : await scan(input, layout, options.signal)
  return tableSource({
    name,
    columns,
    ...(rows === undefined ? {} : { rows }),
    async *read({ columns: wanted, from, pacer }) {
      let row = 0
      for await (const group of rowsOf(input, layout, pacer)) {
        const kept = group.slice(Math.max(0, from - row))
        row += group.length
        if (kept.length === 0) continue
        const place = (i: number): string => placeOf(name, (kept[i] as { item: JsonItem }).item)
        const built = wanted.map((column) => {
          const cells = kept.map((found, i) =>
            Object.hasOwn(found.row, column.name) ? cellOf(found.row[column.name], column.name, () => place(i)) : undefined,
          )
          return castColumn(column, cells, place)
        })
        yield { name, rows: kept.length, columns: built, lines: Uint32Array.from(kept, ({ item }) => item.line) }
      }
    },
  })
}

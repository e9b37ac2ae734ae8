// Parquet as a source, through hyparquet: a row group at a time, each column of it into a typed array or texts. What hyparquet makes of
// a damaged file ends as a DataError.

import {
  type FileMetaData,
  type ParquetParsers,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type ByteInput, byteInput, type FileLike } from '../data/byteInput.ts'
import { isoDate, isoTimestamp } from '../data/isoDate.ts'
import type { TableColumn } from '../data/table.ts'
import { type SourceColumn, type TableSource, tableSource } from '../data/tableSource.ts'
import { DataError, describe, UsageError } from '../errors.ts'

/** Options of reading Parquet. */
export interface ParquetOptions {
  /** What the file is called in messages. */
  readonly name?: string
  /** The columns to take. Default: all; needed where others are nested, which no table can hold. */
  readonly columns?: readonly string[]
}

/** Bytes that a page may have when it is decompressed. Writers make pages of a megabyte. */
const LARGEST_PAGE = 0x20000000
/** Rows that a piece has, at most. */
const PIECE = 65_536

/** A file's own compressors, bounded: a page's claim about its size is no reason to allocate it. */
const boundedCompressors: typeof compressors = /* @__PURE__ */ Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, size: number) => {
      if (!(size <= LARGEST_PAGE)) throw new Error(`a page claims to have ${size} bytes`)
      // A page of nothing, as of missing values alone, which not all of them take.
      return size === 0 ? new Uint8Array(0) : decompress(input, size)
    },
  ]),
)

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true })
const text = (bytes: Uint8Array): string => decoder.decode(bytes)

/** Times as texts of ISO 8601, texts as they are. */
const PARSERS: Partial<ParquetParsers> = {
  dateFromDays: isoDate,
  timestampFromMilliseconds: (milliseconds) => isoTimestamp(milliseconds * 1000n),
  timestampFromMicroseconds: isoTimestamp,
  timestampFromNanoseconds: (nanoseconds) => isoTimestamp(nanoseconds / 1000n),
  stringFromBytes: text,
  jsonFromBytes: text,
}

/** How a column of the file becomes one of a table: its type, and what follows a time of UTC. */
interface Column extends SourceColumn {
  readonly suffix: string
}

/** @returns undefined for a column that no table can hold */
function columnOf(element: SchemaElement, isNested: boolean): Column | undefined {
  const { name, type, converted_type: converted, logical_type: logical, repetition_type: repetition } = element
  if (isNested || repetition === 'REPEATED') return undefined
  const asText = (suffix = ''): Column => ({ name, type: 'text', suffix })
  if (logical?.type === 'TIMESTAMP') return asText(logical.isAdjustedToUTC ? 'Z' : '')
  if (converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS') return asText('Z')
  if (type === 'BOOLEAN' || type === 'INT96' || logical?.type === 'DATE' || converted === 'DATE') return asText()
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL' || logical?.type === 'FLOAT16')
    return { name, type: 'number', suffix: '' }
  if (type === 'BYTE_ARRAY' && converted !== 'BSON' && !['GEOMETRY', 'GEOGRAPHY', 'VARIANT'].includes(logical?.type ?? ''))
    return asText()
  if (type === 'FIXED_LEN_BYTE_ARRAY') return logical?.type === 'UUID' ? asText() : undefined
  return type === 'INT32' || type === 'INT64' || type === 'FLOAT' || type === 'DOUBLE'
    ? { name, type: 'number', suffix: '' }
    : undefined
}

/** The columns that are wanted. @throws DataError for one that can't be read, UsageError for one that there is not */
function columnsOf(metadata: FileMetaData, { columns }: ParquetOptions, name: string): Column[] {
  const all = parquetSchema(metadata).children.map(({ element, children }) => ({ element, isNested: children.length > 0 }))
  const names = all.map(({ element }) => element.name)
  const missing = columns?.find((column) => !names.includes(column))
  if (missing !== undefined)
    throw new UsageError(`columns: ${name} has no column ${describe(missing)}. It has ${names.slice(0, 30).join(', ')}.`)
  const twice = names.find((column, i) => names.indexOf(column) !== i)
  if (twice !== undefined)
    throw new DataError(`${name} has more than one column ${describe(twice)}. Every column needs a name of its own.`)
  const wanted = columns === undefined ? all : columns.map((column) => all[names.indexOf(column)] as (typeof all)[number])
  const found = wanted.map(({ element, isNested }) => {
    const column = columnOf(element, isNested)
    if (column !== undefined) return column
    const what =
      isNested || element.repetition_type === 'REPEATED'
        ? 'is nested: it holds lists or records'
        : `holds ${element.converted_type ?? element.type ?? 'values'} that are no numbers or texts`
    throw new DataError(
      `${name}: the column ${describe(element.name)} ${what}, which no table can hold. Choose the others: { columns: [...] }.`,
    )
  })
  if (found.length === 0) throw new DataError(`${name} has no columns. Give at least one.`)
  return found
}

/** Values as hyparquet gives them: typed arrays, or arrays with nulls. */
function toColumn({ name, type, suffix }: Column, values: ArrayLike<unknown>, start: number, rows: number): TableColumn {
  let missing = 0
  if (type === 'number') {
    const numbers = new Float64Array(rows)
    for (let i = 0; i < rows; i++) {
      const value = values[start + i]
      const number = typeof value === 'number' ? value : value === null || value === undefined ? Number.NaN : Number(value)
      if (Number.isNaN(number)) missing++
      numbers[i] = number
    }
    return { name, type, values: numbers, missing }
  }
  const texts: string[] = new Array(rows)
  for (let i = 0; i < rows; i++) {
    const value = values[start + i]
    const text = value === null || value === undefined ? '' : `${value}`.trim()
    if (text === '') missing++
    texts[i] = text === '' ? '' : text + suffix
  }
  return { name, type, values: texts, missing, firstText: 0 }
}

const damaged = (name: string, cause: unknown): DataError =>
  cause instanceof DataError || (cause as { name?: string } | null)?.name === 'AbortError'
    ? (cause as DataError)
    : new DataError(`${name} is a damaged Parquet file: ${cause instanceof Error ? cause.message : String(cause)}. Get it again.`, {
        cause,
      })

/** @throws DataError unless the file starts and ends as Parquet does, and its footer fits in it */
async function checkEnds(input: ByteInput, size: number): Promise<void> {
  const { name } = input
  const start = await input.slice(0, 4)
  const end = size < 12 ? start : await input.slice(size - 8, size)
  const marks = [start.slice(0, 4), end.slice(-4)].map((bytes) => String.fromCharCode(...bytes))
  if (size < 12 || marks[0] !== 'PAR1' || marks[1] !== 'PAR1') {
    const isCut = marks[0] === 'PAR1' || size === 0
    throw new DataError(
      `${name} ${isCut ? 'is truncated: a Parquet file ends' : 'is no Parquet file: it must start and end'} with PAR1. ${isCut ? 'Get it again.' : 'Check that it is the file you mean.'}`,
    )
  }
  const footer = new DataView(end.buffer, end.byteOffset).getUint32(0, true)
  if (footer + 12 > size)
    throw new DataError(
      `${name} is a damaged Parquet file: it claims a footer of ${footer} bytes, and has ${size} bytes in all. Get it again.`,
    )
}

/**
 * A Parquet file as a source. Whole numbers, fractions and decimals are numbers (exact to 2^53); booleans, dates (2024-02-29), points in time
 * (2024-02-29T12:30:00Z) and all others texts. Compressed by Snappy, gzip, Brotli, Zstandard or LZ4. Only the columns that are asked for are
 * read, a row group at a time.
 *
 * @throws DataError for a file that is none or damaged, and for a nested column, by its name
 */
export async function parquetSource(file: FileLike, options: ParquetOptions = {}): Promise<TableSource> {
  const input = byteInput(file, options.name)
  const { name } = input
  const byteLength = await input.size()
  await checkEnds(input, byteLength)
  const buffer = {
    byteLength,
    async slice(start: number, end = byteLength): Promise<ArrayBuffer> {
      const bytes = await input.slice(start < 0 ? Math.max(0, byteLength + start) : start, Math.min(end, byteLength))
      return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer
    },
  }
  const metadata = await parquetMetadataAsync(buffer, { geoparquet: false }).catch((cause: unknown) => {
    throw damaged(name, cause)
  })
  const columns = columnsOf(metadata, options, name)
  const groups = metadata.row_groups.map((group) => Number(group.num_rows))
  const rows = groups.reduce((sum, count) => sum + count, 0)
  if (groups.some((count) => !(count >= 0)) || rows > 0xffffffff) throw damaged(name, `it claims to have ${rows} rows`)
  return tableSource({
    name,
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows,
    async *read({ columns: wanted, from, pacer }) {
      let groupStart = 0
      for (const count of groups) {
        const [start, end] = [Math.max(from, groupStart), groupStart + count]
        groupStart = end
        if (start >= end) continue
        const values: ArrayLike<unknown>[] = []
        try {
          // A scan for each group: it keeps what it has read.
          const scan = await parquetScan({
            file: buffer,
            metadata,
            columns: wanted.map((column) => column.name),
            compressors: boundedCompressors,
            parsers: PARSERS,
            geoparquet: false,
          })
          for (const column of wanted) {
            const found = await scan.readColumn({ column: column.name, rowStart: end - count, rowEnd: end })
            if (found.length !== count)
              throw new Error(`the column ${describe(column.name)} has ${found.length} of ${count} values`)
            values.push(found)
            await pacer.pause()
          }
        } catch (cause) {
          throw damaged(name, cause)
        }
        for (let row = start; row < end; row += PIECE) {
          const size = Math.min(PIECE, end - row)
          const built = wanted.map((column, i) =>
            toColumn(
              columns.find((own) => own.name === column.name) as Column,
              values[i] as ArrayLike<unknown>,
              row - (end - count),
              size,
            ),
          )
          yield { name, rows: size, columns: built, lines: Uint32Array.from({ length: size }, (_, i) => row + i + 1) }
        }
      }
    },
  })
}

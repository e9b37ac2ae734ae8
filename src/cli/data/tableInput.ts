// Rows of a table to predict, in groups as they come: a file of any format, a query, or CSV or JSON on stdin. All columns of a group are
// there, also those that the model doesn't know. Values of a CSV stay texts: the model reads what it takes as numbers.

import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { type CsvOptions, readCsvRows } from '../../adapters/csvRows.ts'
import type { CsvSource } from '../../adapters/csvText.ts'
import { rowsTable, type Table } from '../../data/index.ts'
import { ArrayCutter, type JsonItem, LineCutter, parseItem } from '../../data/jsonItems.ts'
import { DataError, describe } from '../../errors.ts'
import { fileBytes } from './fileBytes.ts'
import { isTableData, openSource, type SourceFlags, TABLE_LABELS } from './openSource.ts'
import { together } from './together.ts'

/** A column that a model takes. */
export interface WantedColumn {
  readonly name: string
  /** Whether a row may lack it. */
  readonly mayMiss: boolean
}

/** Rows of a group, at most. */
const GROUP = 256

const numbersFrom = (first: number, count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => first + i)

/** Rows of a CSV. */
async function* csvTables(source: CsvSource, options: CsvOptions & { readonly name: string }): AsyncGenerator<Table> {
  let count = 0
  for await (const { header, rows, lines } of readCsvRows(source, options)) {
    for (let start = 0; start < rows.length; start += GROUP) {
      const group = rows.slice(start, start + GROUP)
      const columns = header.map((name, i) => {
        const values = group.map((row) => (row[i] as string).trim())
        return { name, type: 'text' as const, values, missing: values.filter((value) => value === '').length, firstText: 0 }
      })
      const places = { lines: Uint32Array.from(lines.slice(start, start + GROUP)), rowNumbers: numbersFrom(count, group.length) }
      yield { name: options.name, rows: group.length, columns, ...places }
      count += group.length
    }
  }
}

/** A row of JSON with all columns that the model takes. @throws DataError where it lacks one that was never missing in training */
function completeRow(item: JsonItem, number: number, name: string, wanted: readonly WantedColumn[]): Record<string, unknown> {
  const parsed = parseItem(item, name)
  const place = `${name}, line ${item.line} (row ${number})`
  // An array has the values of the model's columns, in their order.
  const isArray = Array.isArray(parsed) && parsed.length === wanted.length
  const row = isArray ? Object.fromEntries(wanted.map((column, i) => [column.name, parsed[i]])) : parsed
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new DataError(
      `${place} must be an object of named values, such as {"length": 5.1}, as the model knows its columns by name, or an array of its ` +
        `${wanted.length} columns' values in their order; received ${describe(row)}.`,
    )
  }
  const complete: Record<string, unknown> = { ...row }
  for (const { name: column, mayMiss } of wanted) {
    if (Object.hasOwn(row, column)) continue
    if (!mayMiss) {
      const known = Object.keys(row)
      throw new DataError(
        `${place} has no ${describe(column)}, which the model was trained on, without missing values. It has ` +
          `${known.slice(0, 30).join(', ')}${known.length > 30 ? ', ...' : ''}. Give it, as null where its value is missing.`,
      )
    }
    complete[column] = null
  }
  return complete
}

/** By how the text starts: an array in an array is one of rows, and any other a row of values, a line. */
function cutterOf(start: string, name: string): ArrayCutter | LineCutter {
  return /^\s*\[\s*[[{\]]/.test(start) ? new ArrayCutter(name) : new LineCutter(name)
}

/** Rows of JSON: one array of objects, or an object a line. */
async function* jsonTables(text: AsyncIterable<string>, name: string, wanted: readonly WantedColumn[]): AsyncGenerator<Table> {
  let cutter: ArrayCutter | LineCutter | undefined
  let count = 0
  function* group(items: readonly JsonItem[]): Generator<Table> {
    for (let start = 0; start < items.length; start += GROUP) {
      const some = items.slice(start, start + GROUP)
      const rows: Record<string, unknown>[] = []
      let fault: unknown
      for (const [i, item] of some.entries()) {
        try {
          rows.push(completeRow(item, count + i, name, wanted))
        } catch (error) {
          fault = error
          break
        }
      }
      // The rows before a fault are answered first.
      if (rows.length > 0) {
        const lines = Uint32Array.from(rows, (_, i) => (some[i] as JsonItem).line)
        yield { ...rowsTable(rows, { name }), lines, rowNumbers: numbersFrom(count, rows.length) }
      }
      if (fault !== undefined) throw fault
      count += rows.length
    }
  }
  let start = ''
  for await (const piece of text) {
    start += piece
    if (cutter === undefined && start.replace(/\s/g, '').length < 3) continue
    cutter ??= cutterOf(start, name)
    yield* group(cutter.push(start))
    start = ''
  }
  if (start !== '') {
    cutter = cutterOf(start, name)
    yield* group(cutter.push(start))
  }
  if (cutter instanceof LineCutter) yield* group(cutter.last())
  else cutter?.end()
}

/** CSV, or JSON, which starts with a bracket. */
async function* textTables(text: AsyncIterable<string>, name: string, wanted: readonly WantedColumn[]): AsyncGenerator<Table> {
  const pieces = text[Symbol.asyncIterator]()
  let start = ''
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    start += next.value
    if (start.trimStart() !== '') break
  }
  if (start.trim() === '') return
  const isJson = /^\uFEFF?\s*[[{]/.test(start)
  const whole = together(start.replace(/^\uFEFF/, ''), pieces)
  if (isJson) yield* jsonTables(whole, name, wanted)
  else yield* csvTables(whole, { name })
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder() // it takes a byte order mark off
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

/**
 * The rows that INPUT or a query names, in groups.
 *
 * @throws UsageError if it names nothing, DataError for rows that can't be read; those before a fault come first
 */
export async function* tableInput(
  input: string | undefined,
  flags: SourceFlags,
  wanted: readonly WantedColumn[],
  stdin: Readable,
): AsyncGenerator<Table> {
  if (input === '-') {
    stdin.setEncoding('utf8')
    yield* textTables(stdin, 'stdin', wanted)
    return
  }
  const ending = input === undefined || TABLE_LABELS.has(input) ? '' : (/\.(\w+)$/.exec(input)?.[1]?.toLowerCase() ?? '')
  if (input !== undefined && ending === 'csv') yield* csvTables(fileBytes(input), { name: input })
  else if (input !== undefined && ending === 'tsv') yield* csvTables(fileBytes(input), { name: input, delimiter: '\t' })
  else if (input !== undefined && ['json', 'jsonl', 'ndjson'].includes(ending))
    yield* jsonTables(decoded(fileBytes(input)), input, wanted)
  else if (input !== undefined && !isTableData(input) && (await stat(input).catch(() => null))?.isFile())
    yield* textTables(decoded(fileBytes(input)), input, wanted)
  else {
    const source = await openSource(input, flags)
    try {
      yield* source.batches()
    } finally {
      source.close?.()
    }
  }
}

// Opens a file as a source of rows, by the ending of its name. Each reader comes when it is first needed.

import { byteInput, type FileLike } from '../data/byteInput.ts'
import type { TableSource } from '../data/tableSource.ts'
import { describe, UsageError } from '../errors.ts'

/** Options of opening a file. */
export interface OpenTableOptions {
  /** The file's name, or path, by whose ending it is read. Default: the name of a File. */
  readonly name?: string
  readonly signal?: AbortSignal
}

type Opener = (file: FileLike, options: OpenTableOptions & { readonly name: string }) => Promise<TableSource>

const openCsv: Opener = async (file, options) => (await import('../adapters/csvSource.ts')).csvSource(file, options)
const openJson: Opener = async (file, options) => (await import('../data/json.ts')).jsonSource(file, options)
const openLines: Opener = async (file, options) =>
  (await import('../data/json.ts')).jsonSource(file, { ...options, layout: 'lines' })

/** How a file is read, by its ending. */
const OPENERS: Readonly<Record<string, Opener>> = {
  csv: openCsv,
  tsv: async (file, options) => (await import('../adapters/csvSource.ts')).csvSource(file, { ...options, delimiter: '\t' }),
  json: openJson,
  jsonl: openLines,
  ndjson: openLines,
  npy: async (file, options) => (await import('../data/npySource.ts')).npySource(file, options),
  npz: async (file, options) => (await import('../data/npySource.ts')).npzSource(file, options),
  parquet: async (file, options) => (await import('../adapters/parquet.ts')).parquetSource(file, options),
}

/** The endings of files that are tables. */
export const TABLE_ENDINGS: readonly string[] = Object.keys(OPENERS)

const endingOf = (name: string): string => /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''

/** Whether a name is one of a table, by its ending. */
export function isTableName(name: string): boolean {
  return Object.hasOwn(OPENERS, endingOf(name))
}

/**
 * A file as a source of rows: CSV, TSV, JSON, JSON Lines, .npy, .npz or Parquet, as the ending of its name says.
 *
 * @throws UsageError for a name with another ending, DataError for a file that can't be read
 */
export async function openTable(file: FileLike, options: OpenTableOptions = {}): Promise<TableSource> {
  const input = byteInput(file, options.name)
  const opener = OPENERS[endingOf(input.name)]
  if (opener !== undefined) return opener(input, { ...options, name: input.name })
  throw new UsageError(
    `openTable: the name must end in one of ${TABLE_ENDINGS.map((ending) => `.${ending}`).join(', ')}; received ${describe(input.name)}. ` +
      'Name it with { name }, or open it by its reader, such as csvSource(file).',
  )
}

// DATA of the command line: the name of a known set, a table (CSV, JSON, Parquet, ...), a query, a folder or file of IDX, or a folder of
// images. Whether it names anything is known before anything is read.

import { readdir, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { readCsv } from '../../adapters/csv.ts'
import { hashData, type Table, type TableSchema } from '../../data/index.ts'
import { memorySource } from '../../data/memorySource.ts'
import { joinTables } from '../../data/readAll.ts'
import type { TableBatch, TableSource } from '../../data/tableSource.ts'
import { datasets, idxFolder, idxPair, type LabelledData } from '../../datasets/index.ts'
import { DataError, describe, UsageError } from '../../errors.ts'
import { imageFolder } from '../../node/imageFolder.ts'
import { areNumbers } from '../models/classLabels.ts'
import { shellQuote } from '../table.ts'
import { fileBytes } from './fileBytes.ts'
import { hashedColumns, hashTable } from './hashTable.ts'
import { isTableData, openSource, type SourceFlags, TABLE_LABELS } from './openSource.ts'
import type { Rows } from './rows.ts'
import { MOST_VALUES_IN_MEMORY, streamedTable } from './streamedTable.ts'
import { type TableOptions, tableData } from './tableData.ts'

/** A data set as the commands use it. Of a table `train.x` is a Table of the columns to learn from, as they stand in the file. */
export interface LoadedData {
  /** The name of a known set, the path as it was given, or "the query". */
  readonly name: string
  /** How a command line names it: a word, or --sql with its query. */
  readonly words: string
  readonly train: Rows
  readonly test?: Rows
  /** What class 0, 1, ... is called. */
  readonly classNames: readonly string[]
  /** The columns of a table, with their kinds. */
  readonly schema?: TableSchema
  /** What the values of a row are called, where it is no table but its values have names. */
  readonly features?: readonly string[]
  /** The columns of a table by which its hash was made. */
  readonly columns?: readonly string[]
  /** The column that the labels are from, where it has a name. */
  readonly label?: string
  /** The SHA-256 of all of it: what a model file knows its training data by. */
  readonly hash: string
  /** What should be known of how it was read. */
  readonly notes: readonly string[]
}

/** The names of all known sets. */
export function knownData(): string[] {
  return [...datasets.keys()]
}

/** Whether a text is the name of a known set. */
export function isKnownData(name: string): boolean {
  return datasets.has(name)
}

/** What DATA is called in the name of a run folder: a known name, or the last part of a path without its extension. */
export function dataName(data: string | undefined): string {
  if (data === undefined) return 'sql'
  return datasets.has(data) ? data : basename(resolve(data)).replace(/\.\w+$/, '')
}

/** DATA in a command line: what follows the name of the command. */
export function dataWords(data: string | undefined, { sql, folder, database }: SourceFlags): string {
  if (data !== undefined) return shellQuote(data)
  const places = [
    ...(folder === undefined ? [] : [`--folder ${folder.map(shellQuote).join(' ')}`]),
    ...(database === undefined ? [] : [`--database ${shellQuote(database)}`]),
  ]
  return [`--sql ${shellQuote(sql ?? '')}`, ...places].join(' ')
}

/** @throws UsageError unless DATA is a known name or there is something at its path, or --sql stands in its place */
export async function checkData(data: string | undefined, { sql, folder, database }: SourceFlags = {}): Promise<void> {
  if ((data === undefined) === (sql === undefined)) {
    throw new UsageError(`Give either DATA or --sql${data === undefined ? ', such as flowers.csv' : '; received both'}.`)
  }
  if (data === undefined) return
  if (folder !== undefined || database !== undefined) throw new UsageError('--folder and --database go with --sql.')
  if (datasets.has(data) || (await stat(data).catch(() => null)) !== null) return
  const isPattern = /[*?]/.test(data)
  throw new UsageError(
    `There is no data ${JSON.stringify(data)}. DATA is ${knownData().join(', ')}, a table (.csv, .tsv, .json, .jsonl, .npy, .npz or .parquet), a folder ` +
      `with a folder of images for each class, or a folder or file of IDX.${isPattern ? ` For files that a pattern names: --sql ${shellQuote(`select * from '${data}'`)}.` : ''}`,
  )
}

/** Data that is no table: images. @throws UsageError where --label names another column than its own */
async function readImages(data: string, label: string | undefined): Promise<LabelledData> {
  const known = datasets.get(data)
  const isFolder = known === undefined && (await stat(data)).isDirectory()
  const loaded = await (known?.() ?? (isFolder ? readFolder(data) : idxPair(data)))
  if (label === undefined || label === loaded.label) return loaded
  throw new UsageError(
    loaded.label === undefined
      ? `--label names a column of a table; ${data} has no columns. Leave it out.`
      : `--label: the classes of ${data} are in its column ${describe(loaded.label)}; received ${describe(label)}. Leave it out.`,
  )
}

/** A folder of IDX files, or of a folder of images for each class. */
async function readFolder(path: string): Promise<LabelledData> {
  const entries = await readdir(path, { withFileTypes: true })
  return entries.some((entry) => entry.isDirectory()) ? imageFolder(path) : idxFolder(path)
}

/** The same rows with their classes numbered in another order; as they are where `order` isn't one of the same names. */
export function inClassOrder<D extends Pick<LoadedData, 'train' | 'test' | 'classNames'>>(data: D, order: readonly string[]): D {
  const { train, test, classNames } = data
  const places = new Map(order.map((name, i) => [name, i]))
  const isSame = order.length === classNames.length && classNames.every((name) => places.has(name))
  if (!isSame || classNames.every((name, i) => name === order[i])) return data
  const renumber = ({ x, y }: Rows): Rows => ({
    x,
    y: { ...y, data: y.data.map((number) => places.get(classNames[number] as string) as number) },
  })
  return { ...data, train: renumber(train), ...(test && { test: renumber(test) }), classNames: order }
}

/** As `loadData` takes it; nobody need name a command to repeat. */
export type LoadOptions = Partial<TableOptions> & SourceFlags & { readonly stream?: boolean | undefined }

/** Bytes of a CSV up to which it is read at once: in half the time that a source takes, which goes through it twice. */
const SMALL_CSV = 1 << 28

/** A CSV or TSV file that is not large, as a table. */
async function readSmallCsv(data: string | undefined): Promise<Table | undefined> {
  if (data === undefined || TABLE_LABELS.has(data) || !/\.(csv|tsv)$/i.test(data)) return undefined
  const { size } = await stat(data)
  if (size > SMALL_CSV) return undefined
  const tabs = /\.tsv$/i.test(data) ? { delimiter: '\t' as const } : {}
  return readCsv(fileBytes(data), { name: data, ...tabs })
}

/** All rows of a source; undefined where they are too many for memory. */
async function readInMemory(source: TableSource): Promise<Table | undefined> {
  const width = source.columns.length
  if ((source.rows ?? 0) * width > MOST_VALUES_IN_MEMORY) return undefined
  const batches: TableBatch[] = []
  let rows = 0
  for await (const batch of source.batches({ batchSize: 65_536 })) {
    batches.push(batch)
    rows += batch.rows
    if (rows * width > MOST_VALUES_IN_MEMORY) return undefined
  }
  return joinTables(source.name, batches, source.columns)
}

/** A table, from a file or a query. */
async function loadTable(data: string | undefined, options: LoadOptions): Promise<LoadedData> {
  const { label = TABLE_LABELS.get(data ?? ''), command = () => '--label COL', ...others } = options
  const small = options.stream ? undefined : await readSmallCsv(data)
  const source: TableSource & { close?(): void } = small ? memorySource(small) : await openSource(data, options)
  const reading = { ...others, command, ...(label === undefined ? {} : { label }) }
  const name = data ?? 'the query'
  let isKept = false
  try {
    const table = small ?? (options.stream ? undefined : await readInMemory(source))
    if (table === undefined) {
      const streamed = await streamedTable(source, name, reading)
      isKept = true // it is read on, until the process ends
      return { ...streamed, words: dataWords(data, options) }
    }
    const own = { ...table, name }
    const read = tableData(own, reading)
    const { ignored, labels, ...rest } = read
    const columns = hashedColumns(
      own.columns.map((column) => column.name),
      rest.label,
      options.known,
    )
    return {
      ...{ name: own.name, words: dataWords(data, options), ...rest, columns, hash: await hashTable(own, columns, labels) },
      notes: ignored.length > 0 ? [`${own.name}: the model does not use ${ignored.join(', ')}.`] : [],
    }
  } finally {
    if (!isKept) source.close?.()
  }
}

/**
 * Loads DATA, or what --sql asks for.
 *
 * @throws UsageError if it names nothing or --label is missing, DataError if it can't be used, MissingPackageError with the
 *   command that gets it
 */
export async function loadData(data: string | undefined, options: LoadOptions = {}): Promise<LoadedData> {
  await checkData(data, options)
  if (data === undefined || isTableData(data)) return loadTable(data, options)
  if (options.types !== undefined) throw new UsageError(`--types names columns of a table; ${data} has none. Leave it out.`)
  const read = await readImages(data, options.label)
  const hash = await hashData(read.train.x, read.train.y, ...(read.test === undefined ? [] : [read.test.x, read.test.y]))
  const { train, test, classNames, features } = inClassOrder(read, options.known?.classNames ?? read.classNames)
  return {
    ...{ name: data, words: shellQuote(data), train, classNames, hash, notes: [] },
    ...(test === undefined ? {} : { test }),
    ...(features === undefined ? {} : { features }),
    ...(read.label === undefined ? {} : { label: read.label }),
  }
}

/**
 * Checks that the labels of data mean what a model's classes mean.
 *
 * @param classes the model's class names, or its class numbers
 * @throws DataError if the data has more classes than the model, or calls them otherwise
 */
export function checkClasses(
  { name, classNames }: Pick<LoadedData, 'name' | 'classNames'>,
  classes: readonly (string | number)[],
): void {
  if (classNames.length > classes.length) {
    throw new DataError(
      `${name} has ${classNames.length} classes, but the model knows only ${classes.length}: ${classes.join(', ')}.`,
    )
  }
  const differs = (label: string, i: number): boolean => String(classes[i]) !== label
  if (!areNumbers(classNames) && classes.some((label) => typeof label === 'string') && classNames.some(differs)) {
    throw new DataError(
      `The classes of ${name} (${classNames.join(', ')}) are not those of the model (${classes.join(', ')}), so a score would mean nothing.`,
    )
  }
}

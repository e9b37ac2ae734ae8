// The rows of a SQL query as a source, through DuckDB: a query over Parquet, CSV and JSON files or a DuckDB database, of any size. Values
// come from DuckDB's column vectors into typed arrays, never as an object for each row.

import { batchesOf } from '../data/batches.ts'
import type { TableColumn } from '../data/table.ts'
import type { BatchOptions, ReadOptions, Shuffle, SourceColumn, TablePiece, TableReader, TableSource } from '../data/tableSource.ts'
import { DataError, describe, UsageError } from '../errors.ts'
import { checkSeed, randomKey } from '../random.ts'
import { type DuckDBChunk, type DuckDBConnection, type DuckDBOptions, openDuckDB } from './duckdb.ts'
import { steadyRows } from './steadyRows.ts'

/** A query as a source; whoever made it closes it. */
export interface SqlSource extends TableSource {
  close(): void
}

/** Options of a query. */
export interface SqlOptions extends DuckDBOptions {
  /** What the rows are called in messages. Default: 'the query'. */
  readonly name?: string
}

/** DuckDB's number for a statement that only reads. */
const SELECT = 1
/** Rows gathered into a piece, as many as readAll takes in a batch, so that none is copied twice; DuckDB gives 2,048 at a time. */
const PIECE = 65_536

/** How a type of DuckDB becomes a column: SQL over the column's name, by the type's number in @duckdb/node-api. */
const NUMBER = (column: string): string => `coalesce(cast(${column} as double), 'nan'::double)`
const TEXT = (column: string): string => `cast(${column} as varchar)`
const TIME = (column: string): string => `replace(cast(${column} as varchar), ' ', 'T')`
const UTC = (column: string): string => `replace(cast(${column} at time zone 'UTC' as varchar), ' ', 'T') || 'Z'`
type Conversion = readonly ['number' | 'text', (column: string) => string]
const conversions = (ids: readonly number[], ...conversion: Conversion): [number, Conversion][] => ids.map((id) => [id, conversion])
const TYPES: ReadonlyMap<number, Conversion> = new Map([
  ...conversions([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 19, 32, 35, 36, 38], 'number', NUMBER),
  ...conversions([1, 13, 14, 15, 17, 23, 27, 30, 37, 39], 'text', TEXT),
  ...conversions([12, 20, 21, 22], 'text', TIME),
  ...conversions([31], 'text', UTC),
])

interface QueryColumn extends SourceColumn {
  /** The column as it is selected. */
  readonly sql: string
}

/** A fault of DuckDB as one of ours: the query's, or the data's. */
function faultOf(cause: unknown, name: string): Error {
  if (cause instanceof DataError || cause instanceof UsageError) return cause
  const message = (cause instanceof Error ? cause.message : String(cause)).trim()
  if (/^(Failed to extract statements: )?(Parser|Binder|Catalog) Error/.test(message))
    return new UsageError(`${name}: ${message}`, { cause })
  const advice = /^Permission Error/.test(message)
    ? ' Only the folders that were named can be read: name others with `folders`.'
    : ''
  return new DataError(`${name}: ${message}.${advice}`, { cause })
}

/** The columns of a query. @throws UsageError unless it is one SELECT, DataError for a column that no table can hold */
async function columnsOf(connection: DuckDBConnection, sql: string, name: string): Promise<QueryColumn[]> {
  const refused = new UsageError(`${name} must be one SELECT, such as select * from 'sales/*.parquet'; received ${describe(sql)}.`)
  if (sql === '') throw refused
  const { count } = await connection.extractStatements(sql)
  if (count !== 1) throw refused
  const statement = await connection.prepare(sql)
  try {
    if (statement.statementType !== SELECT) throw refused
    const columns: QueryColumn[] = []
    for (let i = 0; i < statement.columnCount; i++) {
      const column = statement.columnName(i)
      if (columns.some((other) => other.name === column)) {
        throw new UsageError(
          `${name} has more than one column ${describe(column)}. Give each a name of its own: ... as other_name.`,
        )
      }
      const found = TYPES.get(statement.columnTypeId(i))
      if (found === undefined) {
        throw new DataError(
          `${name}: the column ${describe(column)} is of type ${statement.columnType(i)}, which no table can hold. Leave it out, or take ` +
            'numbers or texts from it in the query.',
        )
      }
      columns.push({ name: column, type: found[0], sql: found[1](`c${i}`) })
    }
    return columns
  } finally {
    statement.destroySync()
  }
}

/** A chunk with its number of rows, which each time it is asked for is a call into DuckDB. */
interface Rows {
  readonly chunk: DuckDBChunk
  readonly count: number
}

/** The values of some chunks, below each other. */
function toColumn({ name, type }: SourceColumn, chunks: readonly Rows[], place: number, rows: number): TableColumn {
  let missing = 0
  let at = 0
  if (type === 'number') {
    const values = new Float64Array(rows)
    for (const { chunk, count } of chunks) {
      const vector = chunk.getColumnVector(place)
      // The numbers of a whole vector at once, where it has them so; NULL has become NaN in the query.
      if (vector.items instanceof Float64Array && vector.items.length === count) values.set(vector.items, at)
      else for (let row = 0; row < count; row++) values[at + row] = (vector.getItem(row) as number | null) ?? Number.NaN
      at += count
    }
    for (let row = 0; row < rows; row++) if (Number.isNaN(values[row])) missing++
    return { name, type, values, missing }
  }
  const values: string[] = new Array(rows)
  for (const { chunk, count } of chunks) {
    const vector = chunk.getColumnVector(place)
    for (let row = 0; row < count; row++) {
      const text = ((vector.getItem(row) as string | null) ?? '').trim()
      if (text === '') missing++
      values[at++] = text
    }
  }
  return { name, type, values, missing, firstText: 0 }
}

/** How the rows are put in order: a key from the number of each row and the seed, and that number where two are alike. */
function orderOf({ seed, epoch = 0 }: Shuffle): string {
  checkSeed(seed)
  const [low, high] = randomKey(seed, `shuffle/${epoch}`)
  return `hash(n::bigint, ${low}::bigint, ${high}::bigint), n`
}

/**
 * The rows of a query as a source: `sqlSource("select * from 'sales/*.parquet'")`. Whole numbers, fractions and decimals are numbers
 * (exact to 2^53); all others texts: booleans true and false, dates and times as in ISO 8601, those with a zone in UTC. A shuffle is one of
 * all rows, in DuckDB, which sorts what doesn't fit in memory on the disk; it needs no buffer. Where DuckDB would give the rows in another
 * order each time (GROUP BY, DISTINCT, JOIN, random()), the query is run once, at the first reading, and its rows are kept until the
 * source is closed, sorted by all columns unless it has an ORDER BY. Close the source when it is done with.
 *
 * @throws MissingPackageError if @duckdb/node-api is not installed; UsageError for what is not one SELECT, or not SQL; DataError for data that
 *   can't be read, or lies outside of the folders
 */
export async function sqlSource(sql: string, options: SqlOptions = {}): Promise<SqlSource> {
  const { name = 'the query' } = options
  const database = await openDuckDB(options)
  const query = sql.trim().replace(/;\s*$/, '')
  const columns = await (async () => {
    const connection = await database.connect()
    try {
      return await columnsOf(connection, query, name)
    } finally {
      connection.closeSync()
    }
  })().catch((cause: unknown) => {
    database.close()
    throw faultOf(cause, name)
  })

  const steady = steadyRows(database, query, columns.map((_, i) => `c${i}`).join(', '))
  let isClosed = false
  async function* read({ columns: wanted, from, pacer }: ReadOptions, shuffle?: Shuffle): AsyncGenerator<TablePiece> {
    const chosen = wanted.map((column) => columns.find((own) => own.name === column.name) as QueryColumn)
    const list = chosen.map((column) => column.sql)
    const bodyOver = (rows: string): string =>
      shuffle === undefined
        ? `select ${list.join(', ') || '1'} from ${rows}`
        : `select ${[...list, 'cast(n as double)'].join(', ')} from (select *, row_number() over () - 1 as n from ${rows}) order by ${orderOf(shuffle)}`
    if (isClosed) throw new UsageError(`${name} was closed, and can't be read any more. Open it again: sqlSource(query).`)
    const connection = await database.connect()
    const { signal } = pacer
    const interrupt = (): void => connection.interrupt()
    signal?.addEventListener('abort', interrupt)
    let row = from
    try {
      const body = bodyOver(await steady(signal))
      const result = await connection.stream(`${body}${from > 0 ? ` offset ${from}` : ''}`)
      for (let isDone = false; !isDone; ) {
        const chunks: Rows[] = []
        let rows = 0
        while (rows < PIECE) {
          const chunk = await result.fetchChunk()
          const count = chunk?.rowCount ?? 0
          isDone = count === 0
          if (chunk === null || isDone) break
          chunks.push({ chunk, count })
          rows += count
        }
        if (rows === 0) continue
        const built = chosen.map((column, i) => toColumn(column, chunks, i, rows))
        const numbers = shuffle && toColumn({ name: 'n', type: 'number' }, chunks, chosen.length, rows)
        const rowNumbers = new Uint32Array(rows)
        const lines = new Uint32Array(rows)
        for (let i = 0; i < rows; i++) {
          const number = numbers === undefined ? row + i : (numbers.values[i] as number)
          rowNumbers[i] = number
          lines[i] = number + 1
        }
        yield { name, rows, columns: built, rowNumbers, lines }
        row += rows
      }
    } catch (cause) {
      signal?.throwIfAborted()
      throw faultOf(cause, name)
    } finally {
      signal?.removeEventListener('abort', interrupt)
      connection.closeSync()
    }
  }

  const plain = columns.map(({ name, type }) => ({ name, type }))
  const reader = (shuffle?: Shuffle): TableReader => ({ name, columns: plain, read: (reading) => read(reading, shuffle) })
  return {
    name,
    columns: plain,
    batches({ shuffle, ...rest }: BatchOptions = {}) {
      return batchesOf(reader(shuffle), rest)
    },
    close() {
      if (!isClosed) database.close()
      isClosed = true
    },
  }
}

// DuckDB, locked down: it runs the user's SQL over the folders that were named, and reaches nothing else. What it may not do is set
// before any of the user's SQL is seen, and then the settings are locked. (DuckDB's documentation, "Securing DuckDB".)

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { DataError } from '../errors.ts'
import { optionalPackage } from './optionalPackage.ts'

/** The parts of @duckdb/node-api that are used. */
interface DuckDBModule {
  readonly DuckDBInstance: { create(path: string, options: Record<string, string>): Promise<DuckDBInstance> }
}
interface DuckDBInstance {
  connect(): Promise<DuckDBConnection>
  closeSync(): void
}
/** A connection. */
export interface DuckDBConnection {
  run(sql: string): Promise<unknown>
  stream(sql: string): Promise<{ fetchChunk(): Promise<DuckDBChunk | null> }>
  prepare(sql: string): Promise<DuckDBStatement>
  extractStatements(sql: string): Promise<{ readonly count: number }>
  interrupt(): void
  closeSync(): void
}
interface DuckDBStatement {
  readonly statementType: number
  readonly columnCount: number
  columnName(column: number): string
  columnTypeId(column: number): number
  columnType(column: number): { toString(): string }
  destroySync(): void
}
/** Some rows of a result: a vector for each column. */
export interface DuckDBChunk {
  readonly rowCount: number
  getColumnVector(column: number): { getItem(row: number): unknown; readonly items?: unknown }
}

/** Options of a database. */
export interface DuckDBOptions {
  /** The folders that may be read, with all that is in them. Default: the working directory. */
  readonly folders?: readonly string[]
  /** A DuckDB file, opened to be read only, whose tables the SQL may name. Default: none. */
  readonly database?: string
  /** Default: 2. */
  readonly threads?: number
  /** What DuckDB may hold in memory, in megabytes; what is more goes to a temporary folder. Default: 320. */
  readonly memory?: number
}

/** Whoever opens a database closes it. */
export interface Database {
  connect(): Promise<DuckDBConnection>
  close(): void
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A database in memory beside the user's, and the table in it, for rows that are kept between readings. */
const KEPT = 'argmax_kept'
export const KEPT_ROWS: string = `${KEPT}.main.kept`

/** Folders for what doesn't fit in memory, gone with the process at the latest. */
const temporary = new Set<string>()
let isWatched = false
function temporaryFolder(): string {
  if (!isWatched) {
    isWatched = true
    process.once('exit', () => {
      for (const folder of temporary) rmSync(folder, { recursive: true, force: true })
    })
  }
  const folder = mkdtempSync(join(tmpdir(), 'argmax-duckdb-'))
  temporary.add(folder)
  return folder
}

/**
 * Opens a database that may read the named folders and nothing else: no network, no other file, no extension that isn't part of it, and
 * no setting can be changed.
 *
 * @throws MissingPackageError if @duckdb/node-api is not installed, DataError if the file is no DuckDB database
 */
export async function openDuckDB({ folders = ['.'], database, threads = 2, memory = 320 }: DuckDBOptions): Promise<Database> {
  const loaded = await optionalPackage('@duckdb/node-api', 'SQL needs DuckDB', 'argmax data preview --sql "select 1 as a"')
  const { DuckDBInstance } = loaded as DuckDBModule
  const spill = temporaryFolder()
  const forget = (): void => {
    rmSync(spill, { recursive: true, force: true })
    temporary.delete(spill)
  }
  const options = {
    threads: String(threads),
    memory_limit: `${memory}MB`,
    temp_directory: spill,
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_persistent_secrets: 'false',
    ...(database === undefined ? {} : { access_mode: 'READ_ONLY' }),
  }
  const instance = await DuckDBInstance.create(database === undefined ? ':memory:' : resolve(database), options).catch(
    (cause: Error) => {
      forget()
      throw new DataError(`Could not open the database ${database}: ${cause.message}. It must be a file of DuckDB.`, { cause })
    },
  )
  const allowed = folders.map((folder) => quoted(join(resolve(folder), sep)))
  const setup = await instance.connect()
  // Times with a zone are shown in UTC, wherever this runs.
  await setup.run("set global TimeZone = 'UTC'")
  await setup.run(`attach ':memory:' as ${KEPT} (read_write)`)
  await setup.run(`set global allowed_directories = [${allowed.join(', ')}]`)
  await setup.run('set global enable_external_access = false')
  await setup.run('set global lock_configuration = true')
  setup.closeSync()
  return {
    connect: () => instance.connect(),
    close: () => {
      instance.closeSync()
      forget()
    },
  }
}

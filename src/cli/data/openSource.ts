// DATA or --sql as a source of rows: a file of a table, or a query.

import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { TableSource } from '../../data/tableSource.ts'
import { catalogue } from '../../datasets/index.ts'
import { describe, UsageError } from '../../errors.ts'
import { fileInput } from '../../node/fileInput.ts'
import { sqlSource } from '../../node/sqlSource.ts'
import { isTableName, openTable, TABLE_ENDINGS } from '../../sources/openTable.ts'
import { shellQuote } from '../table.ts'

/** Known sets that are tables in a file of their own, and the column of each with its classes. */
export const TABLE_LABELS: ReadonlyMap<string, string> = new Map([
  ['iris', 'species'],
  ['wine', 'cultivar'],
  ['penguins', 'species'],
])

/** What is to be opened. */
export interface SourceFlags {
  /** A query instead of DATA. */
  readonly sql?: string | undefined
  /** The folders that the query may read. Default: the working directory. */
  readonly folder?: readonly string[] | undefined
  /** The DuckDB file whose tables the query may name. */
  readonly database?: string | undefined
}

/** Adds the flags of a query. */
export function addSourceOptions(command: Command): Command {
  return command
    .option('--sql <query>', 'a query in place of DATA, as "select * from \'sales/*.parquet\'" (needs @duckdb/node-api)')
    .option('--folder <dir...>', 'of --sql: folders that it may read (default: .)')
    .option('--database <file>', 'of --sql: a DuckDB file whose tables it may name')
}

/** Whether DATA is a table: a known one, or a file by its ending. */
export function isTableData(data: string): boolean {
  return TABLE_LABELS.has(data) || (!catalogue.some(({ name }) => name === data) && isTableName(data))
}

/**
 * Opens DATA or a query.
 *
 * @throws UsageError where it is neither or both, or no table; DataError where it can't be read; MissingPackageError without DuckDB
 */
export async function openSource(data: string | undefined, flags: SourceFlags): Promise<TableSource & { close?(): void }> {
  const { sql, folder, database } = flags
  if ((data === undefined) === (sql === undefined)) {
    throw new UsageError(`Give either DATA or --sql${data === undefined ? ', such as sales.parquet' : '; received both'}.`)
  }
  if (sql !== undefined) {
    return sqlSource(sql, {
      name: '--sql',
      ...(folder === undefined ? {} : { folders: folder }),
      ...(database === undefined ? {} : { database }),
    })
  }
  if (folder !== undefined || database !== undefined) throw new UsageError('--folder and --database go with --sql.')
  const name = data as string
  if (TABLE_LABELS.has(name)) {
    const path = fileURLToPath(new URL(`../../../data/datasets/${name}.csv`, import.meta.url))
    return openTable(fileInput(path, `${name}.csv`))
  }
  if ((await stat(name).catch(() => null)) === null) {
    const advice = /[*?]/.test(name) ? ` For files that a pattern names: --sql ${shellQuote(`select * from '${name}'`)}.` : ''
    throw new UsageError(`There is no file ${describe(name)}.${advice || ' Check the path.'}`)
  }
  if (isTableName(name)) return openTable(fileInput(name))
  throw new UsageError(
    `${name} is no table by its name: that must end in ${TABLE_ENDINGS.map((ending) => `.${ending}`).join(', ')}. What DuckDB can read goes ` +
      'with --sql.',
  )
}

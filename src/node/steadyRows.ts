// A query as rows that stand in one order. DuckDB works on several threads, and gives the rows of a GROUP BY, a DISTINCT or a JOIN in
// another order each time, and random() other values: then the number of a row would mean nothing, and a row held back for a test could
// be trained on in the next reading. Such a query is run once, and its rows are kept in DuckDB, sorted, on the disk where they are many.

import { type Database, type DuckDBConnection, KEPT_ROWS } from './duckdb.ts'

/** Steps of a plan that give their rows in the order of what they read. Whatever isn't known to do so is kept. */
const STEADY = /^(\w*_SCAN|READ_\w+|RANGE|GENERATE_SERIES|FILTER|PROJECTION|LIMIT|STREAMING_LIMIT|EMPTY_RESULT)\s*$/
const SORTED = /^(ORDER_BY|TOP_N)\s*$/

/** What SQL calls: a name before a parenthesis, or one of the times that need none. */
const CALLED = /(\w+)"?\s*\(|\b(current_date|current_time|current_timestamp|localtime|localtimestamp)\b/g

/** A step of a plan, as EXPLAIN (FORMAT json) has it. */
interface Step {
  readonly name: string
  readonly children: readonly Step[]
}

const isSteady = ({ name, children }: Step): boolean => STEADY.test(name) && children.every(isSteady)

/** Whether a query ends in an ORDER BY of its own. */
function isSorted({ name, children: [child] }: Step): boolean {
  return SORTED.test(name) || (child !== undefined && STEADY.test(name) && isSorted(child))
}

/** The texts of a column of a result, by its place. */
async function textsOf(connection: DuckDBConnection, sql: string, column: number): Promise<string[]> {
  const result = await connection.stream(sql)
  const texts: string[] = []
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const vector = chunk.getColumnVector(column)
    for (let row = 0; row < chunk.rowCount; row++) texts.push(String(vector.getItem(row)))
  }
  return texts
}

/** Whether a query or its plan names a function whose value is another one each time, such as random() or now(). */
async function isVolatile(connection: DuckDBConnection, ...texts: readonly string[]): Promise<boolean> {
  const functions = "select function_name from duckdb_functions() where stability <> 'CONSISTENT' group by function_name"
  const names = new Set(await textsOf(connection, functions, 0))
  const called = texts.flatMap((text) => [...text.toLowerCase().matchAll(CALLED)])
  return called.some(([, name, bare]) => bare !== undefined || names.has(name as string))
}

/** Runs a query for its plan, and keeps its rows where their order needs it. */
async function settle(connection: DuckDBConnection, query: string, names: string): Promise<string> {
  const from = `(${query}\n) as q(${names})`
  const [text = '[]'] = await textsOf(connection, `explain (format json) ${query}`, 1)
  const plan = JSON.parse(text) as readonly Step[]
  if (plan.every(isSteady) && !(await isVolatile(connection, query, text))) return from
  const order = plan.some(isSorted) ? '' : ' order by all'
  await connection.run(`create or replace table ${KEPT_ROWS} as select * from ${from}${order}`)
  return KEPT_ROWS
}

/**
 * Gives what to select from to have a query's rows in one order, at the first call by running the query where that must be.
 *
 * @param names what its columns are called, with commas between
 * @returns a function that answers with a FROM clause; it is stopped by the signal that it was called with
 */
export function steadyRows(database: Database, query: string, names: string): (signal?: AbortSignal) => Promise<string> {
  interface Attempt {
    readonly signal: AbortSignal | undefined
    readonly from: Promise<string>
  }
  let latest: Attempt | undefined
  const start = async (signal?: AbortSignal): Promise<string> => {
    const connection = await database.connect()
    const interrupt = (): void => connection.interrupt()
    signal?.addEventListener('abort', interrupt)
    try {
      return await settle(connection, query, names)
    } finally {
      signal?.removeEventListener('abort', interrupt)
      connection.closeSync()
    }
  }
  return async (signal) => {
    for (;;) {
      signal?.throwIfAborted()
      latest ??= { signal, from: start(signal) }
      const attempt = latest
      try {
        return await attempt.from
      } catch (cause) {
        if (latest === attempt) latest = undefined
        // Where another reading began it and was stopped, this one goes on by itself.
        if (attempt.signal === signal || attempt.signal?.aborted !== true) throw cause
      }
    }
  }
}

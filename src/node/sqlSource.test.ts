import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requireOrSkip } from '../../test/support/optional.ts'
import { readAll } from '../data/readAll.ts'
import type { Table } from '../data/table.ts'
import { DataError, UsageError } from '../errors.ts'
import { type SqlOptions, sqlSource } from './sqlSource.ts'

const DUCKDB = fileURLToPath(new URL('../../node_modules/@duckdb/node-api', import.meta.url))

let root: string
let inside: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'argmax-sql-'))
  inside = join(root, 'inside')
  mkdirSync(inside)
  mkdirSync(join(root, 'inside-not'))
  writeFileSync(join(inside, 'a.csv'), 'x,kind\n1,red\n2,blue\n3,red\n')
  for (const folder of ['.', 'inside-not']) writeFileSync(join(root, folder, 'secret.csv'), 'x\n42\n')
  symlinkSync('../secret.csv', join(inside, 'link.csv'))
  symlinkSync('..', join(inside, 'up'))
  symlinkSync('inside', join(root, 'other-name'))
})
beforeEach((context) => {
  requireOrSkip(context, DUCKDB, 'npm install')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The rows of a query over the folder. */
async function rowsOf(sql: string, options: SqlOptions = {}): Promise<Record<string, unknown>[]> {
  const source = await sqlSource(sql.replaceAll('$', inside), { folders: [inside], ...options })
  try {
    const table = await readAll(source)
    return Array.from({ length: table.rows }, (_, row) =>
      Object.fromEntries(table.columns.map(({ name, values }) => [name, values[row]])),
    )
  } finally {
    source.close()
  }
}

const numbersOf = ({ columns: [column] }: Table): Float64Array => column?.values as Float64Array

describe('values', () => {
  it('are numbers, or texts as ISO 8601 and UTC have them; NULL is missing', async () => {
    const [row] = await rowsOf(`select
      1::tinyint as tiny, 9007199254740993::bigint as big, 1.5::decimal(9, 2) as money, 'nan'::double as nan, null::integer as none,
      true as yes, null::boolean as maybe, 'é "q"' as text, null::varchar as blank,
      date '2024-02-29' as day, timestamp '2024-02-29 12:30:00' as time, timestamptz '2024-02-29 12:30:00+02' as zoned`)
    expect(row).toEqual({
      ...{ tiny: 1, big: 9007199254740992, money: 1.5, nan: Number.NaN, none: Number.NaN },
      ...{ yes: 'true', maybe: '', text: 'é "q"', blank: '' },
      ...{ day: '2024-02-29', time: '2024-02-29T12:30:00', zoned: '2024-02-29T10:30:00Z' },
    })
  })

  it('of lists and structs are refused with the name of the column', async () => {
    await expect(rowsOf('select [1, 2] as pair')).rejects.toThrow(
      /the column "pair" is of type INTEGER\[\], which no table can hold/,
    )
    await expect(rowsOf("select {'a': 1} as thing")).rejects.toThrow(DataError)
  })

  it('come whole, in order or in an order of a seed and an epoch', async () => {
    const source = await sqlSource('select i, i % 3 as k from range(40000) t(i)', { folders: [inside] })
    const all = await readAll(source)
    expect(all.rows).toBe(40_000)
    expect(numbersOf(all)).toEqual(Float64Array.from({ length: 40_000 }, (_, row) => row))
    const order = async (seed: number, epoch: number): Promise<number[]> => [
      ...numbersOf(await readAll(source, { shuffle: { seed, epoch } })),
    ]
    const [first, again, next, other] = [await order(1, 0), await order(1, 0), await order(1, 1), await order(2, 0)]
    expect(again).toEqual(first)
    for (const another of [next, other]) expect(another).not.toEqual(first)
    for (const shuffled of [first, next, other]) expect(Float64Array.from(shuffled).sort()).toEqual(numbersOf(all))
    source.close()
  })
})

describe('a query reads the folders that are named', () => {
  it('and files in them', async () => {
    expect(await rowsOf("select kind, sum(x) as x from '$/a.csv' group by kind order by kind")).toEqual([
      { kind: 'blue', x: 2 },
      { kind: 'red', x: 4 },
    ])
  })

  it.each([
    "select * from '/etc/passwd'",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/hostname')",
    "select * from glob('/etc/*')",
    "select * from '$/../secret.csv'",
    "select * from '$/./../secret.csv'",
    "select * from '$-not/secret.csv'",
    "select * from '$/link.csv'",
    "select * from '$/up/secret.csv'",
    "select * from '$/l*.csv'",
    "select * from read_csv('https://example.com/a.csv')",
    "select * from read_parquet('s3://bucket/a.parquet')",
    "select * from parquet_metadata('/etc/passwd')",
    "select * from read_json('/proc/self/environ')",
  ])('and nothing else: %s', async (sql) => {
    await expect(rowsOf(sql)).rejects.toThrow(
      /Permission Error|disabled by configuration|Table with name \/etc\/passwd does not exist/,
    )
  })

  it.each([
    "copy (select 1 as a) to '$/b.csv'",
    "attach '$/b.db'",
    'install httpfs',
    'load httpfs',
    'set enable_external_access = true',
    'pragma database_list',
    'create table t as select 1 as a',
    "export database '$'",
    'select 1 as a; select 2 as b',
    'select 1 as a; drop table t',
    'explain select 1',
    'not sql at all',
    '',
  ])('by one SELECT: %s', async (sql) => {
    await expect(rowsOf(sql)).rejects.toThrow(UsageError)
  })

  it('under any name that they have', async () => {
    const source = await sqlSource(`select x from '${join(root, 'other-name', 'a.csv')}'`, { folders: [join(root, 'other-name')] })
    expect([...numbersOf(await readAll(source))]).toEqual([1, 2, 3])
    source.close()
  })

  it('without settings, variables of the environment or columns of one name', async () => {
    await expect(rowsOf("select getenv('HOME') as home")).rejects.toThrow(/getenv/)
    await expect(rowsOf('select 1 as a, 2 as a')).rejects.toThrow(/more than one column "a"/)
  })

  it('and says what is wrong where there is nothing', async () => {
    await expect(rowsOf("select * from '$/none.csv'")).rejects.toThrow(/none\.csv/)
    await expect(rowsOf('select nothing from missing_table')).rejects.toThrow(/missing_table/)
    await expect(sqlSource('select 1 as a', { database: join(inside, 'a.csv') })).rejects.toThrow(/must be a file of DuckDB/)
  })
})

describe('a database', () => {
  it('is read by the names of its tables, and can be neither changed nor left', async () => {
    const path = join(inside, "it's.db")
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(path)
    const connection = await instance.connect()
    await connection.run("create table sales as select i as amount, 'n' || i % 2 as region from range(10) t(i)")
    connection.closeSync()
    instance.closeSync()
    expect(
      await rowsOf('select region, sum(amount) as total from sales group by region order by region', { database: path }),
    ).toEqual([
      { region: 'n0', total: 20 },
      { region: 'n1', total: 25 },
    ])
    for (const sql of ["insert into sales values (1, 'x')", 'drop table sales', 'create table other as select 1 as a']) {
      await expect(rowsOf(sql, { database: path })).rejects.toThrow(UsageError)
    }
    await expect(rowsOf("select * from '/etc/passwd'", { database: path })).rejects.toThrow(/Permission Error|does not exist/)
    expect(await rowsOf('select count(*) as rows from sales', { database: path })).toEqual([{ rows: 10 }])
  })

  it('that there is not is refused, and not made', async () => {
    const path = join(inside, 'none.db')
    await expect(sqlSource('select 1 as a', { database: path })).rejects.toThrow(DataError)
    expect(existsSync(path)).toBe(false)
  })

  it('that is closed says so, and is closed once', async () => {
    const source = await sqlSource('select 1 as a', { folders: [inside] })
    expect((await readAll(source)).rows).toBe(1)
    source.close()
    source.close()
    await expect(readAll(source)).rejects.toThrow(UsageError)
    await expect(readAll(source)).rejects.toThrow(/^the query was closed, and can't be read any more/)
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requireOrSkip } from '../../test/support/optional.ts'
import { readAll } from '../data/readAll.ts'
import type { BatchOptions, TableSource } from '../data/tableSource.ts'
import { type SqlSource, sqlSource } from './sqlSource.ts'

const DUCKDB = fileURLToPath(new URL('../../node_modules/@duckdb/node-api', import.meta.url))
/** Rows enough for DuckDB to share them among threads. */
const MANY = 400_000

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'argmax-steady-'))
})
beforeEach((context) => {
  requireOrSkip(context, DUCKDB, 'npm install')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function withSource<T>(sql: string, use: (source: SqlSource) => Promise<T>): Promise<T> {
  const source = await sqlSource(sql, { folders: [folder] })
  try {
    return await use(source)
  } finally {
    source.close()
  }
}
const valuesOf = async (source: TableSource, options?: BatchOptions): Promise<(readonly (number | string)[])[]> =>
  (await readAll(source, options)).columns.map(({ values }) => [...values])

const GROUPED = `select 'k' || hash(i) % 90000 as k, sum(i) as total from range(${MANY}) t(i) group by k`

describe('rows stand in one order in every reading', () => {
  it.each([
    ['GROUP BY', GROUPED],
    ['DISTINCT', `select distinct hash(i) % 90000 as k from range(${MANY}) t(i)`],
    ['JOIN', `select a.i, b.v from range(150000) a(i) join (select i // 2 as j, i as v from range(150000) t(i)) b on a.i = b.j`],
    ['random()', 'select i, random() as r from range(50000) t(i)'],
    ['"random" ()', 'select i, "random" () as r from range(50000) t(i)'],
    ['USING SAMPLE', 'select i from range(50000) t(i) using sample 1000'],
    ['ORDER BY with rows alike', `select i % 5 as k, i from range(150000) t(i) order by k desc`],
    ['WHERE', `select i from range(${MANY}) t(i) where hash(i) % 3 = 0`],
  ])('of %s', async (_, sql) => {
    await withSource(sql, async (source) => {
      const first = await valuesOf(source)
      for (let reading = 0; reading < 3; reading++) expect(await valuesOf(source)).toEqual(first)
    })
  })

  it('and in every source of the query, where its values are the same', async () => {
    const [one, other] = [await withSource(GROUPED, valuesOf), await withSource(GROUPED, valuesOf)]
    expect(other).toEqual(one)
    expect(one[0]).toEqual([...(one[0] as string[])].sort())
  })

  it('that of its own ORDER BY', async () => {
    const sql = `select hash(i) % 1000 as k, count(*) as n from range(${MANY}) t(i) group by k order by k desc`
    const [keys] = await withSource(sql, valuesOf)
    expect(keys).toEqual([...(keys as number[])].sort((a, b) => b - a))
    expect(keys).toHaveLength(1000)
  })

  it('so that parts never meet, shuffled or not, from one reading to the next', async () => {
    await withSource(GROUPED, async (source) => {
      const keys = async (part: 'train' | 'test', epoch: number): Promise<Set<unknown>> =>
        new Set((await valuesOf(source, { part: { part, fraction: 0.3, seed: 1 }, shuffle: { seed: 1, epoch } }))[0])
      const test = await keys('test', 0)
      expect(await keys('test', 1)).toEqual(test)
      for (const epoch of [1, 2]) expect([...(await keys('train', epoch))].filter((key) => test.has(key))).toEqual([])
      expect(test.size + (await keys('train', 3)).size).toBe((await valuesOf(source))[0]?.length)
    })
  })
})

describe('a query that is being run', () => {
  const SLOW = 'select sum(a.i * b.i) as total, a.i % 7 as k from range(100000) a(i), range(1000000) b(i) group by k'

  it('is stopped by the signal of its reading', async () => {
    await withSource(SLOW, async (source) => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('enough')), 50)
      await expect(readAll(source, { signal: controller.signal })).rejects.toThrow('enough')
    })
  })

  it('goes on for another reading where the first is stopped', async () => {
    const sql = GROUPED.replace(String(MANY), '3000000')
    await withSource(sql, async (source) => {
      const controller = new AbortController()
      const stopped = readAll(source, { signal: controller.signal })
      const other = readAll(source)
      setTimeout(() => controller.abort(new Error('enough')), 5)
      await expect(stopped).rejects.toThrow('enough')
      expect((await other).rows).toBe(90_000)
    })
  })
})

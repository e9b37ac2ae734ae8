import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAll } from '../data/readAll.ts'
import { DataError, UsageError } from '../errors.ts'
import { readCsv } from './csv.ts'
import { csvSource } from './csvSource.ts'

const FLOWERS = '\n"length",species\n5.1,setosa\n,virginica\n\n4.9,"a ""b"",\nc"\n'

describe('csvSource', () => {
  it('gives what readCsv gives', async () => {
    const source = await csvSource(new Blob([FLOWERS]), { name: 'f.csv' })
    expect(source).toMatchObject({
      name: 'f.csv',
      rows: 3,
      columns: [
        { name: 'length', type: 'number' },
        { name: 'species', type: 'text' },
      ],
    })
    expect(await readAll(source)).toEqual(await readCsv(FLOWERS, { name: 'f.csv' }))
  })

  it('reads back any numbers and texts, from any row on, in any batches', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 6 }).map((value) => value.replaceAll(/[\0\r\uFEFF]/g, '').trim())
    const rows = fc.array(fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), text, fc.integer()), {
      minLength: 1,
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), fc.nat(29), async (rows, batchSize, from) => {
        const csv = `n,t,i\n${rows.map(([n, t, i]) => `${n},"${t.replaceAll('"', '""')}",${i}`).join('\n')}`
        const columns = [
          { name: 't', type: 'text' as const },
          { name: 'i', type: 'number' as const },
          { name: 'n', type: 'number' as const },
        ]
        const source = await csvSource(csv, { columns })
        const table = await readAll(source, { batchSize, from: { row: from, window: 0, taken: 0 } })
        const wanted = rows.slice(from)
        expect(table.columns.map(({ values }) => [...values])).toEqual([
          wanted.map(([, t]) => t),
          wanted.map(([, , i]) => i),
          wanted.map(([n]) => (Object.is(n, -0) ? 0 : n)),
        ])
      }),
    )
  })

  it('gives the rows before a fault, and then names its line', async () => {
    const source = await csvSource('a,b\n1,2\n3,4\n5\n', { name: 'f.csv', columns: [{ name: 'a', type: 'number' }] })
    const batches = source.batches({ batchSize: 2 })
    expect((await batches.next()).value).toMatchObject({ rows: 2 })
    await expect(batches.next()).rejects.toThrow(/^f\.csv, line 4 has 1 value/)
  })

  it('refuses a text in a column of numbers, a column that there is not, and a file without rows', async () => {
    const source = await csvSource('a\n1\nx\n', { name: 'f.csv', columns: [{ name: 'a', type: 'number' }] })
    await expect(readAll(source)).rejects.toThrow(/^f\.csv, line 3, column "a": the value must be a number; received "x"/)
    await expect(readAll(await csvSource('a\n1\n', { columns: [{ name: 'b', type: 'text' }] }))).rejects.toThrow(UsageError)
    await expect(csvSource('a,b\n', { name: 'f.csv' })).rejects.toThrow(DataError)
    await expect(csvSource('a\n1\n', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })

  it('leaves time to others while it reads', async () => {
    const text = `a,b\n${'1.5,some text\n'.repeat(200_000)}`
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    try {
      await readAll(await csvSource(text))
    } finally {
      clearInterval(timer)
    }
    expect(turns).toBeGreaterThan(1)
  })
})

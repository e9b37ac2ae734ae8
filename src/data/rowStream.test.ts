import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memorySource } from './memorySource.ts'
import { isRowStream, type RowStream, selectStreamRows, streamPositions, streamSample, streamTables } from './rowStream.ts'
import { columnsTable } from './rowsTable.ts'
import { selectTableRows } from './selectTableRows.ts'
import type { Table } from './table.ts'

/** Rows 0, 1, ... as the column n; of them every third is in the sample. */
function streamOf(total: number): RowStream {
  const table = columnsTable({
    n: Array.from({ length: total }, (_, row) => row),
    other: Array.from({ length: total }, (_, row) => `x${row}`),
  })
  const rowNumbers = Uint32Array.from({ length: Math.ceil(total / 3) }, (_, i) => 3 * i)
  const sample = { ...selectTableRows({ ...table, columns: table.columns.slice(0, 1) }, rowNumbers), rowNumbers }
  return { source: memorySource(table), names: ['n'], total, rows: total, sample }
}

async function tablesOf(stream: RowStream, options?: Parameters<typeof streamTables>[1]): Promise<Table[]> {
  const tables: Table[] = []
  for await (const table of streamTables(stream, options)) tables.push(table)
  return tables
}
const numbersOf = (tables: readonly Table[]): number[] =>
  tables.flatMap(({ columns: [n] }) => [...((n as Table['columns'][number]).values as Float64Array)])
const ascending = (rows: readonly number[]): number[] => [...rows].sort((a, b) => a - b)

/** Some of so many rows, ascending. */
const someOf = (rows: number): fc.Arbitrary<Uint32Array> =>
  fc.subarray(Array.from({ length: rows }, (_, row) => row)).map((chosen) => Uint32Array.from(chosen))

describe('a stream', () => {
  it('gives all rows, of the columns that are its own, and their numbers', async () => {
    const tables = await tablesOf(streamOf(100), { batchSize: 33 })
    expect(tables.map(({ rows }) => rows)).toEqual([33, 33, 33, 1])
    expect(tables.every(({ columns }) => columns.length === 1)).toBe(true)
    expect(numbersOf(tables)).toEqual(Array.from({ length: 100 }, (_, row) => row))
    expect([...streamPositions(streamOf(10))]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(numbersOf([streamSample(streamOf(10))])).toEqual([0, 3, 6, 9])
  })

  it('gives the rows that were selected, also of a selection, in any batches and orders', async () => {
    const setting = fc.integer({ min: 1, max: 70 }).chain((total) =>
      someOf(total).chain((first) =>
        fc.record({
          total: fc.constant(total),
          first: fc.constant(first),
          second: someOf(first.length),
          batchSize: fc.integer({ min: 1, max: 80 }),
          buffer: fc.option(fc.integer({ min: 1, max: 80 })),
        }),
      ),
    )
    await fc.assert(
      fc.asyncProperty(setting, async ({ total, first, second, batchSize, buffer }) => {
        const chosen = selectStreamRows(selectStreamRows(streamOf(total), first), second)
        const wanted = Array.from(second, (row) => first[row] as number)
        expect(chosen.rows).toBe(wanted.length)
        const tables = await tablesOf(chosen, { batchSize, ...(buffer === null ? {} : { shuffle: { seed: 2, buffer } }) })
        const found = numbersOf(tables)
        expect(buffer === null ? found : ascending(found)).toEqual(wanted)
        const positions = streamPositions(chosen)
        for (const table of tables) {
          expect(table.rows).toBeGreaterThan(0)
          expect([...(table.rowNumbers as Uint32Array)]).toEqual(numbersOf([table]))
          for (const row of table.rowNumbers as Uint32Array) expect(wanted[positions[row] as number]).toBe(row)
        }
        expect(numbersOf([streamSample(chosen)])).toEqual(wanted.filter((row) => row % 3 === 0))
      }),
    )
  })

  it('has an order for each seed and epoch, the same for what is selected', async () => {
    const stream = streamOf(500)
    const order = async (of: RowStream, epoch: number): Promise<number[]> =>
      numbersOf(await tablesOf(of, { shuffle: { seed: 1, epoch } }))
    const [first, next] = [await order(stream, 0), await order(stream, 1)]
    expect(next).not.toEqual(first)
    const even = selectStreamRows(
      stream,
      Uint32Array.from({ length: 250 }, (_, i) => 2 * i),
    )
    expect(await order(even, 0)).toEqual(first.filter((row) => row % 2 === 0))
  })

  it('stops where it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(tablesOf(streamOf(10), { signal })).rejects.toThrow('enough')
  })

  it('is told from tables', () => {
    expect(isRowStream(streamOf(3))).toBe(true)
    for (const other of [streamOf(3).sample, null, undefined, 'rows']) expect(isRowStream(other)).toBe(false)
  })
})

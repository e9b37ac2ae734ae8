import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataError, UsageError } from '../errors.ts'
import { memorySource } from './memorySource.ts'
import { readAll } from './readAll.ts'
import { columnsTable } from './rowsTable.ts'
import { type BatchOptions, type TableBatch, type TableSource, tableSource } from './tableSource.ts'

/** Rows 0, 1, ...: the number in one column, its text in another; every seventh is missing. */
function numbered(rows: number): ReturnType<typeof columnsTable> {
  const all = Array.from({ length: rows }, (_, row) => row)
  return columnsTable({ n: all.map((row) => (row % 7 === 6 ? null : row)), t: all.map((row) => `row ${row}`) })
}

/** The same table in pieces of these sizes, again and again, as a slow disk brings them. */
function inPieces(rows: number, sizes: readonly number[]): TableSource {
  const whole = memorySource(numbered(rows))
  return tableSource({
    name: 'pieces',
    columns: whole.columns,
    async *read({ columns, from }) {
      let at = from
      for (let i = 0; at < rows; i++) {
        const end = Math.min(rows, at + (sizes[i % sizes.length] as number))
        const table = await readAll(whole, { columns: columns.map(({ name }) => name) })
        const cut = table.columns.map((column) => ({ ...column, values: column.values.slice(at, end) }))
        yield { name: 'pieces', rows: end - at, columns: cut as typeof table.columns, lines: table.lines.slice(at, end) }
        at = end
      }
    },
  })
}

async function batchesOf(source: TableSource, options?: BatchOptions): Promise<TableBatch[]> {
  const batches: TableBatch[] = []
  for await (const batch of source.batches(options)) batches.push(batch)
  return batches
}
const numbersOf = (batches: readonly TableBatch[]): number[] => batches.flatMap(({ rowNumbers }) => [...rowNumbers])

describe('batches', () => {
  it('gives all rows in order, as many at a time as are asked for', async () => {
    const batches = await batchesOf(memorySource(numbered(10)), { batchSize: 4 })
    expect(batches.map(({ rows }) => rows)).toEqual([4, 4, 2])
    expect(batches[1]).toEqual({
      name: 'the columns',
      rows: 4,
      columns: [
        { name: 'n', type: 'number', values: Float64Array.of(4, 5, Number.NaN, 7), missing: 1 },
        { name: 't', type: 'text', values: ['row 4', 'row 5', 'row 6', 'row 7'], missing: 0, firstText: 0 },
      ],
      lines: Uint32Array.of(5, 6, 7, 8),
      rowNumbers: Uint32Array.of(4, 5, 6, 7),
      cursor: { row: 8, window: 2, taken: 0 },
    })
  })

  it('gives the same batches however the rows come, and goes on after any of them', async () => {
    const setting = fc.record({
      rows: fc.integer({ min: 1, max: 60 }),
      sizes: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 }),
      batchSize: fc.integer({ min: 1, max: 20 }),
      buffer: fc.option(fc.integer({ min: 1, max: 40 })),
      part: fc.constantFrom(undefined, 'train' as const, 'test' as const),
      stop: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(setting, async ({ rows, sizes, batchSize, buffer, part, stop }) => {
        const options: BatchOptions = {
          batchSize,
          ...(buffer === null ? {} : { shuffle: { seed: 5, epoch: 2, buffer } }),
          ...(part === undefined ? {} : { part: { part, fraction: 0.3, seed: 9 } }),
        }
        const wanted = await batchesOf(memorySource(numbered(rows)), options)
        const found = await batchesOf(inPieces(rows, sizes), options)
        expect(found.map((batch) => ({ ...batch, name: '' }))).toEqual(wanted.map((batch) => ({ ...batch, name: '' })))
        for (const batch of found) {
          batch.rowNumbers.forEach((row, i) => {
            expect(batch.columns[0]?.values[i]).toBe(row % 7 === 6 ? Number.NaN : row)
            expect(batch.columns[1]?.values[i]).toBe(`row ${row}`)
            expect(batch.lines[i]).toBe(row + 1)
          })
        }
        const sorted = numbersOf(found).sort((a, b) => a - b)
        expect(new Set(sorted).size).toBe(sorted.length)
        if (part === undefined) expect(sorted).toHaveLength(rows)
        if (wanted.length === 0) return
        const at = stop % wanted.length
        const cursor = JSON.parse(JSON.stringify((wanted[at] as TableBatch).cursor))
        const rest = await batchesOf(inPieces(rows, sizes), { ...options, from: cursor })
        expect(numbersOf(rest)).toEqual(numbersOf(wanted.slice(at + 1)))
      }),
    )
  })

  it('shuffles by seed and epoch, and only within the buffer', async () => {
    const source = memorySource(numbered(1000))
    const order = async (seed: number, epoch: number, buffer: number) =>
      numbersOf(await batchesOf(source, { shuffle: { seed, epoch, buffer } }))
    const first = await order(1, 0, 1000)
    expect(await order(1, 0, 1000)).toEqual(first)
    for (const other of [await order(2, 0, 1000), await order(1, 1, 1000)]) {
      expect(other).not.toEqual(first)
      expect([...other].sort((a, b) => a - b)).toEqual([...first].sort((a, b) => a - b))
    }
    const near = await order(1, 0, 100)
    expect(near.slice(0, 100).every((row) => row < 100)).toBe(true)
    expect(near.slice(0, 100)).not.toEqual(Array.from({ length: 100 }, (_, row) => row))
  })

  it('splits by row number: two parts that never meet, about as large as asked for', async () => {
    const source = memorySource(numbered(20_000))
    const part = async (name: 'train' | 'test', seed: number) =>
      numbersOf(await batchesOf(source, { part: { part: name, fraction: 0.2, seed } }))
    const [train, test] = [await part('train', 1), await part('test', 1)]
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: 20_000 }, (_, row) => row))
    // Six standard deviations of a binomial: 0.017.
    expect(Math.abs(test.length / 20_000 - 0.2)).toBeLessThan(0.017)
    expect(await part('test', 2)).not.toEqual(test)
  })

  it('reads the columns that are asked for', async () => {
    const table = await readAll(memorySource(numbered(3)), { columns: ['t'] })
    expect(table.columns).toEqual([{ name: 't', type: 'text', values: ['row 0', 'row 1', 'row 2'], missing: 0, firstText: 0 }])
  })

  it('stops where it is aborted', async () => {
    const controller = new AbortController()
    const batches = memorySource(numbered(100)).batches({ batchSize: 10, signal: controller.signal })
    await batches.next()
    controller.abort(new Error('enough'))
    await expect(async () => {
      for (;;) if ((await batches.next()).done) return
    }).rejects.toThrow('enough')
  })

  it.each<[string, BatchOptions, RegExp]>([
    ['batchSize', { batchSize: 0 }, /^batchSize must be a whole number of rows/],
    ['columns', { columns: ['x'] }, /^columns: the columns has no column "x"\. It has n, t\./],
    ['shuffle', { shuffle: { seed: 1, buffer: 1.5 } }, /^shuffle: the buffer/],
    ['shuffle', { shuffle: { seed: -1 } }, /^seed must/],
    ['shuffle', { shuffle: { seed: 1, epoch: -1 } }, /^shuffle: the epoch/],
    ['part', { part: { part: 'half' as 'train', fraction: 0.2, seed: 1 } }, /^part: must be 'train' or 'test'/],
    ['part', { part: { part: 'train', fraction: 1, seed: 1 } }, /^part: the fraction/],
    ['from', { from: { row: -1, window: 0, taken: 0 } }, /^from: must be the cursor/],
  ])('refuses a wrong %s', async (_, options, message) => {
    await expect(batchesOf(memorySource(numbered(3)), options)).rejects.toThrow(message)
    await expect(batchesOf(memorySource(numbered(3)), options)).rejects.toBeInstanceOf(UsageError)
  })
})

describe('columnsTable', () => {
  it.each<[unknown, RegExp]>([
    [{}, /must be an object with an array of values/],
    [{ a: [] }, /received no rows/],
    [{ a: [1, 2], b: [1] }, /the column "b" must be an array of 2 values, as "a" is/],
    [{ a: [1, Number.POSITIVE_INFINITY] }, /row 1, column "a": the value must be finite; received Infinity/],
    [{ a: [1, {}] }, /row 1, column "a": a value must be a number, a text/],
  ])('refuses %j', (columns, message) => {
    expect(() => columnsTable(columns as never)).toThrow(message)
    expect(() => columnsTable(columns as never)).toThrow(DataError)
  })

  it('takes dates, booleans and bigints', () => {
    const { columns } = columnsTable({ d: [new Date(Date.UTC(2024, 1, 29))], b: [true], i: [7n] })
    expect(columns.map(({ values }) => values[0])).toEqual(['2024-02-29T00:00:00.000Z', 'true', 7])
  })
})

import { describe, expect, it } from 'vitest'
import { tableFile, tableFiles } from '../../test/support/tableFormats.ts'
import { readAll } from '../data/readAll.ts'
import type { Table } from '../data/table.ts'
import { DataError, UsageError } from '../errors.ts'
import { RandomStream } from '../random.ts'
import { parquetSource } from './parquet.ts'

const columnsOf = ({ columns }: Table): Record<string, unknown[]> =>
  Object.fromEntries(columns.map(({ name, values }) => [name, [...values]]))
const files = tableFiles('.parquet').filter(({ refused }) => refused === '')

describe('parquetSource', () => {
  it.each(files.map((file) => [file.name, file] as const))(
    'reads what pyarrow 26 and DuckDB 2 wrote: %s',
    async (_, { bytes, columns, name }) => {
      const source = await parquetSource(bytes, { name })
      const rows = Object.values(columns)[0]?.length
      expect(source.rows).toBe(rows)
      const table = await readAll(source)
      expect(columnsOf(table)).toEqual(columns)
      expect(table.columns.map(({ type }) => type)).toEqual(
        Object.values(columns)
          .map((values) => (rows === 0 || typeof values[0] === 'number' ? 'number' : 'text'))
          .map((type, i) => (rows === 0 ? source.columns[i]?.type : type)),
      )
      table.columns.forEach(({ missing, values }) => {
        expect(missing).toBe([...values].filter((value) => value === '' || Number.isNaN(value)).length)
      })
    },
  )

  it('reads a Blob, goes on at any row, and reads the columns that are wanted alone', async () => {
    const { bytes, columns } = tableFile('pyarrow-groups.parquet')
    const source = await parquetSource(new Blob([bytes]), { columns: ['text', 'f64'] })
    expect(source.columns).toEqual([
      { name: 'text', type: 'text' },
      { name: 'f64', type: 'number' },
    ])
    for (const row of [0, 1, 2, 3, 4]) {
      const table = await readAll(source, { from: { row, window: 0, taken: 0 }, columns: ['f64'] })
      expect(columnsOf(table)).toEqual({ f64: (columns.f64 as unknown[]).slice(row) })
      expect([...table.lines]).toEqual([1, 2, 3, 4].slice(row))
    }
  })

  it('refuses what no table can hold, by the name of its column', async () => {
    const { bytes } = tableFile('pyarrow-nested.parquet')
    await expect(parquetSource(bytes, { name: 'n.parquet' })).rejects.toThrow(
      /^n\.parquet: the column "tags" is nested.*Choose the others/,
    )
    expect(columnsOf(await readAll(await parquetSource(bytes, { columns: ['id'] })))).toEqual({ id: [1, 2] })
    await expect(parquetSource(bytes, { columns: ['no'] })).rejects.toThrow(UsageError)
    const binary = await parquetSource(tableFile('pyarrow-binary.parquet').bytes)
    await expect(readAll(binary)).rejects.toThrow(DataError)
  })

  const whole = tableFile('duckdb.parquet').bytes
  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ['nothing', new Uint8Array(0), /^p is truncated/],
    ['another file', new TextEncoder().encode('a,b,c\n1,2,3\n4,5,6\n'), /^p is no Parquet file/],
    ['a file that is cut off', whole.slice(0, -20), /^p is truncated: a Parquet file ends with PAR1/],
    ['the ends alone', Uint8Array.of(...whole.slice(0, 8), ...whole.slice(-8)), /^p is a damaged Parquet file: it claims a footer/],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(parquetSource(bytes, { name: 'p' })).rejects.toThrow(message)
    await expect(parquetSource(bytes, { name: 'p' })).rejects.toBeInstanceOf(DataError)
  })

  it('reads a file whose footer is damaged as it stands, or refuses it with a DataError', async () => {
    const stream = new RandomStream(1, 'damage')
    let refused = 0
    for (const { name, bytes } of [
      tableFile('pyarrow-snappy.parquet'),
      tableFile('pyarrow-v2.parquet'),
      tableFile('duckdb.parquet'),
    ]) {
      const footer = new DataView(bytes.buffer).getUint32(bytes.length - 8, true)
      for (let run = 0; run < 100; run++) {
        const damaged = bytes.slice()
        for (let i = 0; i <= run % 3; i++) damaged[bytes.length - 1 - stream.nextBelow(footer + 8)] = stream.nextBelow(256)
        try {
          await readAll(await parquetSource(damaged, { name }))
        } catch (error) {
          expect(error, `${name}, run ${run}`).toBeInstanceOf(DataError)
          refused++
        }
      }
    }
    expect(refused).toBeGreaterThan(30)
  })
})

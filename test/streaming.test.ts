// How much of a file is in memory while it is read: what a source has taken of it and not yet given, counted in bytes, doesn't grow with
// the file. Bytes are made as they are asked for, so that no file is there to be kept.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileInput, sqlSource } from 'argmax/node'
import { type ByteInput, openTable, type Shuffle, type TableSource } from 'argmax/sources'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { npy } from './support/numpyFiles.ts'
import { requireOrSkip } from './support/optional.ts'

const DUCKDB = fileURLToPath(new URL('../node_modules/@duckdb/node-api', import.meta.url))
const PIECE = 1 << 16
const BATCH = 1000
const BUFFER = 5000

/** Bytes of a file: a start, rows of one length, an end. */
interface Layout {
  readonly start: Uint8Array
  row(number: number): Uint8Array
  readonly end: string
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const numeral = (row: number): string => String(row).padStart(8)
const layouts: Readonly<Record<string, (rows: number) => Layout>> = {
  'a.csv': () => ({
    start: bytes('number,text\n'),
    row: (row) => bytes(`${numeral(row)},"quoted, ${row % 10}"\n`),
    end: '',
  }),
  'a.jsonl': () => ({ start: bytes(''), row: (row) => bytes(`{"number":${numeral(row)},"text":"t${row % 10}"}\n`), end: '' }),
  'a.json': () => ({
    start: bytes('['),
    row: (row) => bytes(`${row ? ',' : ' '}{"number":${numeral(row)},"text":"t${row % 10}"}`),
    end: ']',
  }),
  'a.npy': (rows) => {
    // The header of a file of one row, with another count in as many bytes: shapes may have spaces.
    const one = npy([[0, 0]])
    const header = new TextDecoder('latin1').decode(one.subarray(0, one.length - 16))
    const counted = header.replace(`(1, 2), }${' '.repeat(10)}`, `(${rows}, 2), }`.padEnd(19))
    return {
      start: Uint8Array.from(counted, (character) => character.charCodeAt(0)),
      row: (row) => new Uint8Array(Float64Array.of(row, row % 10).buffer),
      end: '',
    }
  },
}

/** A file of so many rows, made as it is read, and how many bytes were taken of it. */
function madeFile(name: string, rows: number): { input: ByteInput; rowBytes: number; taken: { bytes: number } } {
  const layout = (layouts[name] as (rows: number) => Layout)(rows)
  const rowBytes = layout.row(0).length
  const size = layout.start.length + rows * rowBytes + layout.end.length
  const taken = { bytes: 0 }
  const part = (from: number, to: number): Uint8Array<ArrayBuffer> => {
    const { start } = layout
    const first = Math.max(0, Math.floor((from - start.length) / rowBytes))
    const last = Math.min(rows, Math.ceil((to - start.length) / rowBytes))
    const list = [...(from < start.length ? [start] : [])]
    const at = from < start.length ? 0 : start.length + first * rowBytes
    for (let row = first; row < last; row++) list.push(layout.row(row))
    if (to > start.length + rows * rowBytes) list.push(bytes(layout.end))
    const all = Buffer.concat(list)
    taken.bytes += to - from
    return Uint8Array.from(all.subarray(from - at, to - at))
  }
  const input: ByteInput = {
    name,
    size: async () => size,
    slice: async (start, end) => part(start, Math.min(end, size)),
    async *stream() {
      for (let at = 0; at < size; at += PIECE) yield part(at, Math.min(at + PIECE, size))
    },
  }
  return { input, rowBytes, taken }
}

/** The most bytes that were taken and not given while a source was read, and how many rows there were. */
async function mostAhead(
  source: TableSource,
  rowBytes: number,
  taken: { bytes: number },
  shuffle?: Shuffle,
): Promise<[number, number]> {
  taken.bytes = 0
  let [most, rows, sum] = [0, 0, 0]
  for await (const batch of source.batches({ batchSize: BATCH, ...(shuffle && { shuffle }) })) {
    most = Math.max(most, taken.bytes - rows * rowBytes)
    rows += batch.rows
    for (const row of batch.rowNumbers) sum += row
  }
  expect(sum).toBe((rows * (rows - 1)) / 2)
  return [most, rows]
}

describe.each(Object.keys(layouts))('%s', (name) => {
  it.each([
    ['in its order', undefined, BATCH],
    ['shuffled', { seed: 1, buffer: BUFFER }, BUFFER],
  ])('takes no more of a longer file at a time, %s', async (_, shuffle, window) => {
    for (const rows of [50_000, 400_000]) {
      const { input, rowBytes, taken } = madeFile(name, rows)
      const [most, read] = await mostAhead(await openTable(input), rowBytes, taken, shuffle)
      expect(read).toBe(rows)
      // A .npy file is read 4 MB at a time, others in the pieces that come.
      const piece = name.endsWith('.npy') ? 0x400000 : 4 * PIECE
      expect(most).toBeLessThanOrEqual(piece + (window + BATCH) * rowBytes)
      expect(taken.bytes).toBeGreaterThanOrEqual(rows * rowBytes)
    }
  })
})

describe('what DuckDB writes and reads', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'argmax-streaming-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('Parquet: no more than a row group or two at a time', async (context) => {
    requireOrSkip(context, DUCKDB, 'npm install')
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const path = join(folder, 'a.parquet')
    await connection.run(
      `copy (select hash(i) / 3.0 as a, hash(i + 1) / 3.0 as b from range(200000) t(i)) to '${path}' (row_group_size 10240, compression uncompressed)`,
    )
    connection.closeSync()
    instance.closeSync()
    const taken = { bytes: 0 }
    const file = fileInput(path)
    const input: ByteInput = {
      ...file,
      async slice(start, end) {
        taken.bytes += end - start
        return file.slice(start, end)
      },
    }
    const source = await openTable(input)
    const [most, rows] = await mostAhead(source, 16, taken)
    expect(rows).toBe(200_000)
    expect(taken.bytes).toBeGreaterThan(200_000 * 16)
    expect(most).toBeLessThan(3 * 10_240 * 16)
  })

  it('SQL: sorts more than it may hold in memory', async (context) => {
    requireOrSkip(context, DUCKDB, 'npm install')
    const rows = 1_500_000
    const columns = Array.from({ length: 8 }, (_, i) => `hash(i, ${i}) / 3.0 as x${i}`)
    const sql = `select i, ${columns.join(', ')} from range(${rows}) t(i)`
    // 9 columns of 8 bytes: 108 MB.
    const source = await sqlSource(sql, { folders: [folder], memory: 64 })
    try {
      let [read, sum, inOrder, before] = [0, 0, 0, -1]
      for await (const { rowNumbers, columns } of source.batches({ batchSize: 16_384, shuffle: { seed: 1 } })) {
        for (const [at, row] of rowNumbers.entries()) {
          if (columns[0]?.values[at] !== row) throw new Error(`row ${row} holds ${columns[0]?.values[at]}`)
          sum += row
          if (row === before + 1) inOrder++
          before = row
        }
        read += rowNumbers.length
      }
      expect([read, sum]).toEqual([rows, (rows * (rows - 1)) / 2])
      expect(inOrder).toBeLessThan(20)
    } finally {
      source.close()
    }
  })
})

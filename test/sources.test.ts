// One battery for every kind of source: whatever the format, the same table gives the same batches, shuffles, parts and cursors.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tensor, UsageError } from 'argmax'
import { fileInput, sqlSource } from 'argmax/node'
import {
  type BatchOptions,
  columnsTable,
  idxSource,
  memorySource,
  openTable,
  readAll,
  type TableBatch,
  type TableSource,
  tensorSource,
} from 'argmax/sources'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { npy, storedZip } from './support/numpyFiles.ts'
import { requireOrSkip } from './support/optional.ts'

const DUCKDB = fileURLToPath(new URL('../node_modules/@duckdb/node-api', import.meta.url))
/** More than two of the smallest row groups that DuckDB writes. */
const ROWS = 5000

const numbers = Array.from({ length: ROWS }, (_, row) => (row % 7 === 6 ? Number.NaN : row / 8 - 100))
const codes = Array.from({ length: ROWS }, (_, row) => (row * 37) % 11)
const texts = Array.from({ length: ROWS }, (_, row) =>
  row % 13 === 5 ? '' : `${['é', 'a, b', '"q"', 'two\nlines', '猫🐈'][row % 5]} ${row}`,
)

const whole = { n: numbers, code: codes, t: texts }
const wholeNames = Object.keys(whole)
type Values = Readonly<Record<string, readonly (number | string)[]>>

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const delimited = (delimiter: string): string =>
  [
    wholeNames.join(delimiter),
    ...numbers.map((n, i) => [Number.isNaN(n) ? '' : n, codes[i], quoted(texts[i] as string)].join(delimiter)),
  ].join('\n')
const objects = numbers.map((n, i) => ({
  n: Number.isNaN(n) ? null : n,
  code: codes[i],
  t: texts[i] === '' ? null : texts[i],
}))

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argmax-sources-'))
  const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content)
  write('a.csv', delimited(','))
  write('a.tsv', delimited('\t'))
  write('a.json', JSON.stringify(objects))
  write('a.jsonl', objects.map((row) => JSON.stringify(row)).join('\n'))
  write('columns.json', JSON.stringify({ n: objects.map(({ n }) => n), code: codes, t: texts }))
  write('c.npy', npy(numbers.map((n, i) => [n, codes[i] as number])))
  write(
    'fortran.npy',
    npy(
      numbers.map((n, i) => [n, codes[i] as number]),
      { fortran: true },
    ),
  )
  write('a.npz', storedZip({ 'n.npy': npy(numbers), 'code.npy': npy(codes), 't.npy': npy(texts) }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const two: Values = { x0: numbers, x1: codes }
const file = (name: string) => (): Promise<TableSource> => openTable(fileInput(join(folder, name)))
const query = (): Promise<TableSource> => sqlSource(`select * from '${join(folder, 'a.jsonl')}'`, { folders: [folder] })

/** Numbers as an IDX file: big-endian float64, [rows, 2]. */
function idx(): Uint8Array {
  const view = new DataView(new ArrayBuffer(12 + 16 * ROWS))
  view.setUint32(0, 0x00000e02)
  view.setUint32(4, ROWS)
  view.setUint32(8, 2)
  numbers.forEach((n, row) => {
    view.setFloat64(12 + 16 * row, n)
    view.setFloat64(20 + 16 * row, codes[row] as number)
  })
  return new Uint8Array(view.buffer)
}

/** Bytes with the names of their classes, as pictures in folders have them. */
const classes = ['é', 'a, b', '"q"', 'two\nlines', '猫🐈']
const pictures: Values = { x0: codes.map((code) => code * 0.25), t: texts.map((_, row) => classes[row % 5] as string) }
const labelled = (): TableSource =>
  tensorSource(tensor(Uint8Array.from(codes), [ROWS, 1], { scale: 0.25 }), {
    ...{
      label: 't',
      classNames: classes,
      y: tensor(
        Uint8Array.from(codes, (_, row) => row % 5),
        [ROWS],
      ),
    },
  })

/** Parquet of several row groups, which DuckDB writes. */
async function parquet(): Promise<TableSource> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const path = join(folder, 'a.parquet')
  await connection.run(
    `copy (select n::double as n, code::integer as code, t from '${join(folder, 'a.jsonl')}') to '${path}' (row_group_size 2048)`,
  )
  connection.closeSync()
  instance.closeSync()
  return openTable(fileInput(path))
}

interface Kind {
  readonly open: () => Promise<TableSource>
  readonly values: Values
  /** Whether its shuffle is DuckDB's, over all rows and with an order of its own. */
  readonly isSql?: boolean
  readonly needsDuckDB?: boolean
}
const KINDS: Readonly<Record<string, Kind>> = {
  memory: { open: async () => memorySource(columnsTable(whole)), values: whole },
  CSV: { open: file('a.csv'), values: whole },
  TSV: { open: file('a.tsv'), values: whole },
  'JSON of rows': { open: file('a.json'), values: whole },
  'JSON of columns': { open: file('columns.json'), values: whole },
  'JSON Lines': { open: file('a.jsonl'), values: whole },
  npy: { open: file('c.npy'), values: two },
  'npy, columns together': { open: file('fortran.npy'), values: two },
  npz: { open: file('a.npz'), values: whole },
  IDX: { open: async () => idxSource(idx()), values: two },
  'pictures of named classes': { open: async () => labelled(), values: pictures },
  Parquet: { open: parquet, values: whole, needsDuckDB: true },
  SQL: { open: query, values: whole, isSql: true, needsDuckDB: true },
}

async function batchesOf(source: TableSource, options?: BatchOptions): Promise<TableBatch[]> {
  const batches: TableBatch[] = []
  for await (const batch of source.batches(options)) batches.push(batch)
  return batches
}
const rowsOf = (batches: readonly TableBatch[]): number[] => batches.flatMap(({ rowNumbers }) => [...rowNumbers])
const ascending = (rows: readonly number[]): number[] => [...rows].sort((a, b) => a - b)
const ALL = Array.from({ length: ROWS }, (_, row) => row)

describe.each(Object.entries(KINDS))('%s', (_, { open, values, isSql = false, needsDuckDB = false }) => {
  let source: TableSource & { close?(): void }
  const names = Object.keys(values)

  beforeEach(async (context) => {
    if (needsDuckDB) requireOrSkip(context, DUCKDB, 'npm install')
    source ??= await open()
  })
  afterAll(() => source?.close?.())

  /** That batches hold the values of the rows whose numbers they give. */
  function expectValues(batches: readonly TableBatch[], columns: readonly string[] = names): void {
    for (const batch of batches) {
      expect(batch.columns.map(({ name }) => name)).toEqual(columns)
      for (const { name, values: found, missing } of batch.columns) {
        const wanted = Array.from(batch.rowNumbers, (row) => (values[name] as Values[string])[row])
        expect([...found]).toEqual(wanted)
        expect(missing).toBe(wanted.filter((value) => value === '' || Number.isNaN(value)).length)
      }
    }
  }

  it('says its columns, and reads all rows', async () => {
    expect(source.columns).toEqual(names.map((name) => ({ name, type: name === 't' ? 'text' : 'number' })))
    if (source.rows !== undefined) expect(source.rows).toBe(ROWS)
    const table = await readAll(source)
    expect(table.rows).toBe(ROWS)
    for (const { name, values: found } of table.columns) expect([...found]).toEqual([...(values[name] as Values[string])])
  })

  it('gives the same rows in batches of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 * ROWS }), async (size) => {
        const batchSize = Math.max(size, 50)
        const batches = await batchesOf(source, { batchSize })
        expect(rowsOf(batches)).toEqual(ALL)
        expect(batches.slice(0, -1).every(({ rows }) => rows === batchSize)).toBe(true)
        expectValues(batches)
      }),
      { numRuns: 5 },
    )
  })

  it('shuffles by seed and epoch alone', async () => {
    const order = async (seed: number, epoch: number, batchSize: number): Promise<number[]> => {
      const batches = await batchesOf(source, { batchSize, shuffle: { seed, epoch } })
      expectValues(batches)
      return rowsOf(batches)
    }
    const first = await order(1, 0, 512)
    expect(ascending(first)).toEqual(ALL)
    expect(await order(1, 0, 999)).toEqual(first)
    const others = [await order(2, 0, 512), await order(1, 1, 512)]
    for (const other of others) {
      expect(ascending(other)).toEqual(ALL)
      expect(other).not.toEqual(first)
    }
    expect(others[0]).not.toEqual(others[1])
    // Formats don't matter either.
    const memory = memorySource(columnsTable({ row: ALL }))
    if (!isSql) expect(first).toEqual(rowsOf(await batchesOf(memory, { shuffle: { seed: 1, epoch: 0 } })))
  })

  it('splits into parts that never meet, and are those of any other format', async () => {
    const part = async (name: 'train' | 'test', from: TableSource): Promise<number[]> =>
      rowsOf(await batchesOf(from, { part: { part: name, fraction: 0.3, seed: 4 } }))
    const [train, test] = [await part('train', source), await part('test', source)]
    expect(ascending([...train, ...test])).toEqual(ALL)
    expect(test).toEqual(await part('test', memorySource(columnsTable({ row: ALL }))))
    const shuffled = await batchesOf(source, { shuffle: { seed: 3 }, part: { part: 'test', fraction: 0.3, seed: 4 } })
    expectValues(shuffled)
    expect(ascending(rowsOf(shuffled))).toEqual(test)
  })

  it('goes on after any batch, exactly', async () => {
    const settings: BatchOptions[] = [
      { batchSize: 700 },
      { batchSize: 700, shuffle: { seed: 5, epoch: 3, buffer: 1500 } },
      { batchSize: 300, shuffle: { seed: 5, buffer: 1000 }, part: { part: 'train', fraction: 0.5, seed: 1 } },
    ]
    for (const options of settings) {
      const batches = await batchesOf(source, options)
      for (const at of [0, 2, batches.length - 1]) {
        const from = JSON.parse(JSON.stringify((batches[at] as TableBatch).cursor))
        const rest = await batchesOf(source, { ...options, from })
        expect(rest.map(({ rowNumbers }) => rowNumbers)).toEqual(batches.slice(at + 1).map(({ rowNumbers }) => rowNumbers))
        expectValues(rest)
      }
    }
  })

  it('gives the columns that are asked for, in that order', async () => {
    const reversed = [...names].reverse()
    for (const columns of [reversed, reversed.slice(0, 1)]) {
      const batches = await batchesOf(source, { columns, batchSize: 1024 })
      expect(rowsOf(batches)).toEqual(ALL)
      expectValues(batches, columns)
    }
    await expect(batchesOf(source, { columns: ['none'] })).rejects.toThrow(UsageError)
    await expect(batchesOf(source, { columns: ['none'] })).rejects.toThrow(/has no column "none"\. It has /)
  })

  it('stops where it is aborted, at once where it was before', async () => {
    for (const shuffle of [undefined, { seed: 1, buffer: 1000 }]) {
      const controller = new AbortController()
      const options = { batchSize: 100, signal: controller.signal, ...(shuffle && { shuffle }) }
      let batches = 0
      await expect(async () => {
        for await (const _batch of source.batches(options)) if (++batches === 3) controller.abort(new Error('enough'))
      }).rejects.toThrow('enough')
      expect(batches).toBeLessThan(ROWS / 100)
      await expect(batchesOf(source, options)).rejects.toThrow('enough')
    }
  })

  it('is read by several at a time, and left at any batch', async () => {
    const [one, other] = [source.batches({ batchSize: 900 }), source.batches({ batchSize: 400, shuffle: { seed: 1 } })]
    const found: TableBatch[] = []
    for (let isDone = false; !isDone; ) {
      const next = await one.next()
      await other.next()
      isDone = next.done === true
      if (!next.done) found.push(next.value)
    }
    await other.return(undefined)
    expect(rowsOf(found)).toEqual(ALL)
    for await (const batch of source.batches({ batchSize: 10 })) {
      expect(batch.rows).toBe(10)
      break
    }
    expect(rowsOf(await batchesOf(source, { columns: names.slice(0, 1) }))).toEqual(ALL)
  })
})

describe('random tables, written and read back', () => {
  const number: fc.Arbitrary<number | string> = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, -0, 1e-7, -1e21, 5e-324, 1.7976931348623157e308, 2 ** 53 + 2, 0.1 + 0.2),
    fc.constant(Number.NaN),
  )
  // Starts with a letter, so that no text looks like a number; spaces around a text are no part of it, NUL and lone surrogates no text.
  const text: fc.Arbitrary<number | string> = fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('', '"', 'a,b', 'two\nlines', 'a\r\nb', "o'clock", '\ttab', '\u2028', '=1+1'),
    )
    .map((value) => (value === '' ? '' : `x${value.replaceAll(/[\0\uFEFF]/g, '')}`.trim()))
  const name = fc.string({ unit: 'grapheme', maxLength: 5 }).map((value) => `c${value.replaceAll(/[\0\uFEFF]/g, '')}`.trim())
  const table = fc
    .record({ names: fc.uniqueArray(name, { minLength: 2, maxLength: 4 }), rows: fc.integer({ min: 1, max: 20 }) })
    .chain(({ names, rows }) =>
      fc.tuple(
        ...names.map((column, i) =>
          fc
            .array<number | string>(i % 2 === 0 ? number : text, { minLength: rows, maxLength: rows })
            .map((list) => [column, list] as const),
        ),
      ),
    )
  type Column = readonly [string, readonly (number | string)[]]

  /** A number as JSON and CSV have it; JSON.stringify would lose the sign of -0. */
  const numeral = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))
  const isMissing = (value: unknown): boolean => value === '' || Number.isNaN(value)
  const cells = (columns: readonly Column[]): (readonly (number | string)[])[] =>
    (columns[0] as Column)[1].map((_, row) => columns.map(([, list]) => list[row] as number | string))

  const csvOf = (columns: readonly Column[], delimiter: string, lineBreak: string): string =>
    [columns.map(([column]) => column), ...cells(columns)]
      .map((line) =>
        line.map((value) => (typeof value === 'string' ? quoted(value) : isMissing(value) ? '' : numeral(value))).join(delimiter),
      )
      .join(lineBreak)
  const jsonOf = (columns: readonly Column[], isLines: boolean): string => {
    const rows = cells(columns).map(
      (row) =>
        `{${row.map((value, i) => `${JSON.stringify((columns[i] as Column)[0])}:${isMissing(value) ? 'null' : typeof value === 'string' ? JSON.stringify(value) : numeral(value)}`).join(', ')}}`,
    )
    return isLines ? rows.join('\n') : `[${rows.join(',\n')}]`
  }

  /** What a CSV has of a text: line breaks are all \n, wherever they are. */
  const withLineFeeds = (value: number | string): number | string =>
    typeof value === 'string' ? value.replaceAll(/\r\n?/g, '\n') : value

  it.each<[string, string, (columns: readonly Column[]) => string]>([
    ['CSV', 'a.csv', (columns) => csvOf(columns, ',', '\n')],
    ['CSV with CRLF', 'a.csv', (columns) => csvOf(columns, ',', '\r\n')],
    ['TSV', 'a.tsv', (columns) => csvOf(columns, '\t', '\n')],
    ['JSON', 'a.json', (columns) => jsonOf(columns, false)],
    ['JSON Lines', 'a.jsonl', (columns) => jsonOf(columns, true)],
  ])('%s', async (_, fileName, write) => {
    await fc.assert(
      fc.asyncProperty(table, async (columns) => {
        const read = await readAll(await openTable(new Blob([write(columns)]), { name: fileName }))
        expect(read.columns.map(({ name }) => name)).toEqual(columns.map(([column]) => column))
        read.columns.forEach(({ values, type, missing }, i) => {
          const written = (columns[i] as Column)[1]
          const wanted = /json/.test(fileName) ? written : written.map(withLineFeeds)
          // A column of nothing at all has no type of its own: it is one of numbers.
          if (i % 2 === 1 && !wanted.every(isMissing)) expect(type).toBe('text')
          if (i % 2 === 0) expect(type).toBe('number')
          expect([...values].map((value) => (isMissing(value) ? null : value))).toEqual(
            wanted.map((value) => (isMissing(value) ? null : value)),
          )
          expect(missing).toBe(wanted.filter(isMissing).length)
        })
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table, TableColumn } from '../data/index.ts'
import { DataError } from '../errors.ts'
import { readCsv } from './csv.ts'
import { type CsvOptions, readCsvRows } from './csvRows.ts'

/** Bytes in pieces of a few bytes each, as a slow network brings them. */
async function* inPieces<T extends string | Uint8Array>(whole: T, size: number): AsyncGenerator<T> {
  for (let at = 0; at < whole.length; at += size) yield whole.slice(at, at + size) as T
}

const columnOf = ({ columns }: Table, name: string): TableColumn => columns.find((column) => column.name === name) as TableColumn

const FLOWERS = 'length,species\n5.1,setosa\n,virginica\n4.9,setosa\n'

describe('readCsv', () => {
  it('gives columns: numbers in typed arrays, texts as texts', async () => {
    const table = await readCsv(FLOWERS, { name: 'flowers.csv' })
    expect(table).toEqual({
      name: 'flowers.csv',
      rows: 3,
      columns: [
        { name: 'length', type: 'number', values: Float64Array.of(5.1, Number.NaN, 4.9), missing: 1 },
        { name: 'species', type: 'text', values: ['setosa', 'virginica', 'setosa'], missing: 0, firstText: 0 },
      ],
      lines: Uint32Array.of(2, 3, 4),
    })
  })

  it.each([
    ['without a last line break', FLOWERS.trimEnd()],
    ['with Windows line breaks', FLOWERS.replaceAll('\n', '\r\n')],
    ['with those of an old Mac', FLOWERS.replaceAll('\n', '\r')],
    ['after a byte order mark', `\uFEFF${FLOWERS}`],
    ['with semicolons', FLOWERS.replaceAll(',', ';')],
    ['with tabs', FLOWERS.replaceAll(',', '\t')],
    ['with spaces around values', FLOWERS.replaceAll(',', ' , ')],
    ['with everything in quotes', FLOWERS.replaceAll(/[^,\n]+/g, '"$&"')],
    ['with quotes and Windows line breaks', FLOWERS.replaceAll(/[^,\n]+/g, '"$&"').replaceAll('\n', '\r\n')],
  ])('reads the same table %s, as text, bytes and in pieces', async (_, text) => {
    const wanted = await readCsv(FLOWERS)
    const bytes = new TextEncoder().encode(text)
    expect(await readCsv(text)).toEqual(wanted)
    expect(await readCsv(bytes)).toEqual(wanted)
    for (const size of [1, 2, 3, 7]) {
      expect(await readCsv(inPieces(text, size))).toEqual(wanted)
      expect(await readCsv(inPieces(bytes, size))).toEqual(wanted)
    }
    expect(await readCsv(new Response(bytes).body as ReadableStream<Uint8Array>)).toEqual(wanted)
  })

  it('reads a stream that is not iterable', async () => {
    const pieces = [FLOWERS.slice(0, 20), FLOWERS.slice(20)]
    const stream = { getReader: () => ({ read: async () => ({ done: pieces.length === 0, value: pieces.shift() }) }) }
    expect(await readCsv(stream as unknown as ReadableStream<string>)).toEqual(await readCsv(FLOWERS))
  })

  it('reads back any table, however it is quoted and cut', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 8 }).map((value) => value.replaceAll(/[\0\r\uFEFF]/g, '').trim())
    const number = fc.double({ noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value))
    const column = fc.oneof(
      fc.record({ type: fc.constant('number' as const), values: fc.array(number, { minLength: 6, maxLength: 6 }) }),
      fc.record({ type: fc.constant('text' as const), values: fc.array(text, { minLength: 6, maxLength: 6 }) }),
    )
    const setting = fc.record({
      columns: fc.array(column, { minLength: 1, maxLength: 4 }),
      rows: fc.integer({ min: 1, max: 6 }),
      delimiter: fc.constantFrom(',' as const, ';' as const, '\t' as const),
      quoteAll: fc.boolean(),
      newline: fc.constantFrom('\n', '\r\n'),
      size: fc.integer({ min: 1, max: 40 }),
    })
    const read = async ({
      columns,
      rows,
      delimiter,
      quoteAll,
      newline,
      size,
    }: typeof setting extends fc.Arbitrary<infer T> ? T : never) => {
      const field = (value: string): string =>
        quoteAll || /["\n,;\t]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value
      const cell = (value: number | string): string =>
        field(typeof value === 'string' ? value : Number.isNaN(value) ? '' : String(value))
      const lines = [
        columns.map((_, i) => field(`column ${i}`)),
        ...Array.from({ length: rows }, (_, row) => columns.map(({ values }) => cell(values[row] as number | string))),
      ]
      // A line with nothing but one empty value is taken for blank.
      if (columns.length === 1 && lines.slice(1).some(([value]) => value === '""')) return
      const bytes = new TextEncoder().encode(lines.map((line) => line.join(delimiter)).join(newline))
      const table = await readCsv(inPieces(bytes, size))
      expect(table.rows).toBe(rows)
      columns.forEach(({ type, values }, i) => {
        const found = table.columns[i] as TableColumn
        const wanted: (number | string)[] = values.slice(0, rows)
        if (found.type === 'text') expect(found.values).toEqual(wanted.map((value) => (Number.isNaN(value) ? '' : String(value))))
        else if (type === 'number') expect([...found.values]).toEqual(wanted)
        else
          expect(
            wanted.every(
              (value) => value === '' || Number.isNaN(Number(value)) || Number(value) === found.values[wanted.indexOf(value)],
            ),
          ).toBe(true)
      })
    }
    await fc.assert(fc.asyncProperty(setting, read))
  })

  it('keeps values as they stand in a column that turns out to be one of texts', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${String(i).padStart(5, '0')},${i}.50`)
    const table = await readCsv(inPieces(`id,price\n${rows.join('\n')}\nA1,free\n`, 500))
    const id = columnOf(table, 'id')
    expect(id).toMatchObject({ type: 'text', firstText: 0 }) // 00000 is a code
    expect(columnOf(table, 'price')).toMatchObject({ type: 'text', firstText: 3000 })
    expect([id.values[7], id.values[3000]]).toEqual(['00007', 'A1'])
    expect(columnOf(table, 'price').values[7]).toBe('7.50')
    expect(table.lines[3000]).toBe(3002)
  })

  it('counts the lines of the file, also those in quotes and blank ones', async () => {
    const table = await readCsv('\n\nnote,n\n"two\r\nlines",1\n\n"a ""b""",2\n   \nlast,3')
    expect([...table.lines]).toEqual([4, 7, 9])
    expect(columnOf(table, 'note').values).toEqual(['two\nlines', 'a "b"', 'last'])
  })

  it('takes the delimiter that cuts the header into the most names, unless it is given', async () => {
    expect((await readCsv('a;b\n1,5;2\n')).columns.map(({ type }) => type)).toEqual(['text', 'number'])
    expect((await readCsv('"a;b;c",d\n1,2\n')).columns.map(({ name }) => name)).toEqual(['a;b;c', 'd'])
    expect((await readCsv('a,b\tc\n1\t2\n', { delimiter: '\t' })).columns.map(({ name }) => name)).toEqual(['a,b', 'c'])
  })

  it.each<[string, string | Uint8Array, RegExp, CsvOptions?]>([
    ['no text', '', /^t\.csv is empty\. A CSV starts with a line that names its columns/],
    ['nothing but blank lines', '\n \n\n', /^t\.csv is empty/],
    ['a header alone', 'a,b\n', /^t\.csv names its columns and has no rows/],
    [
      'a row with too few values',
      'a,b,c\n1,2,3\n4,5\n',
      /^t\.csv, line 3 has 2 values, but the header names 3 columns.*"c" is the first column without one/,
    ],
    ['a row with too many values', 'a,b\n1,2\n\n4,5,6\n', /^t\.csv, line 4 has 3 values.*"6" is one too many/],
    ['a fault after quoted line breaks', 'a,b\n"1\n\n",2\n3\n', /^t\.csv, line 5 has 1 value,/],
    ['a quote that is never closed', 'a,b\n1,2\n"3,4\n5,6\n', /^t\.csv, line 3: a quote \("\) opens a value and is never closed/],
    ['text after a closing quote', 'a,b\n1,2\n"3"x,4\n5,6\n', /^t\.csv, line 3: a quoted value goes on after its closing quote/],
    ['a name twice', 'a,b, a\n1,2,3\n', /^t\.csv, line 1 has more than one column "a"/],
    ['a column without a name', ',a\n0,1\n', /^t\.csv, line 1: column 1 of 2 has no name/],
    [
      'numbers for a header',
      '\n5.1,3.5,1.4\n4.9,3,1.4\n',
      /^t\.csv, line 2 must name the columns, but it holds the numbers 5\.1, 3\.5, 1\.4\./,
    ],
    ['bytes that are not UTF-8', Uint8Array.of(97, 44, 0xe9, 10, 49, 44, 50), /^t\.csv is not UTF-8 text.*windows-1252/],
    ['bytes that end within a character', Uint8Array.of(97, 10, 0xc3), /^t\.csv is not UTF-8 text/],
    ['UTF-16', 'a\0,\0b\0', /^t\.csv is not UTF-8 text: it holds NUL/],
    ['a row without end', `a,b\n"${'x\n'.repeat(3_000_000)}`, /^t\.csv, line 2: the row that starts here goes on for more than/],
  ])('names the fault and its line: %s', async (_, source, message, options = {}) => {
    await expect(readCsv(source, { name: 't.csv', ...options })).rejects.toThrow(message)
    await expect(readCsv(source, { name: 't.csv', ...options })).rejects.toBeInstanceOf(DataError)
    if (source.length > 100) return
    const text = typeof source === 'string' ? source : new Uint8Array(source)
    await expect(readCsv(inPieces(text, 1), { name: 't.csv', ...options })).rejects.toThrow(message)
  })

  it.each([null, 7, {}, [[7]]])('refuses %j', async (source) => {
    await expect(readCsv(source as unknown as string)).rejects.toThrow(/the CSV must/)
  })
})

describe('readCsvRows', () => {
  it('gives rows as they come, and those before a fault', async () => {
    const seen: string[][] = []
    const read = async (): Promise<void> => {
      for await (const { header, rows } of readCsvRows(['a,b\n', '1,2\n3', ',4\n5,6,7\n'])) {
        expect(header).toEqual(['a', 'b'])
        seen.push(rows.map((row) => row.join(' ')))
      }
    }
    await expect(read()).rejects.toThrow(/line 4 has 3 values/)
    expect(seen).toEqual([[], ['1 2'], ['3 4']])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataError } from '../errors.ts'
import { jsonSource } from './json.ts'
import { readAll } from './readAll.ts'
import { rowsTable } from './rowsTable.ts'
import type { Table } from './table.ts'

const read = async (text: string, options = {}): Promise<Table> => readAll(await jsonSource(text, { name: 't.json', ...options }))
const columnsOf = ({ columns }: Table): Record<string, unknown[]> =>
  Object.fromEntries(columns.map(({ name, values }) => [name, [...values]]))

const ROWS = [
  { length: 5.1, species: 'setosa', wild: true },
  { length: null, species: 'virginica' },
  { species: '', length: 4.9, wild: false },
]
const WANTED = { length: [5.1, Number.NaN, 4.9], species: ['setosa', 'virginica', ''], wild: ['true', '', 'false'] }

describe('jsonSource', () => {
  it.each([
    ['an array', JSON.stringify(ROWS)],
    ['an array over lines', JSON.stringify(ROWS, null, 2)],
    ['after a byte order mark, with Windows line breaks', `\uFEFF\n${JSON.stringify(ROWS, null, 1).replaceAll('\n', '\r\n')}`],
    ['JSON Lines', ROWS.map((row) => JSON.stringify(row)).join('\n')],
    ['JSON Lines with blank lines', `\n${ROWS.map((row) => JSON.stringify(row)).join('\n\n')}\n`],
    ['columns', JSON.stringify({ length: [5.1, null, 4.9], species: ['setosa', 'virginica', ''], wild: [true, null, false] })],
  ])('reads %s', async (_, text) => {
    const table = await read(text)
    expect(columnsOf(table)).toEqual(WANTED)
    expect(table.columns.map(({ type }) => type)).toEqual(['number', 'text', 'text'])
    expect(table.columns.map(({ missing }) => missing)).toEqual([1, 1, 1])
  })

  it('says in which line a row is', async () => {
    expect([...(await read('[{"a": 1},\n\n{"a":\n2}, {"a": 3}]')).lines]).toEqual([1, 3, 4])
    expect([...(await read('{"a": 1}\n\n{"a": 2}')).lines]).toEqual([1, 3])
  })

  it('turns the numbers of a column into texts where a text comes later', async () => {
    expect(columnsOf(await read('[{"id": 7}, {"id": null}, {"id": "A1"}, {"id": 8.5}]'))).toEqual({ id: ['7', '', 'A1', '8.5'] })
  })

  it('reads the columns that are asked for, of types that are given, without a first reading', async () => {
    let readings = 0
    const bytes = new TextEncoder().encode('{"a": 1, "b": "x"}\n{"a": "2"}')
    const input = {
      name: 't.jsonl',
      size: async () => bytes.length,
      slice: async () => bytes,
      async *stream() {
        readings++
        yield bytes
      },
    }
    const source = await jsonSource(input, {
      layout: 'lines',
      columns: [
        { name: 'b', type: 'text' },
        { name: 'a', type: 'number' },
      ],
    })
    expect(readings).toBe(0)
    expect(columnsOf(await readAll(source, { columns: ['a'] }))).toEqual({ a: [1, 2] })
    expect(readings).toBe(1)
  })

  it('reads back any rows, however they are laid out and cut', async () => {
    const cell = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.constant(null),
    )
    const row = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), cell, { minKeys: 1, maxKeys: 4 })
    const setting = fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 8 }),
      lines: fc.boolean(),
      indent: fc.integer({ min: 0, max: 3 }),
      size: fc.integer({ min: 1, max: 50 }),
    })
    await fc.assert(
      fc.asyncProperty(setting, async ({ rows, lines, indent, size }) => {
        const text = lines ? rows.map((row) => JSON.stringify(row)).join('\n') : JSON.stringify(rows, null, indent)
        const bytes = new TextEncoder().encode(text)
        async function* pieces() {
          for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
        }
        const input = { name: 'x', size: async () => bytes.length, slice: async () => bytes, stream: pieces }
        const table = await readAll(await jsonSource(input, { layout: lines ? 'lines' : 'rows' }))
        const wanted = rowsTable(rows)
        expect(columnsOf(table)).toEqual(columnsOf(wanted))
      }),
    )
  })

  it.each<[string, string, RegExp]>([
    ['no text', '', /^t\.json is empty/],
    ['no rows', '[]', /^t\.json has no rows/],
    ['rows without names', '[{}]', /^t\.json has no columns/],
    [
      'a missing comma',
      '[\n{"a": 1 "b": 2}]',
      /^t\.json, line 2, column 9 is not JSON: a comma or } must come here; received "\\"b\\": 2}"/,
    ],
    ['a fault in a later line of a row', '[{"a": 1,\n "b": tru}]', /^t\.json, line 2, column 7 is not JSON: a value/],
    ['single quotes', "{'a': 1}\n{'a': 2}", /^t\.json, line 1, column 2 is not JSON: a string in double quotes/],
    ['a broken line of JSON Lines', '{"a": 1}\n{"a": \n', /^t\.json, line 2, column 7 is not JSON: a value.*received its end/],
    ['a comma at the end', '[{"a": 1},]', /^t\.json, line 1, column 11 is not JSON: a value must follow the comma/],
    ['two commas', '[{"a": 1},,{"a": 2}]', /column 11 is not JSON: a value must come before the comma/],
    ['text after the end', '[{"a": 1}]\nx', /^t\.json, line 2, column 1 is not JSON: nothing may follow/],
    [
      'a text that is cut off',
      '[{"a": 1},\n{"a": "x',
      /^t\.json, line 2, column 9: the JSON ends before the \].*starts in line 2, column 1/,
    ],
    ['another text', '"hello"', /^t\.json, line 1, column 1 is not JSON: \[ must come here/],
    ['a row that is an array', '[[1, 2]]', /^t\.json, line 1, column 2: a row must be an object/],
    [
      'a nested value',
      '[{"a": 1},\n{"a": {"b": 1}}]',
      /^t\.json, line 2, column "a": a value must be a number.*received an Object/,
    ],
    ['a list as a value', '{"a": 1, "b": [1, 2]}\n{"a": 2}', /^t\.json, line 1, column "b": .*received \[1, 2\]/],
    ['columns of different lengths', '{"a": [1, 2],\n"b": [1]}', /the column "b" must be an array of 2 values/],
    ['depth', `[${'['.repeat(1000)}`, /column 66 is not JSON: at most 64/],
    ['depth in a line', `{"a": 1}\n{"a": ${'['.repeat(100_000)}`, /^t\.json, line 2, column 71 is not JSON: at most 64/],
    ['a control character in a string', '[{"a": "x\ny"}]', /^t\.json, line 1, column 10 is not JSON: the double quote/],
    ['UTF-16', '[\0{\0', /^t\.json is not UTF-8/],
  ])('names the fault and its place: %s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message)
    await expect(read(text)).rejects.toBeInstanceOf(DataError)
  })

  it('names a text where a number was announced', async () => {
    const source = await jsonSource('[{"a": 1},\n{"a": "x"}]', { columns: [{ name: 'a', type: 'number' }] })
    await expect(readAll(source)).rejects.toThrow(/line 2, column "a": the value must be a number; received "x"/)
  })
})

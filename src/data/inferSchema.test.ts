import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataError, UsageError } from '../errors.ts'
import { inferSchema, inferSourceSchema } from './inferSchema.ts'
import { isIsoDate, isoDate, isoTimestamp } from './isoDate.ts'
import { memorySource } from './memorySource.ts'
import { columnsTable } from './rowsTable.ts'
import { parseSchema, parseTypes, schemaText } from './schemaText.ts'

const kindOf = (values: readonly unknown[]): string => inferSchema(columnsTable({ c: values })).columns[0]?.kind as string
const times = (count: number, ...values: readonly unknown[]): unknown[] => Array.from({ length: count }, () => values).flat()
const SENTENCES = [
  'All human beings are born free',
  'and equal in dignity and rights',
  'They are endowed with reason',
  'and conscience and should act',
]

describe('inferSchema', () => {
  it.each<[string, string, readonly unknown[]]>([
    ['fractions', 'number', [1.5, 2, 3]],
    ['whole numbers with many values', 'number', Array.from({ length: 200 }, (_, i) => i % 20)],
    ['few whole numbers in few rows', 'number', [1, 2, 3, 1, 2, 3]],
    ['few whole numbers in many rows', 'integer', times(20, 1, 2, 3)],
    ['few fractions in many rows', 'number', times(20, 1, 2.5, 3)],
    ['years of three kinds', 'integer', times(30, 2007, 2008, null, 2009)],
    ['one number', 'number', times(40, 7)],
    ['zeros', 'number', times(40, 0)],
    ['nothing', 'number', [null, null]],
    ['zeros and ones', 'boolean', [0, 1, 1, null]],
    ['true and false', 'boolean', [true, false, null]],
    ['Yes and NO', 'boolean', ['Yes', 'NO', 'NA']],
    ['yes and true', 'category', ['yes', 'true']],
    ['names', 'category', ['setosa', 'virginica', 'setosa']],
    ['names with points for missing ones', 'category', ['MALE', 'FEMALE', '.', 'MALE']],
    ['two words each', 'category', ['New York', 'San Francisco', 'Los Angeles']],
    ['codes with leading zeros', 'category', ['007', '012', '100']],
    ['numbers in texts', 'number', ['7.5', '12', '?']],
    ['identifiers', 'category', ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', '6fa459ea-ee8a-3ca4-894e-db77e160355e']],
    ['dates', 'date', ['2024-02-29', '', '1999-12-31']],
    ['dates with times', 'date', ['2024-02-29T12:30:00Z', '2024-02-29 12:30:00.25+02:00']],
    ['days that there are not', 'category', ['2023-02-29', '2023-02-28']],
    ['sentences', 'text', SENTENCES],
    ['a few sentences again and again', 'category', times(10, ...SENTENCES)],
    [
      'a script without spaces',
      'text',
      ['人人生而自由在尊严和权利上一律平等他们赋有理性', '不分种族肤色性别语言宗教政治或其他见解国籍'],
    ],
    [
      'many long texts that come twice',
      'text',
      times(3, ...Array.from({ length: 60 }, (_, i) => `the long and winding road number ${i} of this town`)),
    ],
  ])('%s: %s', (_, kind, values) => {
    expect(kindOf(values)).toBe(kind)
  })

  it('finds the same from a source, batch by batch, and past the values that it counts', async () => {
    const rows = 30_000
    const table = columnsTable({
      id: Array.from({ length: rows }, (_, i) => `u${i}`),
      n: Array.from({ length: rows }, (_, i) => i),
      late: Array.from({ length: rows }, (_, i) => (i === rows - 1 ? 'x' : String(i))),
      flag: Array.from({ length: rows }, (_, i) => i % 2 === 0),
      day: Array.from({ length: rows }, (_, i) => isoDate(i)),
      almost: Array.from({ length: rows }, (_, i) => (i === rows - 1 ? 'never' : isoDate(i))),
    })
    const wanted = ['category', 'number', 'category', 'boolean', 'date', 'category']
    expect(inferSchema(table).columns.map(({ kind }) => kind)).toEqual(wanted)
    expect((await inferSourceSchema(memorySource(table), { batchSize: 1000 })).columns.map(({ kind }) => kind)).toEqual(wanted)
  })

  it('takes kinds that are set', () => {
    const table = columnsTable({ zip: [94110, 10001], sex: ['m', 'f'] })
    expect(inferSchema(table, { types: { zip: 'category' } })).toEqual({
      columns: [
        { name: 'zip', kind: 'category' },
        { name: 'sex', kind: 'category' },
      ],
    })
    expect(() => inferSchema(table, { types: { zap: 'text' } })).toThrow(/no column "zap"\. The columns are zip, sex\./)
    expect(() => inferSchema(table, { types: { zip: 'string' as 'text' } })).toThrow(UsageError)
    expect(() => inferSchema(table, { types: { sex: 'number' } })).toThrow(/"sex" can't be of kind number: it holds "m"/)
    expect(() => inferSchema(table, { types: { sex: 'date' } })).toThrow(DataError)
    expect(() => inferSchema(columnsTable({ a: [1, 2, 3] }), { types: { a: 'boolean' } })).toThrow(/more than two different values/)
  })
})

describe('isoDate', () => {
  it('has the days of the Gregorian calendar, as Date has them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 2_932_896 }), (days) => {
        const wanted = new Date(days * 86_400_000).toISOString().split('T')[0]
        expect(isoDate(days)).toBe(wanted)
        expect(isIsoDate(isoDate(days))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('has times to the microsecond, without zeros at their end', () => {
    expect(isoTimestamp(0n)).toBe('1970-01-01T00:00:00')
    expect(isoTimestamp(-1n)).toBe('1969-12-31T23:59:59.999999')
    expect(isoTimestamp(1_709_209_800_500_000n)).toBe('2024-02-29T12:30:00.5')
  })
})

describe('parseTypes and parseSchema', () => {
  it('read kinds by columns, whatever those are called', () => {
    expect(parseTypes('zip=category, price=number')).toEqual({ zip: 'category', price: 'number' })
    expect(parseTypes('a,b=text,c=d=date')).toEqual({ 'a,b': 'text', 'c=d': 'date' })
    expect(parseSchema('{"zip": "category", "__proto__": "text"}')).toEqual(JSON.parse('{"zip": "category", "__proto__": "text"}'))
    const schema = {
      columns: [
        { name: 'a "b"', kind: 'text' as const },
        { name: 'c', kind: 'date' as const },
      ],
    }
    expect(parseSchema(schemaText(schema))).toEqual({ 'a "b"': 'text', c: 'date' })
  })

  it.each(['', 'zip', 'zip=code', '=text', 'a=text,b', 'a=text,a=date'])('refuse %j as types', (text) => {
    expect(() => parseTypes(text)).toThrow(UsageError)
  })

  it.each([
    '',
    '[]',
    '"a"',
    '{"a": 1}',
    '{"a": "code"}',
    '{"columns": [{"name": "a"}]}',
    '{"columns": [{"name": "a", "kind": "text"}, {"name": "a", "kind": "date"}]}',
  ])('refuse %j as a schema', (text) => {
    expect(() => parseSchema(text, 's.json')).toThrow(/^s\.json/)
    expect(() => parseSchema(text, 's.json')).toThrow(DataError)
  })
})

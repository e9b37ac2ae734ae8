import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsTable, selectTableRows, type Table } from '../data/index.ts'
import { DataError, FormatError, UsageError } from '../errors.ts'
import { isSparseTensor, type SparseTensor, type Tensor } from '../tensor/index.ts'
import { Preprocessing } from './preprocessing.ts'

/** Rows of features, zeros too. */
function rowsOf(X: Tensor<Float64Array> | SparseTensor<Float64Array>): number[][] {
  const [rows, width] = X.shape as [number, number]
  return Array.from({ length: rows }, (_, row) => {
    if (!isSparseTensor(X)) return Array.from(X.data.subarray(row * width, (row + 1) * width))
    const values = new Array<number>(width).fill(0)
    for (let k = X.indptr[row]!; k < X.indptr[row + 1]!; k++) values[X.indices[k]!] = X.data[k]!
    return values
  })
}

const reload = (preprocessing: Preprocessing): Preprocessing =>
  Preprocessing.fromConfig(JSON.parse(JSON.stringify(preprocessing.toConfig())))

const people = columnsTable({
  age: [31, 45, null, 22, 57, 39],
  town: ['Ulm', 'Bern', 'Ulm', '?', 'Ulm', 'Bern'],
  member: ['yes', 'no', 'no', 'yes', 'yes', 'no'],
  since: ['2020-01-01', '2021-06-30', '2020-02-02', '2022-01-01', '2021-01-05', '2020-12-24'],
  note: [
    'pays late but always pays',
    'a very good customer indeed',
    'asked for a discount',
    'new here this year',
    'wants it on paper',
    'moved to another town',
  ],
  always: [1, 1, 1, 1, 1, 1],
  never: [null, null, null, null, null, null],
})

/** Columns of any kind, of equally many rows. */
const tables: fc.Arbitrary<Table> = fc
  .integer({ min: 2, max: 30 })
  .chain((rows) => {
    const column = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<(T | null)[]> =>
      fc.array(fc.option(value, { freq: 6 }), { minLength: rows, maxLength: rows })
    return fc.record({
      number: column(fc.double({ min: -1e12, max: 1e12, noNaN: true })),
      code: column(fc.integer({ min: 1, max: 3 })),
      flag: column(fc.boolean()),
      category: column(fc.string({ maxLength: 4 })),
      date: column(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })),
      text: column(fc.lorem({ maxCount: 8 })),
      unlike: column(fc.oneof(fc.integer(), fc.string({ maxLength: 2 }), fc.boolean())),
    })
  })
  .map((columns) => columnsTable(columns))
  .filter(({ rows, columns }) => columns.some(({ missing }) => missing < rows))

describe('Preprocessing', () => {
  it('gives each column the features that are usual for its kind, and says what it leaves out', async () => {
    const preprocessing = await Preprocessing.fit(people)
    const names = preprocessing.featureNames
    expect(preprocessing.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['age', 'number'],
      ['town', 'category'],
      ['member', 'boolean'],
      ['since', 'date'],
      ['note', 'text'],
    ])
    expect(names.slice(0, 8)).toEqual([
      ...['age', 'age=missing', 'town=Bern', 'town=Ulm', 'town=missing', 'member', 'since:time', 'since:month=1'],
    ])
    expect(names.some((name) => name.startsWith('note:words#'))).toBe(true)
    expect(names.some((name) => name.startsWith('note:characters#'))).toBe(true)
    expect(preprocessing.notes).toEqual([
      'The column "always" is left out: every value is 1.',
      'The column "never" is left out: every value is missing.',
    ])
    expect(preprocessing.sparse).toBe(true)
  })

  it('gives the same bits from its saved form, row by row and in bulk, for tables of any kind', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        let preprocessing: Preprocessing
        try {
          preprocessing = await Preprocessing.fit(table)
        } catch (error) {
          expect(String(error)).toMatch(/has no column to learn from/)
          return
        }
        const X = await preprocessing.transform(table)
        expect(X.shape).toEqual([table.rows, preprocessing.width])
        expect(preprocessing.featureNames).toHaveLength(preprocessing.width)
        expect(isSparseTensor(X)).toBe(preprocessing.sparse)
        const rows = rowsOf(X)
        expect(rows.flat().every(Number.isFinite)).toBe(true)
        const saved = reload(preprocessing)
        expect(saved.toConfig()).toEqual(JSON.parse(JSON.stringify(preprocessing.toConfig())))
        expect(await saved.transform(table)).toEqual(X)
        for (let row = 0; row < table.rows; row++) {
          const alone = await saved.transform(selectTableRows(table, Uint32Array.of(row)))
          expect(rowsOf(alone)).toEqual([rows[row]])
        }
      }),
      { numRuns: 50 },
    )
  })

  it('learns from its rows alone: others change no statistic', async () => {
    const train = Uint32Array.of(0, 1, 3)
    const types = { age: 'number', town: 'category', member: 'boolean', since: 'date', note: 'text' } as const
    const ignore = ['always', 'never']
    const other = columnsTable({
      ...Object.fromEntries(people.columns.map(({ name, values }) => [name, Array.from(values as ArrayLike<unknown>)])),
      age: [31, 45, 1e6, 22, -1e6, null],
      town: ['Ulm', 'Bern', 'Rome', '?', 'Oslo', 'Rome'],
    })
    const [one, two] = await Promise.all(
      [people, other].map((table) => Preprocessing.fit(selectTableRows(table, train), { types, ignore })),
    )
    expect(two!.toConfig()).toEqual(one!.toConfig())
  })

  it('takes a plan for a column in place of what is usual: one transform, several, or none', async () => {
    const preprocessing = await Preprocessing.fit(people, {
      ignore: ['note', 'always', 'never', 'since'],
      columns: {
        age: { as: 'number', scale: 'minMax', indicator: false },
        town: [{ as: 'ordinal' }, { as: 'oneHot' }],
        member: 'drop',
      },
    })
    expect(preprocessing.featureNames).toEqual(['age', 'town', 'town=missing', 'town=Bern', 'town=Ulm', 'town=missing'].map(String))
    expect(preprocessing.sparse).toBe(false)
  })

  it('takes columns as they are told to be', async () => {
    const zip = columnsTable({ zip: [1, 2, 3, 1, 2, 3] })
    expect((await Preprocessing.fit(zip)).featureNames).toEqual(['zip'])
    const told = await Preprocessing.fit(zip, { types: { zip: 'category' } })
    expect(told.featureNames).toEqual(['zip=1', 'zip=2', 'zip=3'])
  })

  it('finds columns by name, whatever their order, and leaves others alone', async () => {
    const preprocessing = await Preprocessing.fit(people)
    const turned = { ...people, columns: [...people.columns].reverse().concat({ ...people.columns[0]!, name: 'extra' }) }
    expect(await preprocessing.transform(turned)).toEqual(await preprocessing.transform(people))
  })

  it('names a column that is missing', async () => {
    const preprocessing = await Preprocessing.fit(people)
    const less = { ...people, columns: people.columns.filter(({ name }) => name !== 'town') }
    await expect(preprocessing.transform(less)).rejects.toThrow(DataError)
    await expect(preprocessing.transform(less)).rejects.toThrow(
      /has no column "town", which the model was trained on. Its columns are age/,
    )
  })

  it('names column and row of a value of another type', async () => {
    const preprocessing = await Preprocessing.fit(people)
    const old = {
      ...people,
      columns: people.columns.map((column) => (column.name === 'age' ? { ...people.columns[1]!, name: 'age' } : column)),
    }
    await expect(preprocessing.transform(old)).rejects.toThrow(/the column "age" was taken as one of numbers, and has "Ulm"/)
  })

  it('refuses plans and kinds of columns that there are not, and transforms that there are not', async () => {
    await expect(Preprocessing.fit(people, { columns: { size: 'drop' } })).rejects.toThrow(UsageError)
    await expect(Preprocessing.fit(people, { types: { size: 'number' } })).rejects.toThrow(UsageError)
    await expect(Preprocessing.fit(people, { columns: { age: { as: 'log' } as never } })).rejects.toThrow(
      /preprocessing of the column "age": a transform must be \{ as: NAME \} with a name of number, .*; received "log"/,
    )
  })

  it('says why where nothing is left to learn from', async () => {
    const table = columnsTable({ a: [1, 1], b: [null, null] })
    await expect(Preprocessing.fit(table)).rejects.toThrow(DataError)
    await expect(Preprocessing.fit(table)).rejects.toThrow(/no column to learn from. The column "a" is left out: every value is 1/)
  })

  it('pauses between pieces, and ends where a pause throws', async () => {
    let pauses = 0
    const long = columnsTable({ x: Float64Array.from({ length: 20_000 }, (_, i) => i) })
    const preprocessing = await Preprocessing.fit(long, {
      pause: async () => {
        pauses++
      },
    })
    expect(pauses).toBeGreaterThan(3)
    await expect(preprocessing.transform(long, () => Promise.reject(new Error('enough')))).rejects.toThrow('enough')
  })

  it('reads no damaged config, and no transform that it does not know', async () => {
    const config = JSON.parse(JSON.stringify((await Preprocessing.fit(people)).toConfig()))
    const damaged = [
      null,
      { ...config, columns: [] },
      { ...config, columns: [...config.columns, config.columns[0]] },
      { ...config, notes: [1] },
      ...[{ name: 1 }, { kind: 'word' }, { mayMiss: 0 }, { transforms: [] }, { transforms: [{ as: 'category' }] }].map((fault) => ({
        ...config,
        columns: [{ ...config.columns[0], ...fault }],
      })),
    ]
    for (const each of damaged) expect(() => Preprocessing.fromConfig(each)).toThrow(FormatError)
    expect(() => Preprocessing.fromConfig({ ...config, columns: [{ ...config.columns[0], transforms: [{ as: 'pca' }] }] })).toThrow(
      /preprocessing.columns\[0\].transforms\[0\] is a transform that this argmax does not know: "pca". Update argmax./,
    )
  })
})

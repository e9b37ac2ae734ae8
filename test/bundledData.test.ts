// The data sets that come with argmax: their values are the published ones, their types say their labels, and they load where
// there is no disk.

import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { hashData, sha256 } from '../src/data/index.ts'
import { digits, iris, penguins, type TableDataset, wine } from '../src/datasets/index.ts'
import { DataError } from '../src/errors.ts'
import type { Tensor, TensorData } from '../src/tensor/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const fileOf = (name: string): Promise<Uint8Array> => readFile(join(root, 'data/datasets', `${name}.csv`))

const columnSum = ({ data, shape }: Tensor, column: number): number => {
  let sum = 0
  for (let i = column; i < data.length; i += shape[1] as number) sum += data[i] as number
  return sum
}
const counts = <Label extends string | number>({ y, classes }: TableDataset<Label, TensorData>): number[] =>
  classes.map((label) => y.filter((other) => other === label).length)

/** What holds of each of them. */
function checkTable(data: TableDataset<string | number, TensorData>): void {
  const { x, y, train, classes, classNames, features, source } = data
  expect(train.x).toBe(x)
  expect(x.shape).toEqual([y.length, features.length])
  expect(new Set(features).size).toBe(features.length)
  expect(Array.from(train.y.data, (number) => classes[number])).toEqual(y)
  expect(classNames).toEqual(classes.map(String))
  expect(data.test).toBeUndefined()
  expect(source.licence).toMatch(/^(CC-BY-4\.0|CC0-1\.0)$/)
  expect(source.url).toMatch(/^https:/)
}

describe('the bundled files', () => {
  // SHA-256 of the files as scripts/datasets/make.py writes them from scikit-learn 1.9.1 and palmerpenguins 0.1.6.
  it.each([
    ['iris', '9cc1c345c71bcc9b486b74cbf6063fa66f4bb5e0f603a4b3c3471ec2e5e8e355'],
    ['wine', '2bfdaa89dd85ff7f6267fb0975122362be2ce25dee1b628e2f67c593cbb3123c'],
    ['penguins', '1867a776a83379df4219f227bb1effb967da12adb13732127c8c8d120434c29b'],
    ['digits', '894cd62b018a64dd3d2e43b84f2d24e43d51b5826e25c6f8ba2befd01acb3853'],
  ])('%s.csv has the bytes that its script writes', async (name, hash) => {
    expect(await sha256(await fileOf(name))).toBe(hash)
  })
})

describe('iris', () => {
  it('has the 150 flowers of Fisher', async () => {
    const data = await iris()
    expectTypeOf(data.y).toEqualTypeOf<readonly ('setosa' | 'versicolor' | 'virginica')[]>()
    expectTypeOf(data.x).toEqualTypeOf<Tensor<Float64Array>>()
    checkTable(data)
    expect(counts(data)).toEqual([50, 50, 50])
    expect(data.features).toEqual(['sepal_length', 'sepal_width', 'petal_length', 'petal_width'])
    // The sums of R's iris: 876.5, 458.6, 563.7, 179.9. UCI's file has 458.1 and 179.8.
    for (const [column, sum] of [876.5, 458.6, 563.7, 179.9].entries()) expect(columnSum(data.x, column)).toBeCloseTo(sum, 9)
    expect([...data.x.data.subarray(34 * 4, 35 * 4)]).toEqual([4.9, 3.1, 1.5, 0.2])
    expect([...data.x.data.subarray(37 * 4, 38 * 4)]).toEqual([4.9, 3.6, 1.4, 0.1])
    // What model files know it by: a change here makes them take it for other data. Golden, argmax 0.1.0.
    expect(await hashData(data.train.x, data.train.y)).toMatchInlineSnapshot(
      `"0a4a690408e35e11561cd1a48791ddf7ce51a40715f358a0033b84564c97de6f"`,
    )
  })
})

describe('wine', () => {
  it('has 178 wines of three kinds', async () => {
    const data = await wine()
    expectTypeOf(data.y).toEqualTypeOf<readonly ('barolo' | 'grignolino' | 'barbera')[]>()
    checkTable(data)
    expect(data.x.shape).toEqual([178, 13])
    expect(counts(data)).toEqual([59, 71, 48])
    // The means that scikit-learn's description of the set states: alcohol 13.0, proline 746.
    expect(columnSum(data.x, 0) / 178).toBeCloseTo(13.0, 1)
    expect(columnSum(data.x, 12) / 178).toBeCloseTo(746.9, 1)
  })
})

describe('penguins', () => {
  it('has 344 penguins, of which 342 were measured', async () => {
    const data = await penguins()
    expectTypeOf(data.y).toEqualTypeOf<readonly ('Adelie' | 'Chinstrap' | 'Gentoo')[]>()
    expectTypeOf(data.columns.sex).toEqualTypeOf<readonly ('female' | 'male' | '')[]>()
    checkTable(data)
    expect(data.x.shape).toEqual([342, 4])
    expect(counts(data)).toEqual([151, 68, 123])
    const { columns, rows } = data
    for (const values of Object.values(columns)) expect(values).toHaveLength(344)
    expect(columns.species.filter((species) => species === 'Gentoo')).toHaveLength(124)
    expect(columns.island.filter((island) => island === 'Biscoe')).toHaveLength(168)
    expect(columns.sex.filter((sex) => sex === '')).toHaveLength(11)
    expect([...columns.year].every((year) => year >= 2007 && year <= 2009)).toBe(true)
    expect(columns.bill_length_mm[3]).toBeNaN()
    expect([...rows].slice(0, 5)).toEqual([0, 1, 2, 4, 5])
    rows.forEach((row, i) => {
      expect(data.x.data[i * 4 + 3]).toBe(columns.body_mass_g[row])
      expect(data.y[i]).toBe(columns.species[row])
    })
    // The mean body mass that palmerpenguins' own pages show: 4201.75 g.
    expect(columnSum(data.x, 3) / 342).toBeCloseTo(4201.754, 3)
  })
})

describe('digits', () => {
  it('has the 1,797 digits of 8 x 8 pixels', async () => {
    const data = await digits()
    expectTypeOf(data.y).toEqualTypeOf<readonly (0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9)[]>()
    expectTypeOf(data.x).toEqualTypeOf<Tensor<Uint8Array>>()
    checkTable(data)
    expect(data.x).toMatchObject({ shape: [1797, 64], scale: 1 / 16 })
    // The counts of the test part that UCI's page lists, and the sum of scikit-learn's load_digits().data.
    expect(counts(data)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    expect(data.x.data.reduce((sum, value) => sum + value, 0)).toBe(561_718)
    expect([...data.x.data.subarray(0, 8)]).toEqual([0, 0, 5, 13, 9, 1, 0, 0])
    expect(data.features.slice(0, 9)).toEqual([...Array.from({ length: 8 }, (_, i) => `pixel_0_${i}`), 'pixel_1_0'])
  })
})

describe('from elsewhere', () => {
  it('takes bytes, a path and a URL', async () => {
    const path = join(root, 'data/datasets/iris.csv')
    const wanted = await iris()
    expect(await iris({ from: await readFile(path) })).toEqual(wanted)
    expect(await iris({ from: path })).toEqual(wanted)
    expect(await iris({ from: new URL('../data/datasets/iris.csv', import.meta.url) })).toEqual(wanted)
    const windows = new TextDecoder().decode(await readFile(path)).replaceAll('\n', '\r\n')
    expect(await iris({ from: new TextEncoder().encode(windows) })).toEqual(wanted)
  })

  const text = (value: string): Uint8Array => new TextEncoder().encode(value)
  const edited = async (name: string, part: RegExp, replacement: string): Promise<Uint8Array> =>
    text(new TextDecoder().decode(await fileOf(name)).replace(part, replacement))
  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a page in place of the file',
      () => iris({ from: text('<!doctype html>\n') }),
      /is not the data set iris: its first line must be "sepal_length,.*received "<!doctype html>"/,
    ],
    ['the file of another set', async () => wine({ from: await fileOf('iris') }), /is not the data set wine/],
    [
      'a file that was cut',
      async () => iris({ from: (await fileOf('iris')).subarray(0, 90) }),
      /line 3 has 3 values where 5 are due/,
    ],
    [
      'a file that was cut after a row',
      async () => penguins({ from: (await fileOf('penguins')).subarray(0, 83) }),
      /has 0 rows where 344 are due/,
    ],
    [
      'a species that is none',
      async () => iris({ from: await edited('iris', /virginica\n$/, 'rose\n') }),
      /Row 149: the label must be one of setosa, versicolor, virginica; received "rose"/,
    ],
    ['too few pixels', async () => digits({ from: await edited('digits', /\n0/, '\n') }), /row 0 has 63 pixels where 64 are due/],
    [
      'a pixel that is none',
      async () => digits({ from: await edited('digits', /\n0/, '\nz') }),
      /row 0: a pixel must be one of 0123456789abcdefg; received "z"/,
    ],
    ['a place that is none', () => iris({ from: 7 as unknown as string }), /from must be bytes.*received 7/],
    ['a path without a file', () => iris({ from: 'nowhere.csv' }), /There is no file nowhere\.csv/],
  ])('refuses %s', async (_, load, message) => {
    await expect(load()).rejects.toThrow(message)
    await expect(load()).rejects.toBeInstanceOf(DataError)
  })
})

describe('in a page', () => {
  let server: Server
  let base: string
  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = /^\/data\/datasets\/(\w+)\.csv$/.exec(request.url ?? '')?.[1]
      if (name === undefined) response.writeHead(404).end()
      else
        fileOf(name).then(
          (bytes) => response.end(bytes),
          () => response.writeHead(404).end(),
        )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())

  /** The datasets as a browser has them, as if their script lay at an address. */
  async function loadedFrom(address: string): Promise<typeof import('../src/datasets/index.ts')> {
    const { outputFiles } = await build({
      absWorkingDir: dirname(join(root, 'package.json')),
      stdin: { contents: "export * from 'argmax/datasets'", resolveDir: root },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      define: { 'import.meta.url': JSON.stringify(address) },
      write: false,
    })
    const code = (outputFiles[0] as (typeof outputFiles)[number]).text
    return import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)
  }

  it('fetches the file beside the script', async () => {
    const loaded = await loadedFrom(`${base}/dist/datasets/index.js`)
    expect(await loaded.iris()).toEqual(await iris())
    expect((await loaded.digits()).x).toEqual((await digits()).x)
  })

  it('says what to do where the file was left behind', async () => {
    const { iris: load } = await loadedFrom(`${base}/assets/deep/down/app.js`)
    await expect(load()).rejects.toThrow(
      /iris\(\) could not read the file that comes with argmax: There is nothing at .*iris\(\{ from: its URL \}\)/,
    )
    expect(await load({ from: `${base}/data/datasets/iris.csv` })).toEqual(await iris())
  })
})

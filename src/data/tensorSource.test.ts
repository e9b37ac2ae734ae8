import { describe, expect, it } from 'vitest'
import { DataError, ShapeError, UsageError } from '../errors.ts'
import { tensor } from '../tensor/index.ts'
import { readAll } from './readAll.ts'
import type { TableSource } from './tableSource.ts'
import { idxSource, tensorSource } from './tensorSource.ts'

const valuesOf = async (source: TableSource): Promise<Record<string, unknown[]>> =>
  Object.fromEntries((await readAll(source)).columns.map(({ name, values }) => [name, [...values]]))

describe('tensorSource', () => {
  it('has a column for each element of a row, times the scale, and one of labels', async () => {
    const x = tensor(Uint8Array.of(0, 51, 102, 153, 204, 255, 5, 10), [2, 2, 2], { scale: 1 / 51 })
    const y = tensor(Uint8Array.of(1, 0), [2])
    const values = { x0: [0, 4], x1: [1, 5], x2: [2, 5 / 51], x3: [3, 10 / 51] }
    const found = await valuesOf(tensorSource(x))
    for (const [name, list] of Object.entries(values))
      for (const [row, value] of list.entries()) expect(found[name]?.[row]).toBeCloseTo(value, 14)
    const columns = ['a', 'b', 'c', 'd']
    const named = tensorSource(x, { y, classNames: ['cat', 'dog'], label: 'kind', columns })
    expect(named.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'a number',
      'b number',
      'c number',
      'd number',
      'kind text',
    ])
    expect((await valuesOf(named)).kind).toEqual(['dog', 'cat'])
    expect((await valuesOf(tensorSource(x, { y }))).label).toEqual([1, 0])
  })

  it('counts NaN as missing', async () => {
    const { columns } = await readAll(tensorSource(tensor(Float64Array.of(1, Number.NaN, 3), [3])))
    expect(columns).toEqual([{ name: 'x0', type: 'number', values: Float64Array.of(1, Number.NaN, 3), missing: 1 }])
  })

  it('refuses what is no table, and names that do not fit', () => {
    const x = tensor(new Float64Array(4), [2, 2])
    for (const shape of [[0, 2], [2, 0], [1, 20_000], []]) {
      const length = shape.reduce((product, size) => product * size, 1)
      expect(() => tensorSource({ data: new Float64Array(length), shape })).toThrow(ShapeError)
    }
    expect(() => tensorSource(x, { columns: ['a'] })).toThrow(UsageError)
    expect(() => tensorSource(x, { columns: ['a', 'a'] })).toThrow(
      /^the tensor has 2 columns, and columns must name each of them once/,
    )
    const y = tensor(Uint8Array.of(0, 2), [2])
    expect(() => tensorSource(x, { y, columns: ['a', 'label'] })).toThrow(/2 columns and its labels/)
    expect(() => tensorSource(x, { y: tensor(Uint8Array.of(0), [1]) })).toThrow(ShapeError)
    expect(() => tensorSource(x, { y, classNames: ['a', 'b'] })).toThrow(/row 1: there are 2 class names, for 0 to 1; received 2/)
  })
})

describe('idxSource', () => {
  const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 102)
  const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 3)

  it('reads images and labels', async () => {
    const source = await idxSource(images, { labels: new Blob([labels]), name: 'digits' })
    expect([source.name, source.rows]).toEqual(['digits', 2])
    expect(await valuesOf(source)).toEqual({ x0: [0, 51 / 255], x1: [1, 102 / 255], label: [7, 3] })
    expect(await valuesOf(await idxSource(labels, { columns: ['digit'] }))).toEqual({ digit: [7, 3] })
  })

  it('says which file is wrong', async () => {
    await expect(idxSource(images.subarray(0, 18), { name: 'a' })).rejects.toThrow(/^a is truncated/)
    await expect(idxSource(images, { labels: Uint8Array.of(1, 2, 3), name: 'a' })).rejects.toThrow(
      /^the labels of a is not an IDX file/,
    )
    await expect(idxSource(images, { labels: images, name: 'a' })).rejects.toThrow(ShapeError)
    await expect(idxSource(Uint8Array.of(0x1f, 0x8b, 8, 0))).rejects.toThrow(DataError)
  })
})

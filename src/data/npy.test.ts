import { describe, expect, it } from 'vitest'
import { tableFile, tableFiles } from '../../test/support/tableFormats.ts'
import { DataError, ShapeError } from '../errors.ts'
import { RandomStream } from '../random.ts'
import { isTextArray, readNpy, readNpz } from './npy.ts'
import { npySource, npzSource } from './npySource.ts'
import { readAll } from './readAll.ts'
import type { Table } from './table.ts'
import { readZip } from './zip.ts'

const columnsOf = ({ columns }: Table): Record<string, unknown[]> =>
  Object.fromEntries(columns.map(({ name, values }) => [name, [...values]]))
const files = tableFiles('.npy')
const readable = files.filter(({ refused }) => refused === '')

describe('readNpy', () => {
  it.each(readable.map((file) => [file.name, file] as const))('reads what numpy 2.4 wrote: %s', (_, { bytes, shape, values }) => {
    const array = readNpy(bytes)
    expect(array.shape).toEqual(shape)
    const found = isTextArray(array) ? array.texts : [...array.data]
    expect(found).toEqual(values)
  })

  it('keeps the type of numbers', () => {
    const typeOf = (name: string): string => (readNpy(tableFile(name).bytes) as { data: object }).data.constructor.name
    expect(['?.npy', '<i2.npy', '>u4.npy', '<i8.npy', '<f2.npy', '>f4.npy', '<f8.npy'].map(typeOf)).toEqual([
      ...['Uint8Array', 'Int16Array', 'Uint32Array', 'Float64Array', 'Float32Array', 'Float32Array', 'Float64Array'],
    ])
  })

  it.each(files.filter(({ refused }) => refused !== '').map((file) => [file.name, file] as const))(
    'refuses %s',
    (_, { bytes, refused }) => {
      expect(() => readNpy(bytes, 'a.npy')).toThrow(new RegExp(`^a\\.npy holds ${refused}`))
    },
  )

  it('reads every file that is damaged or cut off as it stands, or refuses it with a DataError', () => {
    const stream = new RandomStream(1, 'damage')
    for (const { bytes, name } of readable) {
      for (let run = 0; run < 30; run++) {
        const damaged = run % 2 === 0 ? bytes.slice(0, stream.nextBelow(bytes.length)) : bytes.slice()
        if (run % 2 === 1) damaged[stream.nextBelow(Math.min(140, damaged.length))] = stream.nextBelow(256)
        try {
          readNpy(damaged)
          if (run % 2 === 0) expect.fail(`${name} was read although it is cut off`)
        } catch (error) {
          expect(error, name).toBeInstanceOf(DataError)
        }
      }
    }
    expect(() => readNpy(new TextEncoder().encode('a,b\n1,2\n'))).toThrow(/is no \.npy file/)
    expect(() => readNpy(Uint8Array.of(...tableFile('<f8.npy').bytes, 0))).toThrow(/has bytes after its end/)
  })
})

describe('npySource', () => {
  it.each(
    readable
      .filter(({ shape }) => shape.length === 1 || shape.length === 2)
      .filter(({ shape }) => !shape.includes(0))
      .map((file) => [file.name, file] as const),
  )('gives the rows of %s, from any row', async (_, { bytes, shape, values, name }) => {
    const source = await npySource(new Blob([bytes]), { name })
    const [rows, width] = [shape[0] as number, shape[1] ?? 1]
    expect(source.rows).toBe(rows)
    for (let row = 0; row <= rows; row++) {
      const wanted = Array.from({ length: width }, (_, column) => [
        `x${column}`,
        values.filter((_, i) => i % width === column).slice(row),
      ])
      expect(columnsOf(await readAll(source, { from: { row, window: 0, taken: 0 } }))).toEqual(Object.fromEntries(wanted))
    }
  })

  it('names columns as it is told, and refuses what is no table', async () => {
    const { bytes } = tableFile('<f8.npy')
    expect((await npySource(bytes, { columns: ['a', 'b', 'c'] })).columns.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    await expect(npySource(bytes, { columns: ['a'] })).rejects.toThrow(/has 3 columns, and columns must name each/)
    for (const name of ['scalar.npy', 'fortran-3.npy', 'empty.npy'])
      await expect(npySource(tableFile(name).bytes)).rejects.toThrow(ShapeError)
  })
})

describe('npzSource and readNpz', () => {
  it.each(['stored.npz', 'deflated.npz'])('read what numpy 2.4 wrote: %s', async (name) => {
    const { bytes, columns } = tableFile(name)
    expect(columnsOf(await readAll(await npzSource(bytes)))).toEqual(columns)
    expect([...(await readNpz(bytes)).keys()]).toEqual(['X', 'y', 'n'])
  })

  it('refuse archives that are damaged, cut off, or hold more than they may', async () => {
    for (const name of ['stored.npz', 'deflated.npz']) {
      const { bytes } = tableFile(name)
      const stream = new RandomStream(2, 'damage')
      for (let run = 0; run < 100; run++) {
        const damaged = bytes.slice()
        damaged[stream.nextBelow(damaged.length)] ^= 1 + stream.nextBelow(255)
        await readNpz(damaged).catch((error) => expect(error).toBeInstanceOf(DataError))
      }
      await expect(readNpz(bytes.slice(0, -1))).rejects.toThrow(/no usable ZIP archive/)
      await expect(readNpz(bytes, { name: 'z', limit: 100 })).rejects.toThrow(
        /^z is no usable ZIP archive: its entries hold more than 100 bytes/,
      )
    }
  })

  /** A deflated entry in a directory that says what it likes of it. */
  function archive(packed: Uint8Array, size: number, copies = 1): Uint8Array {
    const entry = (signature: number, start: number): number[] => {
      const bytes = new Uint8Array(start === 0 ? 46 : 30)
      const view = new DataView(bytes.buffer)
      view.setUint32(0, signature, true)
      const at = start === 0 ? 10 : 8
      view.setUint16(at, 8, true)
      view.setUint32(at + 10, packed.length, true)
      view.setUint32(at + 14, size, true)
      view.setUint16(at + 18, 1, true)
      return [...bytes, 97]
    }
    const local = [...entry(0x04034b50, 30), ...packed]
    const directory = Array.from({ length: copies }, () => entry(0x02014b50, 0)).flat()
    const end = new Uint8Array(22)
    const view = new DataView(end.buffer)
    view.setUint32(0, 0x06054b50, true)
    view.setUint16(10, copies, true)
    view.setUint32(16, local.length, true)
    return Uint8Array.from([...local, ...directory, ...end])
  }

  it('refuse bombs: entries that share bytes, and those that hold more than they say', async () => {
    const { deflateRawSync } = await import('node:zlib')
    const packed = deflateRawSync(new Uint8Array(1_000_000))
    await expect(readZip(archive(packed, 1000))).rejects.toThrow(/its entry "a" is damaged/)
    await expect(readZip(archive(packed, 1_000_000, 50))).rejects.toThrow(/shares bytes with another/)
    await expect(readZip(archive(packed, 0xfffffff0))).rejects.toThrow(/its entry "a" is damaged/)
    await expect(readZip(new Uint8Array(3))).rejects.toThrow(/does not end as one does/)
  })
})

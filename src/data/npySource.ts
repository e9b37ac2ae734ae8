// numpy's arrays as a source of rows: a .npy file in pieces, where columns are what its second dimension counts; a .npz file whole, each
// of its arrays a column or several.

import { DataError, describe, ShapeError } from '../errors.ts'
import { byteInput, type FileLike } from './byteInput.ts'
import { memorySource } from './memorySource.ts'
import { checkNpySize, isTextArray, type NpyArray, readElements, readNpz } from './npy.ts'
import { npyHeaderEnd, readNpyHeader } from './npyHeader.ts'
import { namedColumnsTable } from './rowsTable.ts'
import type { TableColumn } from './table.ts'
import { type TableSource, tableSource } from './tableSource.ts'

/** Bytes read at a time. */
const PIECE = 0x400000
/** Columns that an array may have; images and such are rather read as a Tensor. */
const MOST_COLUMNS = 10_000

/** Options of reading numpy's files. */
export interface NpyOptions {
  /** What the file is called in messages. */
  readonly name?: string
  /** What the columns are called. Default: x0, x1, ... of a .npy file; y, or X0, X1, ... of arrays y and X in a .npz file. */
  readonly columns?: readonly string[]
}

/** How many columns an array has as a table. @throws ShapeError where it is none */
function widthOf(shape: readonly number[], name: string): number {
  if (shape.length < 1 || shape.length > 2 || shape.includes(0)) {
    throw new ShapeError(
      `${name} must have rows and columns, a shape [rows] or [rows, columns], to be a table; received [${shape.join(', ')}].`,
    )
  }
  const width = shape[1] ?? 1
  if (width > MOST_COLUMNS) {
    throw new ShapeError(`${name} has ${width} columns, and a table at most ${MOST_COLUMNS}. Read it as a Tensor: readNpy(bytes).`)
  }
  return width
}

function namesFor(width: number, { columns }: NpyOptions, name: string): readonly string[] {
  if (columns === undefined) return Array.from({ length: width }, (_, i) => `x${i}`)
  if (columns.length === width && new Set(columns).size === width) return columns
  throw new DataError(`${name} has ${width} columns, and columns must name each of them once; received ${describe(columns)}.`)
}

const countMissing = (values: Float64Array): number => values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0)

/** A .npy file of shape [rows] or [rows, columns] as a source. @throws DataError for a file that can't be read, ShapeError for another shape */
export async function npySource(file: FileLike, options: NpyOptions = {}): Promise<TableSource> {
  const input = byteInput(file, options.name)
  const { name } = input
  const end = npyHeaderEnd(await input.slice(0, 12), name)
  const header = readNpyHeader(await input.slice(0, end ?? 12), name)
  checkNpySize(header, await input.size(), name)
  const { shape, itemSize, offset, fortranOrder, kind } = header
  const width = widthOf(shape, name)
  const rows = shape[0] as number
  const type = kind === 'U' || kind === 'S' ? ('text' as const) : ('number' as const)
  const columns = namesFor(width, options, name).map((column) => ({ name: column, type }))
  const rowsInPiece = Math.max(1, Math.floor(PIECE / Math.max(1, width * itemSize)))
  const read = async (from: number, to: number): Promise<ArrayLike<number | string>> => {
    const bytes = await input.slice(offset + from * itemSize, offset + to * itemSize)
    if (bytes.length !== (to - from) * itemSize)
      throw new DataError(`${name} ends before its last row. It was changed while it was read: read it again.`)
    return itemSize === 0 ? Array<string>(to - from).fill('') : (readElements(bytes, header, name) as ArrayLike<number | string>)
  }
  return tableSource({
    name,
    columns,
    rows,
    async *read({ columns: wanted, from, pacer }) {
      const places = wanted.map((column) => columns.findIndex((other) => other.name === column.name))
      for (let start = from; start < rows; start += rowsInPiece) {
        const count = Math.min(rowsInPiece, rows - start)
        const elements = fortranOrder ? undefined : await read(start * width, (start + count) * width)
        const built: TableColumn[] = []
        for (const place of places) {
          const own = fortranOrder ? await read(place * rows + start, place * rows + start + count) : undefined
          const at = (row: number): number | string =>
            (own === undefined ? (elements as ArrayLike<number | string>)[row * width + place] : own[row]) as number | string
          const column = { name: (columns[place] as { name: string }).name }
          if (type === 'number') {
            const values = Float64Array.from({ length: count }, (_, row) => at(row) as number)
            built.push({ ...column, type, values, missing: countMissing(values) })
          } else {
            const values = Array.from({ length: count }, (_, row) => (at(row) as string).trim())
            built.push({ ...column, type, values, missing: values.filter((text) => text === '').length, firstText: 0 })
          }
        }
        yield { name, rows: count, columns: built, lines: Uint32Array.from({ length: count }, (_, row) => start + row + 1) }
        await pacer.pause()
      }
    },
  })
}

/** The columns of one array of a .npz file, by their names. */
function columnsOf(array: NpyArray, key: string, name: string): [string, ArrayLike<unknown>][] {
  const width = widthOf(array.shape, `${name}: the array ${describe(key)}`)
  const values: ArrayLike<unknown> = isTextArray(array) ? array.texts : array.data
  if (array.shape.length === 1) return [[key, values]]
  const rows = array.shape[0] as number
  return Array.from({ length: width }, (_, column) => [
    `${key}${column}`,
    Array.from({ length: rows }, (_, row) => values[row * width + column]),
  ])
}

/** A .npz file as a source: each of its arrays has the same number of rows. @throws DataError for a file that can't be read, ShapeError for other shapes */
export async function npzSource(file: FileLike, options: NpyOptions = {}): Promise<TableSource> {
  const input = byteInput(file, options.name)
  const arrays = await readNpz(await input.slice(0, await input.size()), { name: input.name })
  if (arrays.size === 0) throw new DataError(`${input.name} holds no array.`)
  const columns = [...arrays].flatMap(([key, array]) => columnsOf(array, key, input.name))
  const names = options.columns === undefined ? undefined : namesFor(columns.length, options, input.name)
  const named = columns.map(([key, values], i) => [names?.[i] ?? key, values] as const)
  return memorySource(namedColumnsTable(named, input.name))
}

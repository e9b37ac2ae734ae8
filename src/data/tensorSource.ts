// Rows of a tensor as a source: images of an IDX file or of a folder, or any array that is in memory. They stay in the type that they
// have, and become numbers of columns a piece at a time.

import { DataError, describe, ShapeError, UsageError } from '../errors.ts'
import type { Tensor } from '../tensor/index.ts'
import { byteInput, type FileLike } from './byteInput.ts'
import { gunzip, isGzip } from './gzip.ts'
import { readIdx } from './idx.ts'
import type { TableColumn } from './table.ts'
import { type SourceColumn, type TableSource, tableSource } from './tableSource.ts'

/** Values of a piece, about. */
const PIECE_VALUES = 1 << 20
/** Columns that a table may have. */
const MOST_COLUMNS = 10_000

/** Options of a tensor as a source. */
export interface TensorSourceOptions {
  /** What the rows are called in messages. Default: 'the tensor'. */
  readonly name?: string
  /** The class of each row, as a number, shape [rows]. Default: there is no column of labels. */
  readonly y?: Tensor
  /** What classes are called; the column of labels is then one of texts. */
  readonly classNames?: readonly string[]
  /** What the column of labels is called, which is the last. Default: 'label'. */
  readonly label?: string
  /** What the others are called. Default: x0, x1, ... */
  readonly columns?: readonly string[]
}

/** What the column of labels holds. @throws ShapeError, DataError */
function labelsOf(rows: number, name: string, { y, classNames }: TensorSourceOptions): ArrayLike<number | string> | undefined {
  if (y === undefined) return undefined
  if (y.shape.length !== 1 || y.shape[0] !== rows) {
    throw new ShapeError(`${name} has ${rows} rows, and y must have the shape [${rows}]; received [${y.shape.join(', ')}].`)
  }
  if (classNames === undefined) return y.data
  return Array.from(y.data, (number, row) => {
    const found = classNames[number]
    if (found !== undefined) return found
    throw new DataError(
      `${name}, row ${row}: there are ${classNames.length} class names, for 0 to ${classNames.length - 1}; received ${describe(number)}.`,
    )
  })
}

function columnOf({ name, type }: SourceColumn, rows: number, at: (row: number) => number | string): TableColumn {
  let missing = 0
  if (type === 'text')
    return { name, type, values: Array.from({ length: rows }, (_, row) => at(row) as string), missing, firstText: 0 }
  const values = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const value = at(row) as number
    values[row] = value
    if (Number.isNaN(value)) missing++
  }
  return { name, type, values, missing }
}

/**
 * The rows of a tensor [rows, ...] as a source, a column for each element of a row, times the tensor's scale; and their labels, as those of
 * `mnist().train`, `readImages(files)` and the like.
 *
 * @throws ShapeError for a tensor without rows or elements, with more than 10,000 elements a row, or for labels of another number of rows; UsageError
 *   for names of columns that don't fit; DataError for a label without a class name
 */
export function tensorSource(x: Tensor, options: TensorSourceOptions = {}): TableSource {
  const { name = 'the tensor', label = 'label' } = options
  const { data, shape, scale = 1 } = x
  const [rows, ...rowShape] = shape
  const width = rowShape.reduce((product, size) => product * size, 1)
  if (rows === undefined || rows === 0 || width === 0 || width > MOST_COLUMNS) {
    throw new ShapeError(
      `${name} must have rows of 1 to ${MOST_COLUMNS} elements to be a table; received the shape [${shape.join(', ')}].`,
    )
  }
  const labels = labelsOf(rows, name, options)
  const names = options.columns ?? Array.from({ length: width }, (_, i) => `x${i}`)
  if (
    names.length !== width ||
    new Set(labels === undefined ? names : [...names, label]).size !== width + (labels === undefined ? 0 : 1)
  ) {
    throw new UsageError(
      `${name} has ${width} ${width === 1 ? 'column' : 'columns'}${labels === undefined ? '' : ' and its labels'}, and columns must name each of them once; received ${describe(options.columns ?? label)}.`,
    )
  }
  const columns: SourceColumn[] = names.map((column) => ({ name: column, type: 'number' }))
  if (labels !== undefined) columns.push({ name: label, type: options.classNames === undefined ? 'number' : 'text' })
  const places = new Map(columns.map((column, place) => [column.name, place]))
  return tableSource({
    name,
    columns,
    rows,
    async *read({ columns: wanted, from, pacer }) {
      const step = Math.max(1, Math.floor(PIECE_VALUES / Math.max(1, wanted.length)))
      for (let start = from; start < rows; start += step) {
        const count = Math.min(step, rows - start)
        const built = wanted.map((column) => {
          const place = places.get(column.name) as number
          if (labels !== undefined && place === width)
            return columnOf(column, count, (row) => labels[start + row] as number | string)
          return columnOf(column, count, (row) => (data[(start + row) * width + place] as number) * scale)
        })
        yield { name, rows: count, columns: built, lines: Uint32Array.from({ length: count }, (_, row) => start + row + 1) }
        await pacer.pause()
      }
    },
  })
}

/** Options of IDX files as a source. */
export interface IdxOptions extends Omit<TensorSourceOptions, 'y'> {
  /** The file of labels. Default: there is no column of labels. */
  readonly labels?: FileLike
}

async function readIdxInput(file: FileLike, name: string | undefined): Promise<Tensor> {
  const input = byteInput(file, name)
  const bytes = await input.slice(0, await input.size())
  return readIdx(isGzip(bytes) ? await gunzip(bytes, { name: input.name }) : bytes, input.name)
}

/**
 * An IDX file, such as MNIST's `train-images-idx3-ubyte`, also compressed by gzip, as a source: a column for each pixel (bytes are divided by
 * 255), and one of labels where their file is given. It is kept in memory, as bytes.
 *
 * @throws DataError for a file that can't be read; see `tensorSource` for the others
 */
export async function idxSource(file: FileLike, options: IdxOptions = {}): Promise<TableSource> {
  const { labels, ...rest } = options
  const name = rest.name ?? byteInput(file).name
  const read = await readIdxInput(file, name)
  const x = read.data instanceof Uint8Array && read.shape.length > 1 ? { ...read, scale: 1 / 255 } : read
  const y = labels === undefined ? undefined : await readIdxInput(labels, `the labels of ${name}`)
  return tensorSource(x, { ...rest, name, ...(y && { y }) })
}

// What argmax predict reads: a data set's test part, an IDX file, or JSON rows from a file or stdin; all as tensors of the
// type that the model was trained on. JSON is streamed; the others are in memory anyway.

import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { gunzip, isGzip, readIdx, sliceRows } from '../data/index.ts'
import { DataError, ShapeError, UsageError } from '../errors.ts'
import { readFile } from '../node/platform.ts'
import { ARRAY_CONSTRUCTORS, type ElementType, elementTypeOf, type Tensor, type TensorData } from '../tensor/index.ts'
import { readJsonRows } from './jsonRows.ts'
import { isKnownData, knownData, loadData } from './loadData.ts'
import type { RowRules } from './parseRow.ts'

/** What a model takes: the shape of one row, and how its values are stored. */
export interface InputDescription {
  shape: readonly number[]
  elementType: ElementType
  scale?: number | undefined
}

/** Rows of a tensor handed over at a time. */
const ROWS_AT_A_TIME = 256

/** The whole numbers that an integer type holds. */
const INTEGER_RANGES: Partial<Record<ElementType, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
  uint32: [0, 4294967295],
  int32: [-2147483648, 2147483647],
}

/** What a JSON row must hold to be stored as the model's input type. */
export function rowRules({ shape, elementType }: InputDescription): RowRules {
  const width = shape.reduce((product, dimension) => product * dimension, 1)
  const range = INTEGER_RANGES[elementType]
  if (range === undefined) {
    return { width, accepts: (value) => Number.isFinite(Math.fround(value)), wanted: 'a finite number that float32 can hold' }
  }
  const [low, high] = range
  const accepts = (value: number): boolean => Number.isInteger(value) && value >= low && value <= high
  return { width, accepts, wanted: `a whole number from ${low} to ${high}, as the model was trained on ${elementType} values` }
}

/** A tensor with the model's shape of a row. */
function shaped(tensor: Tensor, { shape, scale }: InputDescription, name: string): Tensor {
  const rows = tensor.shape[0] ?? 0
  const width = shape.reduce((product, dimension) => product * dimension, 1)
  if (rows * width !== tensor.data.length) {
    throw new ShapeError(
      `${name} has rows of shape [${tensor.shape.slice(1).join(', ')}]; the model takes ${width} values a row, shape [${shape.join(', ')}].`,
    )
  }
  const own = tensor.scale ?? scale
  return { data: tensor.data, shape: [rows, ...shape], ...(own === undefined ? {} : { scale: own }) }
}

function* inSlices(tensor: Tensor): Generator<Tensor> {
  const rows = tensor.shape[0] ?? 0
  for (let start = 0; start < rows; start += ROWS_AT_A_TIME) yield sliceRows(tensor, start, start + ROWS_AT_A_TIME)
}

/** JSON text as tensors, one for each group of rows that came together. */
async function* jsonTensors(text: AsyncIterable<string>, input: InputDescription): AsyncGenerator<Tensor> {
  for await (const rows of readJsonRows(text, rowRules(input))) {
    const data: TensorData = new ARRAY_CONSTRUCTORS[input.elementType](rows.length * (rows[0]?.length ?? 0))
    for (const [i, row] of rows.entries()) data.set(row, i * row.length)
    yield shaped({ data, shape: [rows.length, rows[0]?.length ?? 0] }, input, 'the JSON')
  }
}

/** Whether a file starts as IDX or gzip does, rather than as text. */
async function isBinary(path: string): Promise<boolean> {
  const file = await open(path).catch((cause: Error) => {
    throw new DataError(`Could not read ${path}: ${cause.message}.`, { cause })
  })
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(2), length: 2 })
    return bytesRead === 2 && ((buffer[0] === 0 && buffer[1] === 0) || isGzip(buffer))
  } finally {
    await file.close()
  }
}

async function readIdxFile(path: string, input: InputDescription): Promise<Tensor> {
  const bytes = await readFile(path)
  const tensor = readIdx(isGzip(bytes) ? await gunzip(bytes, { name: path }) : bytes, path)
  if (tensor.shape.length === 1) {
    throw new DataError(`${path} holds one value a row, as files of labels do. Give the file of images.`)
  }
  if (elementTypeOf(tensor.data) !== input.elementType) {
    throw new DataError(
      `${path} holds ${elementTypeOf(tensor.data)} values, but the model was trained on ${input.elementType}. Convert the file.`,
    )
  }
  return shaped(tensor, input, path)
}

/**
 * The rows that INPUT names, in groups.
 *
 * @throws UsageError if it names nothing, DataError or ShapeError for rows that the model can't take
 */
export async function* readInput(input: string, description: InputDescription, stdin: Readable): AsyncGenerator<Tensor> {
  if (input === '-') {
    stdin.setEncoding('utf8')
    yield* jsonTensors(stdin, description)
    return
  }
  const found = await stat(input).catch(() => null)
  if (isKnownData(input) || found?.isDirectory()) {
    const { train, test } = await loadData(input)
    yield* inSlices(shaped((test ?? train).x, description, input))
    return
  }
  if (found === null) {
    throw new UsageError(
      `There is no input ${JSON.stringify(input)}. Give ${knownData().join(' or ')} (its test part), a folder or file of IDX, ` +
        'a file of JSON rows, or - for JSON rows on stdin.',
    )
  }
  if (await isBinary(input)) yield* inSlices(await readIdxFile(input, description))
  else yield* jsonTensors(createReadStream(input, 'utf8'), description)
}

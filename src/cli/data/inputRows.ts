// What argmax predict reads: a data set's test part, an IDX file, or rows of CSV or JSON from a file or stdin; all as tensors of
// the type that the model was trained on. CSV and JSON are streamed; the others are in memory anyway.

import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { gunzip, isGzip, readIdx, sliceRows } from '../../data/index.ts'
import { DataError, UsageError } from '../../errors.ts'
import { readFile } from '../../node/platform.ts'
import { ARRAY_CONSTRUCTORS, elementTypeOf, type Tensor, type TensorData } from '../../tensor/index.ts'
import { csvTensors } from './csvInput.ts'
import { fileBytes } from './fileBytes.ts'
import { imageTensors, isPicture } from './imageInput.ts'
import { type InputDescription, rowRules, shaped } from './inputDescription.ts'
import { readJsonRows } from './jsonRows.ts'
import { isKnownData, knownData, loadData } from './loadData.ts'
import { isTableData, openSource, type SourceFlags } from './openSource.ts'
import { type Inputs, isDense } from './rows.ts'
import { together } from './together.ts'

/** Rows of a tensor handed over at a time. */
const ROWS_AT_A_TIME = 256

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

/** Text of JSON rows or, where the model knows its columns by name, of CSV: JSON starts with a bracket. */
async function* textTensors(text: AsyncIterable<string>, input: InputDescription, name: string): AsyncGenerator<Tensor> {
  if (input.features === undefined) {
    yield* jsonTensors(text, input)
    return
  }
  const pieces = text[Symbol.asyncIterator]()
  let start = ''
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    start += next.value
    if (start.trimStart() !== '') break
  }
  if (start.trim() === '') return
  const whole = together(start, pieces)
  if (
    start
      .replace(/^\uFEFF/, '')
      .trimStart()
      .startsWith('[')
  )
    yield* jsonTensors(whole, input)
  else yield* csvTensors(whole, { name }, input)
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
export async function* readInput(
  input: string | undefined,
  flags: SourceFlags,
  description: InputDescription,
  stdin: Readable,
): AsyncGenerator<Inputs> {
  if (input === '-') {
    stdin.setEncoding('utf8')
    yield* textTensors(stdin, description, 'stdin')
    return
  }
  const found = input === undefined ? null : await stat(input).catch(() => null)
  if (input !== undefined && (await isPicture(input, found?.isDirectory() ?? false))) {
    yield* imageTensors(input, found?.isDirectory() ?? false, description)
    return
  }
  if (input !== undefined && !isTableData(input) && (isKnownData(input) || found?.isDirectory())) {
    const { train, test } = await loadData(input)
    const { x } = test ?? train
    if (isDense(x)) yield* inSlices(shaped(x, description, input))
    return
  }
  if (input === undefined || (isTableData(input) && !/\.(csv|tsv|json|jsonl|ndjson)$/i.test(input))) {
    const source = await openSource(input, flags)
    try {
      yield* source.batches({ batchSize: ROWS_AT_A_TIME })
    } finally {
      source.close?.()
    }
    return
  }
  if (found === null) {
    throw new UsageError(
      `There is no input ${JSON.stringify(input)}. Give ${knownData().join(', ')} (its test part), a table, a picture, a folder of pictures or ` +
        'IDX, an IDX file, a file of JSON rows, or - for JSON or CSV on stdin.',
    )
  }
  if (/\.(csv|tsv)$/i.test(input)) {
    const tabs = /\.tsv$/i.test(input) ? { delimiter: '\t' as const } : {}
    yield* csvTensors(fileBytes(input), { name: input, ...tabs }, description)
    return
  }
  if (await isBinary(input)) yield* inSlices(await readIdxFile(input, description))
  else yield* textTensors(createReadStream(input, 'utf8'), description, input)
}

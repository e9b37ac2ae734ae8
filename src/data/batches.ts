// Batches of a reader's rows. Rows of the wanted part gather in a window: as many as a batch or, to be shuffled, as the buffer has.
// A full window is given in batches and forgotten. Windows begin and end by the rows alone, however a file came in pieces, so that a
// cursor can name a place in one: to go on there, the window is read again, shuffled alike, and given from there.

import { describe, UsageError } from '../errors.ts'
import { checkSeed, shuffleIndices } from '../random.ts'
import { Pacer } from './pacer.ts'
import { rowTest } from './rowPart.ts'
import { RowWindow } from './rowWindow.ts'
import { sliceColumn } from './sliceColumn.ts'
import type { BatchOptions, Shuffle, SourceColumn, SourceCursor, TableBatch, TablePiece, TableReader } from './tableSource.ts'

const DEFAULT_BATCH = 4096
const DEFAULT_BUFFER = 65_536

function checkCount(name: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return
  throw new UsageError(`${name} must be a whole number of rows from 1 on; received ${describe(value)}.`)
}

/** The columns by these names, in this order; all without names. @throws UsageError for one that is not there */
export function selectColumns({ name, columns }: TableReader, names: readonly string[] | undefined): readonly SourceColumn[] {
  if (names === undefined) return columns
  return names.map((wanted) => {
    const found = columns.find((column) => column.name === wanted)
    if (found !== undefined) return found
    const known = columns.slice(0, 30).map((column) => column.name)
    throw new UsageError(
      `columns: ${name} has no column ${describe(wanted)}. It has ${known.join(', ')}${columns.length > known.length ? ', ...' : ''}.`,
    )
  })
}

function checkCursor(cursor: SourceCursor): void {
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
  if (isCount(cursor.row) && isCount(cursor.window) && isCount(cursor.taken)) return
  throw new UsageError(`from: must be the cursor of a batch: { row, window, taken }; received ${describe(cursor)}.`)
}

function checkShuffle({ seed, epoch = 0, buffer = DEFAULT_BUFFER }: Shuffle): Required<Shuffle> {
  checkSeed(seed)
  checkCount('shuffle: the buffer', buffer)
  if (!Number.isSafeInteger(epoch) || epoch < 0) {
    throw new UsageError(`shuffle: the epoch must be a whole number from 0 on; received ${describe(epoch)}.`)
  }
  return { seed, epoch, buffer }
}

/** Rows of a piece as a batch, without a copy. `first` is the number of its row `start` where it doesn't say. */
function sliceBatch(piece: TablePiece, start: number, end: number, first: number, cursor: SourceCursor): TableBatch {
  const { name, columns, lines, rowNumbers } = piece
  const rows = end - start
  return {
    ...{ name, rows, columns: columns.map((column) => sliceColumn(column, start, end)), lines: lines.subarray(start, end), cursor },
    rowNumbers: rowNumbers?.subarray(start, end) ?? Uint32Array.from({ length: rows }, (_, i) => first + i),
  }
}

/** The batches of one reading. See TableSource.batches. */
export async function* batchesOf(reader: TableReader, options: BatchOptions): AsyncGenerator<TableBatch> {
  const { batchSize = DEFAULT_BATCH, part, from = { row: 0, window: 0, taken: 0 }, signal } = options
  checkCount('batchSize', batchSize)
  checkCursor(from)
  const shuffle = options.shuffle && checkShuffle(options.shuffle)
  const columns = selectColumns(reader, options.columns)
  const isWanted = part === undefined ? undefined : rowTest(part)
  const window = new RowWindow(reader.name, columns, shuffle?.buffer ?? batchSize)
  let { row: start, window: number, taken } = from

  /** What the window holds, and where to go on after each batch; `next` is the row after it. */
  function* give(next: number): Generator<TableBatch> {
    const order = Uint32Array.from({ length: window.rows }, (_, i) => i)
    if (shuffle) shuffleIndices(order, shuffle.seed, `shuffle/${shuffle.epoch}/${number}`)
    for (let at = taken; at < window.rows; at += batchSize) {
      const end = Math.min(window.rows, at + batchSize)
      const isLast = end === window.rows
      const cursor = isLast ? { row: next, window: number + 1, taken: 0 } : { row: start, window: number, taken: end }
      yield window.batch(order.subarray(at, end), cursor)
    }
    window.clear()
    start = next
    number++
    taken = 0
  }

  const pacer = new Pacer(signal)
  try {
    signal?.throwIfAborted()
    let row = from.row
    for await (const piece of reader.read({ columns, from: from.row, pacer })) {
      for (let at = 0; at < piece.rows; ) {
        const end = at + batchSize
        if (!shuffle && !isWanted && window.rows === 0 && end <= piece.rows) {
          // Whole batches of a piece, in its order, need no window.
          const cursor = { row: row + end, window: number + 1, taken: 0 }
          yield sliceBatch(piece, at, end, row + at, cursor)
          ;({ row: start, window: number, taken } = cursor)
          at = end
          await pacer.pause()
          continue
        }
        at = window.take(piece, at, row, isWanted)
        if (!window.isFull) break
        yield* give(row + at)
        await pacer.pause()
      }
      row += piece.rows
      await pacer.pause()
    }
    yield* give(row)
  } finally {
    pacer.close()
  }
}

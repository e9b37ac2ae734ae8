// Rows of a source that stay where they are: which of them, in what order, and batches of them as they are needed. It is to a table in
// memory what a source is to a file.

import { selectTableRows } from './selectTableRows.ts'
import type { Table } from './table.ts'
import type { Shuffle, TableSource } from './tableSource.ts'

/** Some rows of a source. */
export interface RowStream {
  readonly source: TableSource
  /** The columns that are given. */
  readonly names: readonly string[]
  /** How many rows the source has. */
  readonly total: number
  /** How many of them are these. */
  readonly rows: number
  /** A bit for each row of the source, of the lowest first: whether it is one of these. Default: all are. */
  readonly bits?: Uint8Array
  /** Some rows of the source, chosen by chance, with their numbers in it: to learn scales and vocabularies from. */
  readonly sample: Table
}

const isSet = (bits: Uint8Array, row: number): boolean => ((bits[row >> 3] as number) & (1 << (row & 7))) !== 0

/** Whether rows are a stream. */
export function isRowStream(rows: unknown): rows is RowStream {
  return typeof rows === 'object' && rows !== null && 'source' in rows && 'sample' in rows
}

/**
 * Some rows of a stream.
 *
 * @param numbers which of its rows, counted among them, ascending
 */
export function selectStreamRows(stream: RowStream, numbers: Uint32Array): RowStream {
  const { bits, total } = stream
  const chosen = new Uint8Array(Math.floor((total + 7) / 8))
  let next = 0
  let number = 0
  for (let row = 0; row < total && next < numbers.length; row++) {
    if (bits !== undefined && !isSet(bits, row)) continue
    if (numbers[next] === number) {
      chosen[row >> 3] = (chosen[row >> 3] as number) | (1 << (row & 7))
      next++
    }
    number++
  }
  return { ...stream, rows: numbers.length, bits: chosen }
}

/** The number of each of a source's rows among those of a stream; what it says of others means nothing. */
export function streamPositions({ bits, total }: RowStream): Uint32Array {
  const positions = new Uint32Array(total)
  for (let row = 0, number = 0; row < total; row++) {
    positions[row] = number
    if (bits === undefined || isSet(bits, row)) number++
  }
  return positions
}

/** Those of a table's rows that are a stream's, by their numbers in the source. */
function keepRows({ bits }: RowStream, table: Table): Table | undefined {
  const numbers = table.rowNumbers as Uint32Array
  if (bits === undefined) return table
  const kept: number[] = []
  for (let i = 0; i < table.rows; i++) if (isSet(bits, numbers[i] as number)) kept.push(i)
  if (kept.length === 0) return undefined
  return kept.length === table.rows ? table : selectTableRows(table, Uint32Array.from(kept))
}

/** Rows of a batch where nothing else is said. */
export const STREAM_BATCH = 16_384

/** How a stream's rows are given. */
export interface StreamOptions {
  readonly batchSize?: number
  readonly shuffle?: Shuffle
  readonly signal?: AbortSignal
}

/** The rows of a stream, in the order of the source or shuffled, each table with their numbers in the source. */
export async function* streamTables(stream: RowStream, options: StreamOptions = {}): AsyncGenerator<Table> {
  for await (const batch of stream.source.batches({ batchSize: STREAM_BATCH, ...options, columns: stream.names })) {
    const kept = keepRows(stream, batch)
    if (kept !== undefined) yield kept
  }
}

/** Those rows of the sample that are the stream's. */
export function streamSample(stream: RowStream): Table {
  return keepRows(stream, stream.sample) ?? selectTableRows(stream.sample, new Uint32Array(0))
}

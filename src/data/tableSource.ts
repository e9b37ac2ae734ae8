// Where tables come from: one interface for arrays, files and databases. A source gives its rows in batches of typed columns, never
// all at once, in the order of the file or shuffled by a seed; a part of them can be held back, and a cursor says where to go on.
// What a format must bring is a TableReader, which only reads on; all the rest is here, the same for every format.

import { batchesOf } from './batches.ts'
import type { Pacer } from './pacer.ts'
import type { RowPart } from './rowPart.ts'
import type { Table } from './table.ts'

/** A column of a source: its name, and how its values are kept. What they mean is for `inferSchema`. */
export interface SourceColumn {
  readonly name: string
  readonly type: 'number' | 'text'
}

/** Where a reading stands: plain data, to be kept with a checkpoint and given to `batches({ from })`. */
export interface SourceCursor {
  /** The row of the source that the current window starts with. */
  readonly row: number
  /** How many windows were given whole. */
  readonly window: number
  /** How many rows of the current window were given. */
  readonly taken: number
}

/** A shuffle of rows that don't all fit in memory. */
export interface Shuffle {
  readonly seed: number
  /** Each epoch has an order of its own. Default 0. */
  readonly epoch?: number
  /**
   * Rows that are in memory and shuffled together; default 65,536. Rows that stand further apart in the source never meet in a batch:
   * where a file is sorted, shuffle all of it, with as many rows or by `sqlSource`.
   */
  readonly buffer?: number
}

/** How rows are given. */
export interface BatchOptions {
  /** Rows in a batch, but for the last of a window. Default 4096. */
  readonly batchSize?: number
  /** The columns wanted, in this order; others aren't read where the format allows it. Default: all. */
  readonly columns?: readonly string[]
  /** Default: the order of the source. */
  readonly shuffle?: Shuffle
  /** Only the rows of one part of a split. Default: all rows. */
  readonly part?: RowPart
  /** Where to go on: the cursor of the last batch that was used, under the same options. Default: at the first row. */
  readonly from?: SourceCursor
  readonly signal?: AbortSignal
}

/** Some rows of a source. */
export interface TableBatch extends Table {
  /** The number of each row in the source, from 0. */
  readonly rowNumbers: Uint32Array
  /** Goes on after this batch. */
  readonly cursor: SourceCursor
}

/** A table that is read as it is needed. */
export interface TableSource {
  /** What it is called in messages: its path, for one. */
  readonly name: string
  readonly columns: readonly SourceColumn[]
  /** How many rows there are, where that is known. */
  readonly rows?: number
  /**
   * Its rows in batches: a new reading with each call. The same options give the same batches.
   *
   * @throws UsageError for an option that is not allowed, DataError where the data can't be read; what came before a fault is given first
   */
  batches(options?: BatchOptions): AsyncGenerator<TableBatch>
}

/** What a reader is asked for. */
export interface ReadOptions {
  readonly columns: readonly SourceColumn[]
  /** The first row wanted. */
  readonly from: number
  /** To be paused between pieces of work, so that nothing waits long; it throws once the reading is aborted. */
  readonly pacer: Pacer
}

/** Rows of a reading, one after the other. */
export interface TablePiece extends Table {
  /** The number of each row in the source, where the pieces are in another order. */
  readonly rowNumbers?: Uint32Array
}

/** What a format brings. */
export interface TableReader {
  readonly name: string
  readonly columns: readonly SourceColumn[]
  readonly rows?: number
  /** The rows from `from` on in pieces of any size, each with the columns that were asked for, in that order. */
  read(options: ReadOptions): AsyncIterable<TablePiece>
}

/** A source of what a reader reads. */
export function tableSource(reader: TableReader): TableSource {
  const { name, columns, rows } = reader
  const batches = (options: BatchOptions = {}): AsyncGenerator<TableBatch> => batchesOf(reader, options)
  return rows === undefined ? { name, columns, batches } : { name, columns, rows, batches }
}

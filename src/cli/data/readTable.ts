// A CSV or TSV file on disk, read as a stream.

import { createReadStream } from 'node:fs'
import { readCsv } from '../../adapters/csv.ts'
import type { CsvOptions } from '../../adapters/csvRows.ts'
import type { Table } from '../../data/index.ts'
import { DataError } from '../../errors.ts'

/** Whether a path is that of a table, by its ending. */
export function isTablePath(path: string): boolean {
  return /\.(csv|tsv)$/i.test(path)
}

/** How a table is read, by its path: a .tsv has tabs, whatever its header holds. */
export function csvOptions(path: string): CsvOptions {
  return /\.tsv$/i.test(path) ? { name: path, delimiter: '\t' } : { name: path }
}

/** The bytes of a file, as they are read. @throws DataError where it can't be read */
export async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>
  } catch (cause) {
    throw new DataError(`Could not read ${path}: ${(cause as Error).message}.`, { cause })
  }
}

/** Reads a .csv or .tsv file. @throws DataError where it can't be read, or is no table */
export function readTable(path: string): Promise<Table> {
  return readCsv(fileBytes(path), csvOptions(path))
}

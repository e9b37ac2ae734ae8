// A whole source as one table in memory.

import type { Table, TableColumn } from './table.ts'
import type { BatchOptions, TableBatch, TableSource } from './tableSource.ts'

/** Several tables of the same columns below each other. */
export function joinTables(name: string, pieces: readonly Table[], columns: readonly { name: string; type: string }[]): Table {
  const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0)
  const lines = new Uint32Array(rows)
  let at = 0
  for (const piece of pieces) {
    lines.set(piece.lines, at)
    at += piece.rows
  }
  const joined = columns.map(({ name, type }, i): TableColumn => {
    const parts = pieces.map((piece) => piece.columns[i] as TableColumn)
    const missing = parts.reduce((sum, part) => sum + part.missing, 0)
    if (type === 'text') {
      const values = parts.flatMap((part) => part.values as readonly string[])
      return { name, type, values, missing, firstText: 0 }
    }
    const values = new Float64Array(rows)
    let start = 0
    for (const part of parts) {
      values.set(part.values as Float64Array, start)
      start += part.values.length
    }
    return { name, type: 'number', values, missing }
  })
  return { name, rows, columns: joined, lines }
}

/** All rows of a source, or those that the options choose. */
export async function readAll(source: TableSource, options: BatchOptions = {}): Promise<Table> {
  const batches: TableBatch[] = []
  for await (const batch of source.batches({ batchSize: 65_536, ...options })) batches.push(batch)
  const names = options.columns ?? source.columns.map(({ name }) => name)
  const columns = names.map((name) => source.columns.find((column) => column.name === name) as TableSource['columns'][number])
  return joinTables(source.name, batches, columns)
}

// A table in memory as a source: what reads a source reads arrays too.

import { sliceColumn } from './sliceColumn.ts'
import type { Table, TableColumn } from './table.ts'
import { type TableSource, tableSource } from './tableSource.ts'

/** Rows in a piece. */
const PIECE = 65_536

/** A table as a source. */
export function memorySource(table: Table): TableSource {
  const columns = table.columns.map(({ name, type }) => ({ name, type }))
  return tableSource({
    name: table.name,
    columns,
    rows: table.rows,
    async *read({ columns: wanted, from }) {
      const chosen = wanted.map(({ name }) => table.columns.find((column) => column.name === name) as TableColumn)
      for (let start = from; start < table.rows; start += PIECE) {
        const end = Math.min(table.rows, start + PIECE)
        const pieces = chosen.map((column) => sliceColumn(column, start, end))
        yield { name: table.name, rows: end - start, columns: pieces, lines: table.lines.subarray(start, end) }
      }
    },
  })
}

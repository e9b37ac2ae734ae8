// Rows of a table by number or by range.

import { DataError } from '../errors.ts'
import { sliceColumn } from './sliceColumn.ts'
import type { Table, TableColumn } from './table.ts'

/** Columns of other values, with how many of them are missing counted anew. */
function withValues(column: TableColumn, values: Float64Array | readonly string[]): TableColumn {
  let missing = 0
  for (const value of values) if (value === '' || Number.isNaN(value)) missing++
  return { ...column, values, missing } as TableColumn
}

/**
 * The rows of a table with these numbers, in their order. Values are copied.
 *
 * @throws DataError if a row number is not one of the table's
 */
export function selectTableRows(table: Table, numbers: Uint32Array): Table {
  const wrong = numbers.findIndex((row) => row >= table.rows)
  if (wrong >= 0) {
    throw new DataError(
      `A row number must be a whole number in [0, ${table.rows}); received ${numbers[wrong]} at position ${wrong}.`,
    )
  }
  const pick = (column: TableColumn): TableColumn =>
    column.type === 'number'
      ? withValues(
          column,
          Float64Array.from(numbers, (row) => column.values[row] as number),
        )
      : withValues(
          column,
          Array.from(numbers, (row) => column.values[row] as string),
        )
  const lines = table.lines.length > 0 ? Uint32Array.from(numbers, (row) => table.lines[row] as number) : table.lines
  const rowNumbers = table.rowNumbers === undefined ? numbers : numbers.map((row) => table.rowNumbers?.[row] as number)
  return { name: table.name, rows: numbers.length, columns: table.columns.map(pick), lines, rowNumbers }
}

/** Rows [start, end) of a table; numbers are a view. */
export function sliceTable(table: Table, start: number, end: number): Table {
  if (start === 0 && end === table.rows) return table
  return {
    name: table.name,
    rows: end - start,
    columns: table.columns.map((column) => sliceColumn(column, start, end)),
    lines: table.lines.subarray(start, end),
    rowNumbers: table.rowNumbers?.subarray(start, end) ?? Uint32Array.from({ length: end - start }, (_, i) => start + i),
  }
}

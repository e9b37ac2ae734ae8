// Some rows of a column.

import type { TableColumn } from './table.ts'

/** The rows `start` to `end` - 1 of a column. Numbers are a view, not a copy. */
export function sliceColumn(column: TableColumn, start: number, end: number): TableColumn {
  const { name } = column
  let missing = 0
  if (column.type === 'text') {
    const values = column.values.slice(start, end)
    for (const value of values) if (value === '') missing++
    return { name, type: 'text', values, missing, firstText: 0 }
  }
  const values = column.values.subarray(start, end)
  if (column.missing > 0) for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) missing++
  return { name, type: 'number', values, missing }
}

// Tables of what a program already has: an object for each row, or an array for each column.

import { DataError, describe } from '../errors.ts'
import type { Table, TableColumn } from './table.ts'
import { cellOf, ValueColumn, ValueColumns } from './valueColumns.ts'

/** 1, 2, ...: where rows without a file are. */
export function rowLines(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row + 1)
}

/**
 * A table of objects, one for each row, with the same names or fewer: `[{ length: 5.1, species: 'setosa' }, ...]`. Columns are in the
 * order in which their names first come. A column of numbers alone is one of numbers, any other one of texts; null, undefined, NaN,
 * blank texts and names that are left out are missing. Booleans are the texts true and false, a Date its text in ISO 8601.
 *
 * @throws DataError for what is no row, and for a nested or infinite value, with its row and column
 */
export function rowsTable(rows: readonly object[], { name = 'the rows' }: { readonly name?: string } = {}): Table {
  if (!Array.isArray(rows))
    throw new DataError(`${name} must be an array of objects, one for each row; received ${describe(rows)}.`)
  const columns = new ValueColumns()
  rows.forEach((row: unknown, i) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new DataError(
        `${name}, row ${i} must be an object of named values, such as { length: 5.1 }; received ${describe(row)}.`,
      )
    }
    columns.add(row as Record<string, unknown>, () => `${name}, row ${i}`)
  })
  if (rows.length === 0 || columns.columns.length === 0)
    throw new DataError(`${name} has no ${rows.length === 0 ? 'rows' : 'columns'}. Give at least one.`)
  return { name, rows: rows.length, columns: columns.build(), lines: rowLines(rows.length) }
}

/**
 * A table of arrays, one for each column: `{ length: Float64Array.of(5.1), species: ['setosa'] }`. See `rowsTable` for the values.
 *
 * @throws DataError where columns differ in length, and for a nested or infinite value, with its row and column
 */
export function columnsTable(
  columns: Readonly<Record<string, ArrayLike<unknown>>>,
  { name = 'the columns' }: { readonly name?: string } = {},
): Table {
  return namedColumnsTable(typeof columns === 'object' && columns !== null ? Object.entries(columns) : [], name)
}

/** As `columnsTable`, of pairs: names that look like numbers keep their place, and one that comes twice is found out. */
export function namedColumnsTable(entries: readonly (readonly [string, ArrayLike<unknown>])[], name: string): Table {
  const rows = entries[0]?.[1]?.length
  if (rows === undefined || rows === 0) {
    throw new DataError(
      `${name} must be an object with an array of values for each column; received no ${rows === 0 ? 'rows' : 'columns'}.`,
    )
  }
  const twice = entries.find(([column], i) => entries.findIndex(([other]) => other === column) !== i)
  if (twice !== undefined)
    throw new DataError(`${name} has more than one column ${describe(twice[0])}. Every column needs a name of its own.`)
  const built = entries.map(([column, values]): TableColumn => {
    if (typeof values !== 'object' || values?.length !== rows) {
      throw new DataError(
        `${name}: the column ${describe(column)} must be an array of ${rows} values, as ${describe(entries[0]?.[0])} is; received ${describe(values)}` +
          `${Array.isArray(values) ? `, ${values.length} long` : ''}.`,
      )
    }
    const builder = new ValueColumn(column)
    for (let row = 0; row < rows; row++)
      builder.set(
        row,
        cellOf(values[row], column, () => `${name}, row ${row}`),
      )
    return builder.build(rows)
  })
  return { name, rows, columns: built, lines: rowLines(rows) }
}

// Rows as a classifier takes them, objects, a table or a source of tables, as one table.

import { rowsTable, type Table } from '../data/index.ts'
import { readAll } from '../data/readAll.ts'
import type { TableSource } from '../data/tableSource.ts'
import { DataError, describe } from '../errors.ts'
import type { Preprocessing } from '../preprocessing/index.ts'

/** Rows: objects with named values, a table, or a source of tables. */
export type ClassifierRows = readonly object[] | Table | TableSource

/** Whether rows are a table. */
export function isTable(rows: unknown): rows is Table {
  return (
    typeof rows === 'object' && rows !== null && !Array.isArray(rows) && !isSource(rows) && Array.isArray((rows as Table).columns)
  )
}

function isSource(rows: unknown): rows is TableSource {
  return typeof (rows as TableSource | null | undefined)?.batches === 'function'
}

/** Rows to train on, as a table. @throws DataError for anything else */
export async function trainingTable(given: ClassifierRows): Promise<Table> {
  const rows = isSource(given) ? await readAll(given) : given
  if (isTable(rows)) {
    if (rows.rows === 0) throw new DataError(`${rows.name} has no rows. Give at least one.`)
    return rows
  }
  if (Array.isArray(rows)) return rowsTable(rows)
  throw new DataError(
    `Rows must be an array of objects, one for each row, a Table, or a source of tables; received ${describe(rows)}.`,
  )
}

/**
 * Rows to predict, as a table of the columns that a model was trained on, and perhaps of their labels. A name that an object lacks is a
 * missing value where training had missing values in that column, and else a mistake.
 *
 * @throws DataError that names row and column
 */
export async function rowsToPredict(rows: ClassifierRows, preprocessing: Preprocessing, label?: string): Promise<Table> {
  return Array.isArray(rows) ? pickedRows(rows, preprocessing, label) : trainingTable(rows)
}

function pickedRows(rows: readonly unknown[], { columns }: Preprocessing, label: string | undefined): Table {
  const names = [...columns.map(({ name }) => name), ...(label === undefined ? [] : [label])]
  const picked = rows.map((row: unknown, i) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new DataError(`Row ${i} must be an object of named values; received ${describe(row)}.`)
    }
    for (const { name, mayMiss } of columns) {
      if (mayMiss || Object.hasOwn(row, name)) continue
      const known = Object.keys(row)
      throw new DataError(
        `Row ${i} has no ${describe(name)}, which the model was trained on, without missing values. It has ` +
          `${known.slice(0, 30).join(', ')}${known.length > 30 ? ', ...' : ''}. Give it, as null where its value is missing.`,
      )
    }
    return Object.fromEntries(names.map((name) => [name, (row as Record<string, unknown>)[name]]))
  })
  return rowsTable(picked)
}

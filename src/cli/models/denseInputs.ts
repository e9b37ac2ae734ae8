// Inputs for a model that takes numbers alone: a Tensor as it is, and of a table its columns of numbers.

import { rowPlace, type Table } from '../../data/index.ts'
import { tableMatrix } from '../../data/tableMatrix.ts'
import { DataError, describe, UsageError } from '../../errors.ts'
import type { Tensor } from '../../tensor/index.ts'
import { type Inputs, isDense, isTable } from '../data/rows.ts'

/** @throws DataError for a column of texts, and for a value that is missing, with its line */
function checkNumbers(table: Table, features: readonly string[]): void {
  for (const feature of features) {
    const column = table.columns.find((other) => other.name === feature)
    if (column === undefined) continue // tableMatrix says so
    const row = column.type === 'text' ? column.firstText : column.values.findIndex((value) => Number.isNaN(value))
    if (row < 0) continue
    const fault = column.type === 'text' ? `holds the text ${describe(column.values[row])}` : 'has a missing value'
    throw new DataError(
      `${rowPlace(table, row)}: the column ${describe(feature)} ${fault}, and the model takes numbers alone. ` +
        'Mend the value, or train on the table with argmax train, whose models take columns of any kind.',
    )
  }
}

/**
 * @param features the names of the model's columns; undefined where it knows none
 * @param name what the rows are called in messages
 * @throws DataError for a table where the model knows no columns or has other values than numbers
 */
export function denseInputs(x: Inputs, features: readonly string[] | undefined, name = 'the rows'): Tensor {
  if (isDense(x)) return x
  if (!isTable(x)) {
    throw new UsageError(
      `The model takes rows of numbers in memory; ${'source' in x ? x.source.name : name} is too large. Train on it with argmax train.`,
    )
  }
  if (features === undefined) {
    throw new DataError(
      `${x.name ?? name} has named columns, but the model was not trained on a table and knows no names. Give it what it was trained on.`,
    )
  }
  checkNumbers(x, features)
  return tableMatrix(x, features)
}

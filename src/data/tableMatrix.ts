// Columns of numbers beside each other, as rows that models take.

import { DataError, describe } from '../errors.ts'
import type { Tensor } from '../tensor/index.ts'
import type { Table } from './table.ts'

/**
 * Some columns of a table as rows of float64: [rows, columns]. Values that are missing stay NaN.
 *
 * @param columns their names, in order; default: all columns of numbers
 * @throws DataError for a column that there is not, or that is one of texts
 */
export function tableMatrix(table: Table, columns?: readonly string[]): Tensor<Float64Array> {
  const names = columns ?? table.columns.filter(({ type }) => type === 'number').map(({ name }) => name)
  const width = names.length
  const data = new Float64Array(table.rows * width)
  names.forEach((name, feature) => {
    const column = table.columns.find((other) => other.name === name)
    if (column === undefined || column.type === 'text') {
      const what = column === undefined ? 'there is no such column' : 'it is one of texts'
      throw new DataError(`${table.name}: the column ${describe(name)} can't be taken as numbers: ${what}.`)
    }
    const { values } = column
    for (let row = 0; row < table.rows; row++) data[row * width + feature] = values[row] as number
  })
  return { data, shape: [table.rows, width] }
}

// Rows of a CSV as what a model takes: its columns, found by their names, in its order; each value a number that it can store.

import { type CsvOptions, readCsvRows } from '../../adapters/csvRows.ts'
import type { CsvSource } from '../../adapters/csvText.ts'
import { parseNumber } from '../../data/index.ts'
import { DataError, describe } from '../../errors.ts'
import { ARRAY_CONSTRUCTORS, type Tensor, type TensorData } from '../../tensor/index.ts'
import { type InputDescription, rowRules, shaped } from './inputDescription.ts'
import { namesOf } from './labelColumn.ts'

/** Where each feature stands in a row. @throws DataError for one that is not there */
function positionsOf(header: readonly string[], features: readonly string[], name: string): number[] {
  return features.map((feature) => {
    const position = header.indexOf(feature)
    if (position >= 0) return position
    throw new DataError(`${name} has no column ${describe(feature)}, which the model needs. ${namesOf(header, feature)}`)
  })
}

/**
 * The rows of a CSV, in groups as they come; columns that the model doesn't know are left out.
 *
 * @throws DataError where a column is missing, or a value is none that the model can take, with its line and row
 */
export async function* csvTensors(source: CsvSource, options: CsvOptions, input: InputDescription): AsyncGenerator<Tensor> {
  const { name = 'the CSV' } = options
  const { features, elementType } = input
  if (features === undefined) {
    throw new DataError(
      `${name} has named columns, but the model was not trained on a table and knows no names. Give JSON rows, or what it was trained on.`,
    )
  }
  const { accepts, wanted } = rowRules(input)
  const tensorOf = (values: readonly number[]): Tensor => {
    const data: TensorData = new ARRAY_CONSTRUCTORS[elementType](values.length)
    data.set(values)
    return shaped({ data, shape: [values.length / features.length, features.length] }, input, name)
  }
  let positions: number[] | undefined
  let count = 0
  for await (const { header, rows, lines } of readCsvRows(source, options)) {
    positions ??= positionsOf(header, features, name)
    const values: number[] = []
    for (const [i, row] of rows.entries()) {
      for (const [feature, position] of positions.entries()) {
        const text = row[position] as string
        const value = parseNumber(text)
        if (value !== undefined && accepts(value)) {
          values.push(value)
          continue
        }
        // The rows before it are answered first.
        if (i > 0) yield tensorOf(values.slice(0, i * features.length))
        const fault = Number.isNaN(value)
          ? 'the value is missing. Fill it in, or leave the row out.'
          : `the value must be ${wanted}; received ${describe(text)}.`
        throw new DataError(`${name}, line ${lines[i]} (row ${count + i}), column ${describe(features[feature])}: ${fault}`)
      }
    }
    if (rows.length > 0) yield tensorOf(values)
    count += rows.length
  }
}

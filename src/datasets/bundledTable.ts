// Makes a TableDataset of columns: the measurements beside each other as rows of float64, the labels as class numbers.

import { toClassNumbers } from './bundledFile.ts'
import type { DatasetSource, TableDataset } from './dataset.ts'

/** What a table of measurements is made of. */
export interface TableParts<Label extends string> {
  readonly name: string
  readonly source: DatasetSource
  /** One array for each feature, by its name, in order. */
  readonly measurements: Readonly<Record<string, Float64Array>>
  /** The labels, and the column that they are from. */
  readonly label: string
  readonly labels: readonly string[]
  readonly classes: readonly Label[]
}

/** @throws DataError for a label that is none of the classes */
export function bundledTable<Label extends string>(parts: TableParts<Label>): TableDataset<Label> {
  const { name, source, measurements, label, labels, classes } = parts
  const features = Object.keys(measurements)
  const rows = labels.length
  const data = new Float64Array(rows * features.length)
  Object.values(measurements).forEach((values, feature) => {
    for (let row = 0; row < rows; row++) data[row * features.length + feature] = values[row] as number
  })
  const x = { data, shape: [rows, features.length] }
  const y = { data: toClassNumbers(labels, classes), shape: [rows] }
  return { name, x, y: labels as readonly Label[], classes, features, label, source, train: { x, y }, classNames: [...classes] }
}

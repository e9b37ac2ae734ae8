// Tables with columns of any kind, prepared as `argmax train` prepares them: what columns become is learnt from the rows to train on.

import { Preprocessing, type Tensor } from 'argmax'
import { type ColumnKind, columnsTable, inferSchema, selectTableRows, stratifiedSplit, type Table } from 'argmax/data'
import { type LabelledData, penguins } from 'argmax/datasets'
import { ascendingNames } from 'argmax-dist/cli/models/classLabels.js'
import { floatRows } from 'argmax-dist/linear/floatRows.js'

/** A table with the class number of each row; the table has no label column. */
export interface TableSet {
  readonly name: string
  readonly table: Table
  readonly types: Readonly<Record<string, ColumnKind>>
  readonly label: string
  readonly y: Tensor
  readonly classNames: readonly string[]
}

/** What a training can be on. */
export type StudioData = LabelledData | TableSet

/** Whether data is a table with columns of any kind. */
export const isTableSet = (data: StudioData): data is TableSet => 'table' in data

/** All penguins, with their islands, sex and years, as the command line has them. */
export async function penguinTable(): Promise<TableSet> {
  const { columns } = await penguins()
  const { species, ...others } = columns
  const classNames = ascendingNames([...new Set<string>(species)])
  const table = columnsTable(others)
  const types = Object.fromEntries(inferSchema(table).columns.map(({ name, kind }) => [name, kind]))
  const y = { data: Uint8Array.from(species, (name) => classNames.indexOf(name)), shape: [species.length] }
  return { name: 'penguins', table, types, label: 'species', y, classNames }
}

/** Rows as the network takes them, and what made them of columns. */
export async function prepareTable({ table, types, y }: TableSet, testSplit: number, seed: number) {
  const split = stratifiedSplit(y.data, testSplit, seed)
  const trainTable = selectTableRows(table, split.train)
  const preprocessing = await Preprocessing.fit(trainTable, { types })
  const pause = (): Promise<void> => Promise.resolve()
  const inputs = async (rows: Table): Promise<Tensor> => floatRows(await preprocessing.transform(rows), undefined, pause)
  const labels = (rows: Uint32Array): Tensor => ({
    data: Uint8Array.from(rows, (row) => y.data[row] as number),
    shape: [rows.length],
  })
  const examples = async (rows: Uint32Array, part: Table) => ({ x: await inputs(part), y: labels(rows) })
  return {
    preprocessing,
    train: await examples(split.train, trainTable),
    validation: await examples(split.test, selectTableRows(table, split.test)),
  }
}

// A table as rows and labels to learn from: the label column as class numbers, all others as they come, of any kind and with missing
// values. What becomes of them is the model's.

import {
  type ColumnTypes,
  inferSchema,
  isMissingText,
  rowPlace,
  type Table,
  type TableColumn,
  type TableSchema,
} from '../../data/index.ts'
import { DataError, describe } from '../../errors.ts'
import type { Tensor } from '../../tensor/index.ts'
import { findLabel, missingLabel, namesOf } from './labelColumn.ts'
import type { Rows } from './rows.ts'

/** What a model already knows of its data: the same columns and classes must mean the same again. */
export interface KnownTable {
  readonly featureNames?: readonly string[] | undefined
  /** The names of the model's classes, in order. */
  readonly classNames?: readonly string[] | undefined
  readonly label?: string | undefined
  /** All columns of its data, also those that were of no use, by which it knows the data again. */
  readonly columns?: readonly string[] | undefined
  /** The kinds of its columns, where it knows them. */
  readonly types?: ColumnTypes | undefined
}

/** How a table is to be read. */
export interface TableOptions {
  /** That of --label. */
  readonly label?: string | undefined
  /** Kinds of columns, as --types has them. */
  readonly types?: ColumnTypes | undefined
  /** The model that is to be used on it, or trained further. */
  readonly known?: KnownTable | undefined
  /** The whole command with a --label in it. */
  command(label: string): string
}

/** A table as data. */
export interface TableRows {
  readonly train: Rows
  readonly classNames: readonly string[]
  /** The columns to learn from, with their kinds. */
  readonly schema: TableSchema
  readonly label: string
  /** The label of each row. */
  readonly labels: readonly string[]
  /** Columns that the model does not know, so that they are left out. */
  readonly ignored: readonly string[]
}

/** Class numbers are stored in at most two bytes. */
export const MOST_CLASSES = 65_536

const isMissing = (value: string | number): boolean => (typeof value === 'number' ? Number.isNaN(value) : isMissingText(value))

/** The label of each row as text. @throws DataError for one that is missing or, as a fraction, no class */
export function labelTexts(table: Table, column: TableColumn): string[] {
  const label = describe(column.name)
  if (column.missing === table.rows)
    throw new DataError(`${table.name}: the label column ${label} is empty. Name another with --label.`)
  return Array.from(column.values as ArrayLike<string | number>, (value, row) => {
    if (isMissing(value)) {
      const word = value === '' || typeof value === 'number' ? '' : ` (${describe(value)})`
      throw new DataError(`${rowPlace(table, row)}: the label ${label} is missing${word}. Fill it in, or leave the row out.`)
    }
    if (typeof value === 'number' && !Number.isInteger(value)) {
      throw new DataError(
        `${rowPlace(table, row)}: the label ${label} is ${value}; numbers that are labels must be whole, as each stands for a class. ` +
          'Amounts and measurements are no classes: name another column with --label.',
      )
    }
    return String(value)
  })
}

/** The classes in order: numbers by value, texts by their characters. */
export function classesOf(labels: readonly string[], { type }: TableColumn): string[] {
  const classes = [...new Set(labels)]
  return type === 'number' ? classes.sort((a, b) => Number(a) - Number(b)) : classes.sort()
}

/** Labels as class numbers, in the narrowest type. */
export function numberLabels(table: Table, labels: readonly string[], classNames: readonly string[]): Tensor {
  const numbers = new Map(classNames.map((name, i) => [name, i]))
  const data = new (classNames.length <= 256 ? Uint8Array : Uint16Array)(labels.length)
  labels.forEach((label, row) => {
    const number = numbers.get(label)
    if (number === undefined) {
      throw new DataError(
        `${rowPlace(table, row)}: the label ${describe(label)} is no class of the model, which knows ${classNames.slice(0, 20).join(', ')}` +
          `${classNames.length > 20 ? ', ...' : ''}.`,
      )
    }
    data[row] = number
  })
  return { data, shape: [labels.length] }
}

/** The columns to learn from; where there is a model those that it takes, in its order. @throws DataError where there are none */
export function featureNames(
  columns: readonly string[],
  label: string,
  known: KnownTable | undefined,
  table: string,
): readonly string[] {
  const others = columns.filter((name) => name !== label)
  const wanted = known?.featureNames ?? others
  const missing = wanted.find((name) => !others.includes(name))
  if (missing !== undefined) {
    throw new DataError(`${table} has no column ${describe(missing)}, which the model needs. ${namesOf(others, missing)}`)
  }
  if (wanted.length === 0)
    throw new DataError(`${table} has no column but the label ${describe(label)}. Nothing is left to learn from.`)
  return wanted
}

/** The column of the labels. @throws UsageError without --label, or where it names no column */
export function labelName(table: Table, { label: flag, known, command }: TableOptions): string {
  const label = flag ?? known?.label
  if (label === undefined) throw missingLabel(table, command)
  return findLabel(table, label, flag !== undefined).name
}

/** What columns are taken for: as a model takes them that knows them, or by their values. */
export function schemaFor(table: Table, types: ColumnTypes = {}, known: KnownTable | undefined): TableSchema {
  const former = known?.types
  if (former === undefined) return inferSchema(table, { types })
  return { columns: table.columns.map(({ name }) => ({ name, kind: former[name] ?? 'category' })) }
}

/**
 * The rows and labels of a table.
 *
 * @throws UsageError without --label, where it names no column, or for kinds that columns can't have; DataError for labels that can't be
 *   learnt, with their line
 */
export function tableData(table: Table, options: TableOptions): TableRows {
  const { types, known } = options
  const label = labelName(table, options)
  const labelColumn = table.columns.find(({ name }) => name === label) as TableColumn
  const labels = labelTexts(table, labelColumn)
  const classNames = [...(known?.classNames ?? classesOf(labels, labelColumn))]
  if (classNames.length < 2) {
    throw new DataError(
      `${table.name}: all labels in the column ${describe(label)} are ${describe(classNames[0])}. There is nothing to tell apart: at least two classes are needed.`,
    )
  }
  if (classNames.length > MOST_CLASSES) {
    throw new DataError(
      `${table.name}: the column ${describe(label)} has ${classNames.length} different values, and at most ${MOST_CLASSES} classes are possible. ` +
        'Name another column with --label.',
    )
  }
  const y = numberLabels(table, labels, classNames)
  const names = featureNames(
    table.columns.map(({ name }) => name),
    label,
    known,
    table.name,
  )
  const x = { ...table, columns: names.map((wanted) => table.columns.find(({ name }) => name === wanted) as TableColumn) }
  const schema = schemaFor(x, types, known)
  const used = new Set([label, ...x.columns.map(({ name }) => name)])
  const ignored = table.columns.map(({ name }) => name).filter((name) => !used.has(name))
  return { train: { x, y }, classNames, schema, label, labels, ignored }
}

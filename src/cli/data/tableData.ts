// A table as rows and labels to learn from: the columns of numbers as features, the label column as class numbers. For now every
// feature must be a number and none may be missing; a message says which isn't, and in which line.

import type { NumberColumn, Table, TableColumn } from '../../data/index.ts'
import type { LabelledData } from '../../datasets/index.ts'
import { DataError, describe } from '../../errors.ts'
import type { Tensor } from '../../tensor/index.ts'
import { findLabel, missingLabel, namesOf } from './labelColumn.ts'

/** What a model already knows of its data: the same columns and classes must mean the same again. */
export interface KnownTable {
  readonly featureNames?: readonly string[] | undefined
  /** The names of the model's classes, in order. */
  readonly classNames?: readonly string[] | undefined
  readonly label?: string | undefined
}

/** How a table is to be read. */
export interface TableOptions {
  /** That of --label. */
  readonly label?: string | undefined
  /** The model that is to be used on it, or trained further. */
  readonly known?: KnownTable | undefined
  /** The whole command with a --label in it. */
  command(label: string): string
}

/** A table as data. */
export interface TableRows extends LabelledData {
  readonly features: readonly string[]
  readonly label: string
  /** Columns that the model does not know, so that they are left out. */
  readonly ignored: readonly string[]
}

/** Class numbers are stored in at most two bytes. */
const MOST_CLASSES = 65_536

const place = ({ name, lines }: Table, row: number): string => `${name}, line ${lines[row]} (row ${row})`

/** The label of each row as text. @throws DataError for one that is missing or, as a fraction, no class */
function labelTexts(table: Table, column: TableColumn): string[] {
  const label = describe(column.name)
  if (column.missing === table.rows)
    throw new DataError(`${table.name}: the label column ${label} is empty. Name another with --label.`)
  return Array.from(column.values as ArrayLike<string | number>, (value, row) => {
    if (value === '' || Number.isNaN(value)) {
      throw new DataError(`${place(table, row)}: the label ${label} is missing. Fill it in, or leave the row out.`)
    }
    if (typeof value === 'number' && !Number.isInteger(value)) {
      throw new DataError(
        `${place(table, row)}: the label ${label} is ${value}; numbers that are labels must be whole, as each stands for a class. ` +
          'Amounts and measurements are no classes: name another column with --label.',
      )
    }
    return String(value)
  })
}

/** The classes in order: numbers by value, texts by their characters. */
function classesOf(labels: readonly string[], { type }: TableColumn): string[] {
  const classes = [...new Set(labels)]
  return type === 'number' ? classes.sort((a, b) => Number(a) - Number(b)) : classes.sort()
}

/** Labels as class numbers, in the narrowest type. */
function numberLabels(table: Table, labels: readonly string[], classNames: readonly string[]): Tensor {
  const numbers = new Map(classNames.map((name, i) => [name, i]))
  const data = new (classNames.length <= 256 ? Uint8Array : Uint16Array)(labels.length)
  labels.forEach((label, row) => {
    const number = numbers.get(label)
    if (number === undefined) {
      throw new DataError(
        `${place(table, row)}: the label ${describe(label)} is no class of the model, which knows ${classNames.slice(0, 20).join(', ')}` +
          `${classNames.length > 20 ? ', ...' : ''}.`,
      )
    }
    data[row] = number
  })
  return { data, shape: [labels.length] }
}

/** The columns to learn from, in the model's order if there is a model. */
function featureColumns(table: Table, label: string, known: KnownTable | undefined): TableColumn[] {
  const others = table.columns.filter(({ name }) => name !== label)
  const wanted = known?.featureNames
  if (wanted === undefined) return others
  return wanted.map((name) => {
    const column = others.find((other) => other.name === name)
    if (column !== undefined) return column
    const names = namesOf(
      others.map((other) => other.name),
      name,
    )
    throw new DataError(`${table.name} has no column ${describe(name)}, which the model needs. ${names}`)
  })
}

/** @throws DataError for a column of texts, and for a value that is missing */
function checkFeature(table: Table, column: TableColumn): NumberColumn {
  const name = describe(column.name)
  if (column.type === 'text') {
    const { values, firstText } = column
    throw new DataError(
      `${place(table, firstText)}: the column ${name} holds the text ${describe(values[firstText])}. Only columns of numbers can be ` +
        'learnt from for now: mend the value, or leave the column out of the file.',
    )
  }
  if (column.missing > 0) {
    const row = column.values.findIndex((value) => Number.isNaN(value))
    throw new DataError(
      `${place(table, row)}, column ${name}: the value is missing${column.missing > 1 ? `, as are ${column.missing - 1} more in that column` : ''}. ` +
        'Fill it in, or leave the row out.',
    )
  }
  return column
}

/** Columns beside each other as rows of float64, [rows, features]. */
function toMatrix(columns: readonly NumberColumn[], rows: number): Tensor<Float64Array> {
  const width = columns.length
  const data = new Float64Array(rows * width)
  columns.forEach(({ values }, feature) => {
    for (let row = 0; row < rows; row++) data[row * width + feature] = values[row] as number
  })
  return { data, shape: [rows, width] }
}

/**
 * The rows and labels of a table.
 *
 * @throws UsageError without --label, or where it names no column; DataError for what can't be learnt from, with its line
 */
export function tableData(table: Table, { label: flag, known, command }: TableOptions): TableRows {
  const label = flag ?? known?.label
  if (label === undefined) throw missingLabel(table, command)
  const labelColumn = findLabel(table, label, flag !== undefined)
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
  const columns = featureColumns(table, label, known).map((column) => checkFeature(table, column))
  if (columns.length === 0) {
    throw new DataError(`${table.name} has no column but the label ${describe(label)}. Nothing is left to learn from.`)
  }
  const features = columns.map(({ name }) => name)
  const ignored = table.columns.map(({ name }) => name).filter((name) => name !== label && !features.includes(name))
  return { name: table.name, train: { x: toMatrix(columns, table.rows), y }, classNames, features, label, ignored }
}

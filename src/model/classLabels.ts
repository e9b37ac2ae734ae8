// The labels of a table's rows, and of objects, whatever kind they are of: in the model they are strings or numbers, and come out as
// they went in.

import { isMissingText, rowPlace, type Table, type TableColumn } from '../data/index.ts'
import { DataError, describe, LabelError, UsageError } from '../errors.ts'
import type { Label } from './estimator.ts'

/** What a class may be called in rows. */
export type LabelValue = string | number | boolean

/** Whether classes are true and false, which the model knows as texts. */
export type LabelType = 'string' | 'number' | 'boolean'

/** All of them. */
export const LABEL_TYPES: readonly LabelType[] = ['string', 'number', 'boolean']

/** The column of labels. @throws UsageError where there is none of that name */
export function labelColumn(table: Table, label: string): TableColumn {
  const found = table.columns.find(({ name }) => name === label)
  if (found !== undefined) return found
  const names = table.columns.map(({ name }) => name)
  throw new UsageError(
    `label: ${table.name} has no column ${describe(label)}. Its columns are ${names.slice(0, 30).join(', ')}${names.length > 30 ? ', ...' : ''}.`,
  )
}

/**
 * The label of each row: whole numbers of a column of numbers, texts of a column of texts.
 *
 * @throws DataError for a label that is missing, or a fraction; UsageError where there is no such column
 */
export function readClassLabels(table: Table, label: string): (string | number)[] {
  const column = labelColumn(table, label)
  if (column.missing === table.rows) {
    throw new DataError(`${table.name}: the label ${describe(label)} is missing in every row. Name another column as label.`)
  }
  return Array.from(column.values as ArrayLike<string | number>, (value, row) => {
    const missing = typeof value === 'string' ? isMissingText(value) : Number.isNaN(value)
    if (missing) {
      throw new DataError(
        `${rowPlace(table, row)}: the label ${describe(label)} is missing${value === '' || typeof value === 'number' ? '' : ` (${describe(value)})`}. ` +
          'Fill it in, or leave the row out.',
      )
    }
    if (typeof value === 'number' && !Number.isInteger(value)) {
      throw new DataError(
        `${rowPlace(table, row)}: the label ${describe(label)} is ${value}; numbers that are labels must be whole, as each stands for a class. ` +
          'Amounts and measurements are no classes: name another column as label.',
      )
    }
    return value
  })
}

/**
 * The type of labels in objects.
 *
 * @throws LabelError where they are of several types
 */
export function labelTypeOf(rows: readonly object[], label: string): LabelType {
  const types = new Set<string>()
  rows.forEach((row, i) => {
    const value: unknown = (row as Record<string, unknown>)[label]
    if (value === null || value === undefined) return
    types.add(typeof value)
    const known = LABEL_TYPES.includes(typeof value as LabelType)
    if (known && types.size === 1) return
    throw new LabelError(
      `The label ${describe(label)} must be a string, a number or a boolean, and of one type in all rows; received ${describe(value)} in row ${i}` +
        `${known ? `, after a ${[...types][0]}` : ''}.`,
    )
  })
  return ([...types][0] as LabelType | undefined) ?? 'string'
}

/** A class as rows have it. */
export function outerLabel(label: Label, type: LabelType): LabelValue {
  return type === 'boolean' ? label === 'true' : label
}

/**
 * Labels as the model knows them, by their text: 1 and "1" are the same class.
 *
 * @throws LabelError for one that is none of the classes
 */
export function knownLabels<L extends Label>(labels: readonly Label[], classes: readonly L[], table: Table): L[] {
  const known = new Map<string, L>(classes.map((label) => [String(label), label]))
  return labels.map((label, row) => {
    const found = known.get(String(label))
    if (found !== undefined) return found
    throw new LabelError(
      `${rowPlace(table, row)}: the class ${describe(label)} was never seen in training. The classes are ` +
        `${classes.slice(0, 20).join(', ')}${classes.length > 20 ? `, ... (${classes.length} in all)` : ''}. Leave the row out, or train with rows of that class.`,
    )
  })
}

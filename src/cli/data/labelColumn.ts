// Which column of a table holds the classes. It is never guessed: where it isn't named, the message lists the columns and says
// the whole command for the likeliest.

import type { Table, TableColumn } from '../../data/index.ts'
import { DataError, describe, UsageError } from '../../errors.ts'
import { plural } from '../table.ts'

/** Names that columns of classes tend to have. */
const USUAL_NAMES = /^(class(es)?|labels?|targets?|species|categor(y|ies)|type|outcome|diagnosis|variety|kind|y)$/i
/** More different values than this are hardly classes. */
const MOST_LIKELY_CLASSES = 50
/** Columns that a message lists. */
const MOST_LISTED = 30

/** The values of a column that are there, each once. */
function distinctValues({ values }: TableColumn): (string | number)[] {
  return [...new Set<string | number>(values)].filter((value) => value !== '' && !Number.isNaN(value))
}

/** How well a column would do for classes: greater is likelier, 0 is hardly. */
function likelihood(column: TableColumn, rows: number): number {
  const values = distinctValues(column)
  if (values.length < 2 || values.length > Math.min(MOST_LIKELY_CLASSES, rows / 2)) return 0
  const isWhole = column.type === 'text' || values.every((value) => Number.isInteger(value))
  if (!isWhole) return 0
  return 1 + (column.type === 'text' ? 1 : 0) + (USUAL_NAMES.test(column.name) ? 2 : 0)
}

/** The column that most likely holds the classes; of equally likely ones the last, where most tables have them. */
function likeliest({ columns, rows }: Table): TableColumn {
  let best = columns.at(-1) as TableColumn
  let most = likelihood(best, rows)
  for (const column of [...columns].reverse()) {
    const score = likelihood(column, rows)
    if (score > most) {
      most = score
      best = column
    }
  }
  return best
}

/** `species  text, 3 values: setosa, versicolor, virginica`. */
function columnLines(columns: readonly TableColumn[]): string[] {
  const width = Math.min(24, Math.max(...columns.map(({ name }) => name.length)))
  const lines = columns.slice(0, MOST_LISTED).map((column) => {
    const values = distinctValues(column)
    const few = values.length <= 5 ? `: ${values.join(', ')}` : ''
    const missing = column.missing > 0 ? `, ${column.missing} missing` : ''
    return `  ${column.name.padEnd(width)}  ${column.type}, ${plural(values.length, 'value')}${few}${missing}`
  })
  return columns.length > MOST_LISTED ? [...lines, `  ... and ${columns.length - MOST_LISTED} more`] : lines
}

/** What to do where no column is named. */
export function missingLabel(table: Table, command: (label: string) => string): UsageError {
  const label = likeliest(table).name
  return new UsageError(
    [
      `${table.name} is a table, and --label must say which of its columns holds the classes:`,
      ...columnLines(table.columns),
      `If it is ${describe(label)}, run:`,
      `  ${command(label)}`,
    ].join('\n'),
  )
}

/** Single steps (a character more, less or another) between two names. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}

/** A sentence that names the columns, and the one that may have been meant. */
export function namesOf(columns: readonly string[], wanted: string): string {
  const steps = (name: string): number => distance(name.toLowerCase(), wanted.toLowerCase())
  // Short names are a few steps from anything: they must differ in their case alone.
  const most = wanted.length < 3 ? 0 : Math.ceil(wanted.length / 3)
  const near = [...columns].sort((a, b) => steps(a) - steps(b)).find((name) => steps(name) <= most)
  const listed = columns.slice(0, MOST_LISTED).join(', ') + (columns.length > MOST_LISTED ? ', ...' : '')
  return `Its columns are ${listed}.${near === undefined ? '' : ` Did you mean ${describe(near)}?`}`
}

/** The column with the classes. @throws UsageError where --label names none, DataError where the model's own is missing */
export function findLabel({ name, columns }: Table, label: string, isFlag: boolean): TableColumn {
  const found = columns.find((column) => column.name === label)
  if (found !== undefined) return found
  const names = namesOf(
    columns.map((column) => column.name),
    label,
  )
  if (isFlag) throw new UsageError(`--label: ${name} has no column ${describe(label)}. ${names}`)
  throw new DataError(
    `${name} has no column ${describe(label)}, where the data that the model was trained on has its classes. ${names} ` +
      'If the classes are in another column, name it with --label.',
  )
}

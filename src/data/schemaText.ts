// Kinds of columns as people write them: on a command line (`zip=category,price=number`) and in a schema file (JSON).

import { DataError, describe, UsageError } from '../errors.ts'
import type { ColumnTypes } from './inferSchema.ts'
import { COLUMN_KINDS, type ColumnKind, type TableSchema } from './schema.ts'

const isKind = (value: unknown): value is ColumnKind => COLUMN_KINDS.includes(value as ColumnKind)

/**
 * Kinds by names of columns, from `name=kind` with commas between. A name may have a comma or an = in it, as the kind is what follows
 * the last =, and must be one that there is.
 *
 * @throws UsageError where a part has no kind, or a column has two
 */
export function parseTypes(text: string): ColumnTypes {
  const types: Record<string, ColumnKind> = Object.create(null)
  let name = ''
  for (const part of text.split(',')) {
    name = name === '' ? part : `${name},${part}`
    const at = name.lastIndexOf('=')
    const kind = at < 0 ? undefined : name.slice(at + 1).trim()
    if (!isKind(kind)) continue
    const column = name.slice(0, at).trim()
    if (column === '') throw new UsageError(`types: ${describe(name)} names no column. Write COLUMN=KIND, such as zip=category.`)
    if (Object.hasOwn(types, column)) throw new UsageError(`types: the column ${describe(column)} has two kinds. Give one.`)
    types[column] = kind
    name = ''
  }
  if (name !== '' || Object.keys(types).length === 0) {
    throw new UsageError(
      `types: write COLUMN=KIND with commas between, such as zip=category,price=number; received ${describe(name || text)}. ` +
        `The kinds are ${COLUMN_KINDS.join(', ')}.`,
    )
  }
  return { ...types }
}

/**
 * Kinds by names of columns, from the text of a schema file: `{ "columns": [{ "name": "zip", "kind": "category" }] }`, as
 * `schemaText` writes it, or in short `{ "zip": "category" }`. Columns that it leaves out are inferred.
 *
 * @throws DataError for a text that is neither
 */
export function parseSchema(text: string, name = 'the schema'): ColumnTypes {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new DataError(`${name} is not JSON: ${(cause as Error).message}. Write { "COLUMN": "KIND" }.`, { cause })
  }
  const isObject = (item: unknown): item is Record<string, unknown> =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
  const fault = (received: unknown): DataError =>
    new DataError(
      `${name} must be { "columns": [{ "name": "zip", "kind": "category" }] } or { "zip": "category" }, with the kinds ` +
        `${COLUMN_KINDS.join(', ')}; received ${describe(received)}.`,
    )
  if (!isObject(value)) throw fault(value)
  const types: Record<string, ColumnKind> = Object.create(null)
  const add = (column: unknown, kind: unknown): void => {
    if (typeof column !== 'string' || !isKind(kind)) throw fault(typeof column === 'string' ? kind : column)
    if (Object.hasOwn(types, column)) throw new DataError(`${name}: the column ${describe(column)} has two kinds. Give one.`)
    types[column] = kind
  }
  if (Array.isArray(value.columns)) {
    for (const column of value.columns) {
      if (!isObject(column)) throw fault(column)
      add(column.name, column.kind)
    }
  } else for (const [column, kind] of Object.entries(value)) add(column, kind)
  return { ...types }
}

/** A schema as the text of a file. */
export function schemaText({ columns }: TableSchema): string {
  const lines = columns.map(({ name, kind }) => `    { "name": ${JSON.stringify(name)}, "kind": ${JSON.stringify(kind)} }`)
  return `{\n  "columns": [\n${lines.join(',\n')}\n  ]\n}\n`
}

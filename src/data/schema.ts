// What the columns of a table hold, which decides how a model takes them: found by our own rules, or set by hand.

/**
 * What a column holds.
 *   number    measurements: how much
 *   integer   whole numbers that are codes, with few different values: which one
 *   boolean   one of two answers: true and false, yes and no, 0 and 1
 *   category  names of kinds
 *   text      words to read
 *   date      points in time, ISO 8601
 */
export type ColumnKind = 'number' | 'integer' | 'boolean' | 'category' | 'text' | 'date'

/** All kinds. */
export const COLUMN_KINDS: readonly ColumnKind[] = ['number', 'integer', 'boolean', 'category', 'text', 'date']

/** A column as it is taken. */
export interface ColumnSchema {
  readonly name: string
  readonly kind: ColumnKind
}

/** The columns of a table, in order. */
export interface TableSchema {
  readonly columns: readonly ColumnSchema[]
}

// What the columns of a table mean, by rules of our own, the same for every format. They look at values alone, never at names.

import { DataError, describe, UsageError } from '../errors.ts'
import { type ColumnFacts, ColumnFactsBuilder, tableFacts } from './columnFacts.ts'
import { COLUMN_KINDS, type ColumnKind, type TableSchema } from './schema.ts'
import type { Table, TableColumn } from './table.ts'
import type { BatchOptions, TableSource } from './tableSource.ts'

/** Whole numbers of at most this many different values are codes ... */
const MOST_CODES = 10
/** ... where there are this many rows for each. */
const ROWS_FOR_EACH_CODE = 10
/** Texts of so many words on average are read, where at least half of them differ; longer ones also where they don't. */
const FEW_WORDS = 3
const MANY_WORDS = 8
/** A language without spaces has its words counted as one: so many characters are a text too, unless they are a code in ASCII. */
const MANY_CHARACTERS = 20
/** Texts that are few are kinds, however long. */
const MOST_KINDS_OF_WORDS = 50

/** Kinds set by hand, by the names of columns. */
export type ColumnTypes = Readonly<Record<string, ColumnKind>>

/** Whether texts are to be read, rather than names of kinds. */
function isText({ words, characters, novelty, distinct, examples }: ColumnFacts): boolean {
  if (words >= MANY_WORDS && distinct > MOST_KINDS_OF_WORDS) return true
  if (novelty < 0.5) return false
  const isForeign = examples.some((value) => /[^\p{ASCII}]/u.test(String(value)))
  return words >= FEW_WORDS || (characters >= MANY_CHARACTERS && isForeign)
}

/**
 * The kind of a column. The first rule that holds decides; values that are missing (see `isMissingText`) don't count.
 *
 *   boolean   numbers that are 0 and 1, both; or texts that are all of one pair: true/false, yes/no, t/f, y/n, on/off, 1/0 in any case
 *   date      texts that are all ISO 8601: 2024-02-29, or 2024-02-29T12:30:00Z
 *   integer   whole numbers with 2 to 10 different values, and at least 10 rows for each of them: which one, not how much
 *   number    all other numbers, also in texts unless one has a leading zero ("007" is a code); and a column without any value
 *   text      texts of which half or more differ and that have 3 words or more on average (or 20 characters, some not ASCII); or that
 *             have 8 words or more and are more than 50
 *   category  all other texts
 */
export function kindOf(facts: ColumnFacts): ColumnKind {
  const { type, rows, missing, distinct, distinctIsExact, allBoolean, allDates, allNumbers, allWhole } = facts
  const present = rows - missing
  if (present === 0) return type === 'number' ? 'number' : 'category'
  if (allBoolean) return 'boolean'
  if (allDates) return 'date'
  if (allNumbers) {
    const isCode = allWhole && distinctIsExact && distinct >= 2 && distinct <= MOST_CODES
    return isCode && present >= ROWS_FOR_EACH_CODE * distinct ? 'integer' : 'number'
  }
  return isText(facts) ? 'text' : 'category'
}

/** @throws UsageError for a kind that there is not, or one that the values of its column can't have */
function checkKind(facts: ColumnFacts, kind: ColumnKind): void {
  const { name, type, allNumbers, allDates, missing, rows, distinct, examples } = facts
  if (!COLUMN_KINDS.includes(kind)) {
    throw new UsageError(
      `types: the kind of the column ${describe(name)} must be one of ${COLUMN_KINDS.join(', ')}; received ${describe(kind)}.`,
    )
  }
  if (missing === rows) return
  if (kind === 'boolean' && distinct > 2) {
    throw new DataError(
      `types: the column ${describe(name)} can't be of kind boolean: it has more than two different values, such as ` +
        `${examples.slice(0, 3).map(describe).join(', ')}. Choose another kind.`,
    )
  }
  const isNumeric = kind === 'number' || kind === 'integer'
  if ((isNumeric && type === 'text' && !allNumbers) || (kind === 'date' && !allDates)) {
    const odd = examples.find((value) => (isNumeric ? Number.isNaN(Number(value)) : true)) ?? examples[0]
    throw new DataError(
      `types: the column ${describe(name)} can't be of kind ${kind}: it holds ${describe(odd)}. ` +
        `${isNumeric ? 'Its values must be numbers' : 'Its values must be dates of ISO 8601, such as 2024-02-29'}; mend them, or choose another kind.`,
    )
  }
}

/**
 * The schema that facts of columns give, with some kinds set by hand.
 *
 * @throws UsageError for a kind or column that there is not, DataError for a kind that a column's values can't have
 */
export function schemaOf(facts: readonly ColumnFacts[], { types = {} }: { readonly types?: ColumnTypes } = {}): TableSchema {
  const names = facts.map(({ name }) => name)
  for (const name of Object.keys(types)) {
    if (names.includes(name)) continue
    const known = names.slice(0, 30).join(', ') + (names.length > 30 ? ', ...' : '')
    throw new UsageError(`types: there is no column ${describe(name)}. The columns are ${known}.`)
  }
  return {
    columns: facts.map((column) => {
      const set = Object.hasOwn(types, column.name) ? types[column.name] : undefined
      if (set !== undefined) checkKind(column, set)
      return { name: column.name, kind: set ?? kindOf(column) }
    }),
  }
}

/** The schema of a table in memory: the kind of each column, by the rules of `kindOf` or as `types` sets it. */
export function inferSchema(table: Table, options: { readonly types?: ColumnTypes } = {}): TableSchema {
  return schemaOf(tableFacts(table), options)
}

/** The facts of a source's columns, from one reading of all its rows or of its first ones. */
export async function sourceFacts(
  source: TableSource,
  { rows: most = Number.POSITIVE_INFINITY, ...options }: BatchOptions & { readonly rows?: number } = {},
): Promise<ColumnFacts[]> {
  let builders: ColumnFactsBuilder[] | undefined
  let rows = 0
  for await (const batch of source.batches({ batchSize: Math.min(most, 16_384), ...options })) {
    builders ??= batch.columns.map(({ name, type }) => new ColumnFactsBuilder(name, type))
    builders.forEach((builder, i) => {
      builder.add(batch.columns[i] as TableColumn)
    })
    rows += batch.rows
    if (rows >= most) break
  }
  return (builders ?? source.columns.map(({ name, type }) => new ColumnFactsBuilder(name, type))).map((builder) => builder.build())
}

/** The schema of a source, from one reading of all its rows. See `inferSchema`. */
export async function inferSourceSchema(
  source: TableSource,
  { types, ...options }: BatchOptions & { readonly types?: ColumnTypes } = {},
): Promise<TableSchema> {
  return schemaOf(await sourceFacts(source, options), types === undefined ? {} : { types })
}

// A table's columns as features: each by the transforms that were fitted for it, side by side.

import {
  COLUMN_KINDS,
  type ColumnKind,
  inferSchema,
  isMissingText,
  sliceTable,
  type Table,
  type TableColumn,
} from '../data/index.ts'
import { DataError, describe, UsageError } from '../errors.ts'
import type { SparseTensor, Tensor } from '../tensor/index.ts'
import { gatherDense, gatherSparse } from './block.ts'
import { booleanIn, type Config, checkConfig, configArray, configObject, wordIn } from './config.ts'
import { DEFAULT_TRANSFORMS } from './defaults.ts'
import type { FittedTransform } from './transform.ts'
import { type ColumnTransform, fitterOf, transformFromConfig } from './transforms.ts'

/** What a column becomes: transforms side by side, or nothing. */
export type ColumnPlan = ColumnTransform | readonly ColumnTransform[] | 'drop'

/** Options of {@link Preprocessing.fit}. */
export interface PreprocessingOptions {
  /** Kinds of columns by name. Default: as `inferSchema` finds them. */
  readonly types?: Readonly<Record<string, ColumnKind>>
  /** What columns become, by name. Default: what is usual for their kind. */
  readonly columns?: Readonly<Record<string, ColumnPlan>>
  /** Columns that are no features: the label, for one. */
  readonly ignore?: readonly string[]
  /** Called between pieces of the work; may give the thread back, or throw to end it. */
  readonly pause?: () => Promise<void>
}

/** A column with what was fitted for it. */
export interface FittedColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** Whether values were missing in training: then they may be later, even whole. */
  readonly mayMiss: boolean
  readonly transforms: readonly FittedTransform[]
}

/** Rows that are taken without a pause: texts are long. */
const [PIECE, TEXT_PIECE] = [4096, 256]
/** Sparse where a row stores at most one in so many features, of at least so many. */
const [SPARSE_SHARE, SPARSE_WIDTH] = [4, 64]

/** What turns rows of a table into features. It is fitted on training rows alone, is saved with the model, and never changes. */
export class Preprocessing {
  readonly columns: readonly FittedColumn[]
  /** Columns that were left out, and why. */
  readonly notes: readonly string[]
  /** The number of features. */
  readonly width: number
  /**
   * Whether features are compressed sparse rows: where there is a text, or where there are 64 features or more of which a row has at
   * most a quarter. It depends on what was fitted alone, not on rows.
   */
  readonly sparse: boolean

  private constructor(columns: readonly FittedColumn[], notes: readonly string[]) {
    const transforms = columns.flatMap((column) => column.transforms)
    this.columns = columns
    this.notes = notes
    this.width = transforms.reduce((sum, { width }) => sum + width, 0)
    const stored = transforms.reduce((sum, { stored }) => sum + (stored === 'any' ? Number.POSITIVE_INFINITY : stored), 0)
    this.sparse = stored === Number.POSITIVE_INFINITY || (this.width >= SPARSE_WIDTH && this.width >= SPARSE_SHARE * stored)
  }

  /**
   * Fits what each column becomes to a table's rows.
   *
   * @throws UsageError for a column that there isn't or an option that is not allowed; DataError for a value that its column can't have, or
   * where no column is left to learn from
   */
  static async fit(table: Table, options: PreprocessingOptions = {}): Promise<Preprocessing> {
    const { types = {}, columns: plans = {}, ignore = [], pause = async () => {} } = options
    const features = { ...table, columns: table.columns.filter(({ name }) => !ignore.includes(name)) }
    checkNames(features, plans, 'preprocessing')
    const columns: FittedColumn[] = []
    const notes: string[] = []
    for (const { name, kind } of inferSchema(features, { types: without(types, ignore) }).columns) {
      const plan = Object.hasOwn(plans, name) ? (plans[name] as ColumnPlan) : DEFAULT_TRANSFORMS[kind]
      if (plan === 'drop') continue
      const column = columnOf(table, name)
      const what = `preprocessing of the column ${describe(name)}`
      const given = Array.isArray(plan) ? (plan as readonly ColumnTransform[]) : [plan as ColumnTransform]
      const fitters = given.map((transform) => fitterOf(transform, what))
      for (const piece of piecesOf(table, column)) {
        const [part] = piece.columns as [TableColumn]
        for (const fitter of fitters) fitter.add(piece, part)
        await pause()
      }
      const fitted = fitters.map((fitter) => fitter.finish())
      const transforms = fitted.filter((transform) => !('dropped' in transform)) as FittedTransform[]
      if (transforms.length > 0) columns.push({ name, kind, mayMiss: hasMissing(column), transforms })
      else if (fitted[0] && 'dropped' in fitted[0]) notes.push(`The column ${describe(name)} is left out: ${fitted[0].dropped}.`)
    }
    if (columns.length === 0) {
      throw new DataError(
        `${table.name} has no column to learn from. ${notes.length > 0 ? notes.join(' ') : 'Give at least one beside the label.'}`,
      )
    }
    return new Preprocessing(columns, notes)
  }

  /** What the features are called: `bill_length`, `island=Biscoe`, `sex=missing`. */
  get featureNames(): string[] {
    return this.columns.flatMap(({ name, transforms }) => transforms.flatMap((transform) => transform.featureNames(name)))
  }

  /**
   * The features of a table's rows: [rows, width] in float64, as a SparseTensor where `sparse`. Each row's are the same bits whatever rows
   * stand beside it.
   *
   * @param pause called between pieces of the work
   * @throws DataError that names the column where one isn't there, and its row where a value can't be taken
   */
  async transform(
    table: Table,
    pause: () => Promise<void> = async () => {},
  ): Promise<Tensor<Float64Array> | SparseTensor<Float64Array>> {
    const columns = this.columns.map(({ name }) => columnOf(table, name))
    const gathered = (this.sparse ? gatherSparse : gatherDense)(table.rows, this.width)
    for (const piece of piecesOf(table, ...columns)) {
      const blocks = this.columns.flatMap(({ transforms }, i) =>
        transforms.map((transform) => transform.encode(piece, piece.columns[i] as TableColumn)),
      )
      gathered.add(blocks, piece.rows)
      await pause()
    }
    return gathered.build()
  }

  /** All of it as JSON. */
  toConfig(): Config {
    const columns = this.columns.map(({ name, kind, mayMiss, transforms }) => ({
      ...{ name, kind, mayMiss },
      transforms: transforms.map((transform) => transform.config()),
    }))
    return { columns, notes: this.notes }
  }

  /** What toConfig wrote. @throws FormatError for anything else */
  static fromConfig(value: unknown, where = 'preprocessing'): Preprocessing {
    const config = configObject(value, where)
    const columns = configArray(config.columns, `${where}.columns`).map((item, i): FittedColumn => {
      const at = `${where}.columns[${i}]`
      const column = configObject(item, at)
      checkConfig(typeof column.name === 'string', `${at}.name`, 'a string', column.name)
      const transforms = configArray(column.transforms, `${at}.transforms`)
      checkConfig(transforms.length > 0, `${at}.transforms`, 'at least one transform', transforms)
      return {
        name: column.name as string,
        kind: wordIn(column, 'kind', at, COLUMN_KINDS),
        mayMiss: booleanIn(column, 'mayMiss', at),
        transforms: transforms.map((transform, j) => transformFromConfig(transform, `${at}.transforms[${j}]`)),
      }
    })
    const names = new Set(columns.map(({ name }) => name))
    checkConfig(columns.length > 0 && names.size === columns.length, `${where}.columns`, 'different columns', [...names])
    const notes = configArray(config.notes, `${where}.notes`)
    checkConfig(
      notes.every((note) => typeof note === 'string'),
      `${where}.notes`,
      'strings',
      notes,
    )
    return new Preprocessing(columns, notes as string[])
  }
}

/** Whether a value is missing: blank, or a word for it. */
function hasMissing(column: TableColumn): boolean {
  return column.missing > 0 || (column.type === 'text' && column.values.some(isMissingText))
}

/** @throws UsageError for a name that is no column's */
function checkNames(table: Table, named: Readonly<Record<string, unknown>>, what: string): void {
  const names = table.columns.map(({ name }) => name)
  const wrong = Object.keys(named).find((name) => !names.includes(name))
  if (wrong === undefined) return
  throw new UsageError(`${what}: ${table.name} has no column ${describe(wrong)}. Its columns are ${listed(names)}.`)
}

function listed(names: readonly string[]): string {
  return names.slice(0, 30).join(', ') + (names.length > 30 ? ', ...' : '')
}

function without<T>(record: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}

/** @throws DataError where there is no such column */
function columnOf(table: Table, name: string): TableColumn {
  const found = table.columns.find((column) => column.name === name)
  if (found !== undefined) return found
  throw new DataError(
    `${table.name} has no column ${describe(name)}, which the model was trained on. Its columns are ` +
      `${listed(table.columns.map((column) => column.name))}. Give it, with blank values where there are none.`,
  )
}

/** Some columns of a table, some rows at a time. */
function* piecesOf(table: Table, ...columns: TableColumn[]): Generator<Table> {
  const whole = { ...table, columns }
  const size = columns.some(({ type }) => type === 'text') ? TEXT_PIECE : PIECE
  for (let start = 0; start < table.rows; start += size) yield sliceTable(whole, start, Math.min(table.rows, start + size))
}

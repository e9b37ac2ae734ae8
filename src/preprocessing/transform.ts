// What every transform of a column is: fitted on rows that come in pieces, then plain data that turns values into features.

import type { Table, TableColumn } from '../data/index.ts'
import type { Block } from './block.ts'
import type { Config } from './config.ts'

/** A transform that has been fitted. It is plain data: `config()` says all of it. */
export interface FittedTransform {
  /** How many features it gives. */
  readonly width: number
  /** How many of them can be other than 0 in one row; 'any' where a text decides. */
  readonly stored: number | 'any'
  /** What the features are called. */
  featureNames(column: string): string[]
  /**
   * The features of a column's rows.
   *
   * @throws DataError that names column and row of a value that can't be taken
   */
  encode(table: Table, column: TableColumn): Block
  /** All that was fitted, as JSON. */
  config(): Config
}

/** Why nothing of a column can be learnt from. */
export interface Dropped {
  readonly dropped: string
}

/** A transform that is being fitted. */
export interface Fitter {
  /** Takes note of rows. @throws as encode */
  add(table: Table, column: TableColumn): void
  /** The fitted transform, or why there is none. */
  finish(): FittedTransform | Dropped
}

/** A kind of transform. */
export interface TransformKind<Options> {
  /** @throws UsageError for an option that is not allowed; `what` names the column */
  fitter(options: Options, what: string): Fitter
  /** @throws FormatError for what is no config of this transform */
  fromConfig(config: Config, where: string): FittedTransform
}

// Columns of numbers: missing ones filled in and marked by a feature of their own, then scaled.

import { rowPlace, type Table, type TableColumn } from '../data/index.ts'
import { DataError, describe, UsageError } from '../errors.ts'
import type { DenseBlock } from './block.ts'
import { booleansOf, numbersOf } from './columnValues.ts'
import { booleanIn, type Config, checkConfig, numberIn, wordIn } from './config.ts'
import { FILLS, type FillName } from './fillValue.ts'
import { SCALER_NAMES, type ScalerName, type Scaling, scalingOf } from './scaling.ts'
import type { Dropped, FittedTransform, Fitter, TransformKind } from './transform.ts'

/** Options of the transform `number`. */
export interface NumberOptions {
  /** Default standard. */
  readonly scale?: ScalerName
  /** What stands in for a missing value: a statistic of the training rows, or a number. error: none may be missing. Default median. */
  readonly missing?: FillName | 'error' | number
  /** Whether a column with missing values has a second feature, 1 where one is missing. Default true. */
  readonly indicator?: boolean
}

/** How a column's values are read as numbers. */
const READERS: Readonly<Record<ReaderName, typeof numbersOf>> = { number: numbersOf, boolean: booleansOf }
type ReaderName = 'number' | 'boolean'
const READER_NAMES = Object.keys(READERS) as ReaderName[]

/** What is kept of the values. */
interface NumberConfig extends Scaling {
  readonly reads: ReaderName
  /** How it was scaled, for whoever reads the file. */
  readonly scaler: ScalerName
  /** Stands in for a missing value; null: none may be missing. */
  readonly fill: number | null
  /** Whether there is a feature of the value: it varies. */
  readonly value: boolean
  /** Whether there is a feature that marks missing ones. */
  readonly indicator: boolean
}

class FittedNumber implements FittedTransform {
  readonly width: number
  readonly stored: number
  readonly #config: NumberConfig
  readonly #as: string

  constructor(config: NumberConfig, as: string) {
    this.#config = config
    this.#as = as
    this.width = (config.value ? 1 : 0) + (config.indicator ? 1 : 0)
    this.stored = this.width
  }

  featureNames(column: string): string[] {
    const { value, indicator } = this.#config
    return [...(value ? [column] : []), ...(indicator ? [`${column}=missing`] : [])]
  }

  encode(table: Table, column: TableColumn): DenseBlock {
    return this.encodeNumbers(table, column, READERS[this.#config.reads](table, column))
  }

  /** Features of numbers, NaN where one is missing. */
  encodeNumbers(table: Table, column: TableColumn, numbers: Float64Array): DenseBlock {
    const { center, scale, fill, value, indicator } = this.#config
    const { width } = this
    const dense = new Float64Array(numbers.length * width)
    for (let row = 0; row < numbers.length; row++) {
      let number = numbers[row] as number
      const missing = Number.isNaN(number)
      if (missing) {
        if (fill === null) throw noMissing(table, column, row)
        number = fill
      }
      const feature = (number - center) / scale
      if (!(Math.abs(feature) <= MOST)) throw tooFar(table, column, row, number)
      if (value) dense[row * width] = feature
      if (indicator && missing) dense[row * width + width - 1] = 1
    }
    return { width, dense }
  }

  config(): Config {
    return { as: this.#as, ...this.#config }
  }
}

/** float32's greatest: models compute in it where there is much to compute. */
const MOST = 3.4028234663852886e38

function tooFar(table: Table, { name }: TableColumn, row: number, value: number): DataError {
  return new DataError(
    `${rowPlace(table, row)}: the value of ${describe(name)} must be a finite number, and of about the size of those in training; received ` +
      `${value}. Mend or leave out that row.`,
  )
}

function noMissing(table: Table, { name }: TableColumn, row: number): DataError {
  return new DataError(
    `${rowPlace(table, row)}: the value of ${describe(name)} is missing, and none may be (missing: 'error'). Fill it in, or leave the row out.`,
  )
}

/** Numbers of rows that come in pieces. */
export class NumberFitter implements Fitter {
  readonly #options: Required<NumberOptions>
  readonly #reads: ReaderName
  readonly #as: string
  readonly #pieces: Float64Array[] = []

  constructor(
    { scale = 'standard', missing = 'median', indicator = true }: NumberOptions,
    what: string,
    reads: ReaderName,
    as: string,
  ) {
    if (!SCALER_NAMES.includes(scale)) {
      throw new UsageError(`${what}: scale must be one of ${SCALER_NAMES.join(', ')}; received ${describe(scale)}.`)
    }
    if (typeof missing === 'number' ? !Number.isFinite(missing) : missing !== 'error' && !Object.hasOwn(FILLS, missing)) {
      throw new UsageError(
        `${what}: missing must be one of ${Object.keys(FILLS).join(', ')}, error, or a finite number; received ${describe(missing)}.`,
      )
    }
    if (typeof indicator !== 'boolean') {
      throw new UsageError(`${what}: indicator must be true or false; received ${describe(indicator)}.`)
    }
    this.#options = { scale, missing, indicator }
    this.#reads = reads
    this.#as = as
  }

  add(table: Table, column: TableColumn): void {
    this.addNumbers(table, column, READERS[this.#reads](table, column))
  }

  addNumbers(table: Table, column: TableColumn, numbers: Float64Array): void {
    for (let row = 0; row < numbers.length; row++) {
      const number = numbers[row] as number
      if (number - number === 0 || (Number.isNaN(number) && this.#options.missing !== 'error')) continue // the first: finite
      if (Number.isNaN(number)) throw noMissing(table, column, row)
      throw new DataError(
        `${rowPlace(table, row)}: the value of ${describe(column.name)} must be a finite number or missing; received ${number}. Mend or leave out that row.`,
      )
    }
    this.#pieces.push(numbers)
  }

  finish(): FittedNumber | Dropped {
    const rows = this.#pieces.reduce((sum, { length }) => sum + length, 0)
    const values = new Float64Array(rows)
    let count = 0
    for (const piece of this.#pieces) {
      for (const value of piece) if (!Number.isNaN(value)) values[count++] = value
    }
    if (count === 0) return { dropped: 'every value is missing' }
    const known = values.subarray(0, count)
    const { scale: scaler, missing, indicator } = this.#options
    const marks = indicator && count < rows
    const varies = known.some((value) => value !== known[0])
    if (!varies && !marks) return { dropped: `every value is ${known[0]}` }
    const fill = missing === 'error' ? null : typeof missing === 'number' ? missing : FILLS[missing](known)
    const { center, scale } = varies ? scalingOf(scaler, known) : { center: known[0] as number, scale: 1 }
    return new FittedNumber({ reads: this.#reads, scaler, center, scale, fill, value: varies, indicator: marks }, this.#as)
  }
}

/** @throws FormatError for what is no config of a FittedNumber */
export function numberFromConfig(config: Config, where: string, as: string): FittedNumber {
  const scale = numberIn(config, 'scale', where)
  checkConfig(scale > 0, `${where}.scale`, 'a number > 0', scale)
  const read = {
    reads: wordIn(config, 'reads', where, READER_NAMES),
    scaler: wordIn(config, 'scaler', where, SCALER_NAMES),
    center: numberIn(config, 'center', where),
    scale,
    fill: config.fill === null ? null : numberIn(config, 'fill', where),
    value: booleanIn(config, 'value', where),
    indicator: booleanIn(config, 'indicator', where),
  }
  checkConfig(read.value || read.indicator, where, 'a transform with at least one feature', config.value)
  return new FittedNumber(read, as)
}

/** Numbers as they are, scaled. */
export const number: TransformKind<NumberOptions> = {
  fitter: (options, what) => new NumberFitter(options, what, 'number', 'number'),
  fromConfig: (config, where) => numberFromConfig(config, where, 'number'),
}

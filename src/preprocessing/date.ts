// Dates: how long ago, and which month, weekday and hour, all in UTC.

import { DAY, dateOfDay, type Table, type TableColumn } from '../data/index.ts'
import { describe, UsageError } from '../errors.ts'
import { type SparseBlock, SparseRowsBuilder } from './block.ts'
import { datesOf } from './columnValues.ts'
import { type Config, checkConfig, configArray, configObject, wholeNumbersIn, wordIn } from './config.ts'
import { NumberFitter, numberFromConfig } from './number.ts'
import type { Dropped, FittedTransform, Fitter, TransformKind } from './transform.ts'

/** What is a feature each: `when:month=5`. Weekdays are ISO's: Monday is 1, Sunday 7. */
const PARTS = {
  year: (days: number): number => dateOfDay(days).year,
  month: (days: number): number => dateOfDay(days).month,
  day: (days: number): number => dateOfDay(days).day,
  weekday: (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1, // 1970-01-01 was a Thursday
  hour: (_days: number, time: number): number => Math.floor(time / 3_600_000),
} as const
type PartName = keyof typeof PARTS
const PART_NAMES = Object.keys(PARTS) as PartName[]

/** A part of a date: time is days since 1970 with their fraction, as a number; all others are categories. */
export type DatePart = 'time' | PartName

/** Options of the transform `date`. */
export interface DateOptions {
  /** Default time, month, weekday and hour; those that never vary are left out. */
  readonly parts?: readonly DatePart[]
}

interface FittedPart {
  readonly part: PartName
  /** The values of training, ascending: a feature each. */
  readonly values: readonly number[]
}

type FittedNumber = ReturnType<typeof numberFromConfig>

const timeOf = (dates: Float64Array): Float64Array => dates.map((date) => date / DAY)

/** A part of a date, by milliseconds since 1970. */
function partOf(part: PartName, date: number): number {
  const days = Math.floor(date / DAY)
  return PARTS[part](days, date - days * DAY)
}

class FittedDate implements FittedTransform {
  readonly width: number
  readonly stored: number
  readonly #time: FittedNumber | undefined
  readonly #parts: readonly FittedPart[]
  readonly #features: readonly ReadonlyMap<number, number>[]

  constructor(time: FittedNumber | undefined, parts: readonly FittedPart[]) {
    this.#time = time
    this.#parts = parts
    let width = time?.width ?? 0
    this.stored = width + parts.length
    this.#features = parts.map(({ values }) => new Map(values.map((value) => [value, width++])))
    this.width = width
  }

  featureNames(column: string): string[] {
    const parts = this.#parts.flatMap(({ part, values }) => values.map((value) => `${column}:${part}=${value}`))
    return [...(this.#time?.featureNames(`${column}:time`) ?? []), ...parts]
  }

  encode(table: Table, column: TableColumn): SparseBlock {
    const dates = datesOf(table, column)
    const time = this.#time?.encodeNumbers(table, column, timeOf(dates))
    const builder = new SparseRowsBuilder(table.rows, this.stored)
    for (let row = 0; row < dates.length; row++) {
      for (let f = 0; time && f < time.width; f++) builder.add(f, time.dense[row * time.width + f] as number)
      const date = dates[row] as number
      this.#parts.forEach(({ part }, i) => {
        const feature = Number.isNaN(date) ? undefined : this.#features[i]?.get(partOf(part, date))
        if (feature !== undefined) builder.add(feature, 1)
      })
      builder.endRow()
    }
    return builder.build(this.width)
  }

  config(): Config {
    return { as: 'date', time: this.#time?.config() ?? null, parts: this.#parts }
  }
}

class DateFitter implements Fitter {
  readonly #time: NumberFitter | undefined
  readonly #parts: readonly { readonly part: PartName; readonly values: Set<number> }[]

  constructor({ parts = ['time', 'month', 'weekday', 'hour'] }: DateOptions, what: string) {
    const known: readonly string[] = ['time', ...PART_NAMES]
    if (!(Array.isArray(parts) && parts.length > 0 && parts.every((part) => known.includes(part)))) {
      throw new UsageError(`${what}: parts must name one or more of ${known.join(', ')}; received ${describe(parts)}.`)
    }
    this.#time = parts.includes('time') ? new NumberFitter({}, what, 'number', 'number') : undefined
    this.#parts = PART_NAMES.filter((part) => parts.includes(part)).map((part) => ({ part, values: new Set() }))
  }

  add(table: Table, column: TableColumn): void {
    const dates = datesOf(table, column)
    this.#time?.addNumbers(table, column, timeOf(dates))
    for (const date of dates) {
      if (Number.isNaN(date)) continue
      for (const { part, values } of this.#parts) values.add(partOf(part, date))
    }
  }

  finish(): FittedDate | Dropped {
    const time = this.#time?.finish()
    const parts = this.#parts
      .filter(({ values }) => values.size > 1)
      .map(({ part, values }) => ({ part, values: [...values].sort((a, b) => a - b) }))
    if (time === undefined || 'dropped' in time) {
      if (parts.length === 0)
        return { dropped: time?.dropped.startsWith('every value is m') ? time.dropped : 'no part of it varies' }
      return new FittedDate(undefined, parts)
    }
    return new FittedDate(time, parts)
  }
}

/** The parts of ISO 8601 dates, in UTC. */
export const date: TransformKind<DateOptions> = {
  fitter: (options, what) => new DateFitter(options, what),
  fromConfig(config, where) {
    const time = config.time === null ? undefined : configObject(config.time, `${where}.time`)
    const parts = configArray(config.parts, `${where}.parts`).map((value, i) => {
      const at = `${where}.parts[${i}]`
      const part = configObject(value, at)
      return {
        part: wordIn(part, 'part', at, PART_NAMES),
        values: wholeNumbersIn(part, 'values', at, { least: -9999, most: 9999, ascending: true }),
      }
    })
    checkConfig(time !== undefined || parts.length > 0, where, 'at least one part', config.parts)
    return new FittedDate(time && numberFromConfig(time, `${where}.time`, 'number'), parts)
  },
}

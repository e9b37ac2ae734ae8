// Ordered categories: small, medium, large as 0, 1, 2, then as numbers.

import { rowPlace, type Table, type TableColumn } from '../data/index.ts'
import { DataError, describe, UsageError } from '../errors.ts'
import type { DenseBlock } from './block.ts'
import { CategoryCounter } from './categoryCounter.ts'
import { CategoryReader, categoryName } from './columnValues.ts'
import { type Config, configObject, stringsIn, wordIn } from './config.ts'
import { NumberFitter, type NumberOptions, numberFromConfig } from './number.ts'
import type { Dropped, FittedTransform, Fitter, TransformKind } from './transform.ts'

/** Options of the transform `ordinal`. Default missing: mostFrequent. */
export interface OrdinalOptions extends NumberOptions {
  /** The categories from least to greatest. Default: those of training, numbers by value before texts by their UTF-16 units. */
  readonly order?: readonly string[]
  /** What a category is that isn't among them: missing, or an error. Default missing. */
  readonly unknown?: 'missing' | 'error'
}

const UNKNOWN = ['missing', 'error'] as const

/** Where each row's category stands in the order; NaN where it is missing or unknown. */
class Order {
  readonly names: readonly string[]
  readonly unknown: 'missing' | 'error'
  readonly #positions: ReadonlyMap<string, number>
  readonly #reader = new CategoryReader()

  constructor(names: readonly string[], unknown: 'missing' | 'error') {
    this.names = names
    this.unknown = unknown
    this.#positions = new Map(names.map((name, position) => [name, position]))
  }

  read(table: Table, column: TableColumn): Float64Array {
    return Float64Array.from(this.#reader.read(table, column), (name, row) => {
      const position = this.#positions.get(name)
      if (position === undefined && name !== '' && this.unknown === 'error') {
        throw new DataError(
          `${rowPlace(table, row)}: the column ${describe(column.name)} has the category ${describe(name)}, which is not one of ` +
            `${this.names.slice(0, 20).join(', ')}${this.names.length > 20 ? ', ...' : ''}. Mend it, or leave the row out.`,
        )
      }
      return position ?? Number.NaN
    })
  }
}

type FittedNumber = ReturnType<typeof numberFromConfig>

class FittedOrdinal implements FittedTransform {
  readonly width: number
  readonly stored: number
  readonly #order: Order
  readonly #number: FittedNumber

  constructor(order: Order, number: FittedNumber) {
    this.#order = order
    this.#number = number
    this.width = number.width
    this.stored = number.stored
  }

  featureNames(column: string): string[] {
    return this.#number.featureNames(column)
  }

  encode(table: Table, column: TableColumn): DenseBlock {
    return this.#number.encodeNumbers(table, column, this.#order.read(table, column))
  }

  config(): Config {
    return { as: 'ordinal', order: this.#order.names, unknown: this.#order.unknown, number: this.#number.config() }
  }
}

class OrdinalFitter implements Fitter {
  readonly #what: string
  readonly #options: OrdinalOptions
  readonly #order: readonly string[] | undefined
  readonly #tables: [Table, TableColumn][] = []
  readonly #counter = new CategoryCounter()

  constructor(options: OrdinalOptions, what: string) {
    const { order, unknown = 'missing' } = options
    this.#what = what
    this.#options = options
    if (!UNKNOWN.includes(unknown))
      throw new UsageError(`${what}: unknown must be missing or error; received ${describe(unknown)}.`)
    if (order !== undefined) {
      const names = Array.isArray(order) ? order.map((name) => categoryName(String(name))) : []
      if (names.length < 2 || new Set(names).size < names.length || names.includes('')) {
        throw new UsageError(`${what}: order must name two or more different categories, least first; received ${describe(order)}.`)
      }
      this.#order = names
    }
  }

  add(table: Table, column: TableColumn): void {
    this.#counter.add(table, column)
    this.#tables.push([table, column])
  }

  finish(): FittedOrdinal | Dropped {
    const { unknown = 'missing', order: _, ...options } = this.#options
    const order = new Order(this.#order ?? ascending(this.#counter.categories().map(([name]) => name)), unknown)
    const fitter = new NumberFitter({ missing: 'mostFrequent', ...options }, this.#what, 'number', 'number')
    for (const [table, column] of this.#tables) fitter.addNumbers(table, column, order.read(table, column))
    const number = fitter.finish()
    return 'dropped' in number ? number : new FittedOrdinal(order, number)
  }
}

/** Numbers by value, then texts by UTF-16 units. */
function ascending(names: string[]): string[] {
  const isNumber = (name: string): boolean => !Number.isNaN(Number(name))
  return names.sort((a, b) =>
    isNumber(a) && isNumber(b) ? Number(a) - Number(b) : isNumber(a) ? -1 : isNumber(b) ? 1 : a < b ? -1 : 1,
  )
}

/** Categories in their order, as numbers. */
export const ordinal: TransformKind<OrdinalOptions> = {
  fitter: (options, what) => new OrdinalFitter(options, what),
  fromConfig(config, where) {
    const order = new Order(stringsIn(config, 'order', where), wordIn(config, 'unknown', where, UNKNOWN))
    const number = numberFromConfig(configObject(config.number, `${where}.number`), `${where}.number`, 'number')
    return new FittedOrdinal(order, number)
  },
}

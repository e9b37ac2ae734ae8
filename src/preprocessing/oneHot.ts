// One-hot categories: a feature for each, of which one is 1.

import { rowPlace, type Table, type TableColumn } from '../data/index.ts'
import { DataError, describe, UsageError } from '../errors.ts'
import { type SparseBlock, SparseRowsBuilder } from './block.ts'
import { type CategoryCounter, categoryFitter, checkWhole } from './categoryCounter.ts'
import { CategoryReader } from './columnValues.ts'
import { booleanIn, type Config, checkConfig, stringsIn, wordIn } from './config.ts'
import type { Dropped, FittedTransform, TransformKind } from './transform.ts'

/** Options of the transform `oneHot`. */
export interface OneHotOptions {
  /** Categories of fewer training rows than this share the feature `=other`, which unseen ones have too. Default 1. */
  readonly minRows?: number
  /** The most categories with a feature of their own; the most frequent have one, others are `=other`. Default 10,000. */
  readonly most?: number
  /** What an unseen category is: of `=other` where there is that feature and else none at all, or an error. Default other. */
  readonly unknown?: 'other' | 'error'
}

const UNKNOWN = ['other', 'error'] as const

interface OneHotConfig {
  /** Those with a feature of their own, ascending by UTF-16 units. */
  readonly categories: readonly string[]
  /** Whether there is a feature of rare and unseen ones. */
  readonly other: boolean
  /** Whether there is a feature of missing ones. */
  readonly missing: boolean
  readonly unknown: 'other' | 'error'
}

class FittedOneHot implements FittedTransform {
  readonly width: number
  readonly stored = 1
  readonly #config: OneHotConfig
  readonly #features: ReadonlyMap<string, number>
  readonly #other: number
  readonly #reader = new CategoryReader()

  constructor(config: OneHotConfig) {
    const { categories, other, missing } = config
    this.#config = config
    const features = new Map(categories.map((category, feature) => [category, feature]))
    this.#other = other ? categories.length : -1
    // A missing one that training never saw is as an unseen category.
    features.set('', missing ? categories.length + (other ? 1 : 0) : this.#other)
    this.#features = features
    this.width = categories.length + (other ? 1 : 0) + (missing ? 1 : 0)
  }

  featureNames(column: string): string[] {
    const { categories, other, missing } = this.#config
    // A category may be called other: then the feature of all others is (other).
    const own = (word: string): string => (categories.includes(word) ? own(`(${word})`) : `${column}=${word}`)
    return [
      ...categories.map((name) => `${column}=${name}`),
      ...(other ? [own('other')] : []),
      ...(missing ? [own('missing')] : []),
    ]
  }

  encode(table: Table, column: TableColumn): SparseBlock {
    const names = this.#reader.read(table, column)
    const builder = new SparseRowsBuilder(table.rows)
    for (let row = 0; row < names.length; row++) {
      const name = names[row] as string
      const feature = this.#features.get(name)
      if (feature === undefined && this.#config.unknown === 'error') throw this.#unknown(table, column, row, name)
      const found = feature ?? this.#other
      if (found >= 0) builder.add(found, 1)
      builder.endRow()
    }
    return builder.build(this.width)
  }

  config(): Config {
    return { as: 'oneHot', ...this.#config }
  }

  #unknown(table: Table, column: TableColumn, row: number, name: string): DataError {
    const { categories } = this.#config
    return new DataError(
      `${rowPlace(table, row)}: the column ${describe(column.name)} has the category ${describe(name)}, which training never saw. It saw ` +
        `${categories.slice(0, 20).join(', ')}${categories.length > 20 ? ', ...' : ''}. Mend it, leave the row out, or train with unknown: 'other'.`,
    )
  }
}

/** @throws UsageError for an option that is not allowed */
export function checkOneHot(
  { minRows = 1, most = 10_000, unknown = 'other' }: OneHotOptions,
  what: string,
): Required<OneHotOptions> {
  checkWhole(minRows, 1, `${what}: minRows`)
  checkWhole(most, 1, `${what}: most`)
  if (!UNKNOWN.includes(unknown)) throw new UsageError(`${what}: unknown must be other or error; received ${describe(unknown)}.`)
  return { minRows, most, unknown }
}

/** The transform for categories that were counted, or why there is none. */
export function fitOneHot(
  counter: CategoryCounter,
  { minRows, most, unknown }: Required<OneHotOptions>,
): FittedTransform | Dropped {
  const all = counter.categories()
  const { missing } = counter
  const constant = counter.constant()
  if (constant !== undefined) return { dropped: constant }
  const frequent = all.filter(([, count]) => count >= minRows)
  if (frequent.length > most) {
    frequent.sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || (a < b ? -1 : 1))
    frequent.length = most
  }
  const categories = frequent.map(([name]) => name).sort((a, b) => (a < b ? -1 : 1))
  if (categories.length === 0 && missing === 0) return { dropped: `no value occurs in ${minRows} rows` }
  return new FittedOneHot({ categories, other: categories.length < all.length, missing: missing > 0, unknown })
}

/** A feature for each category: `island=Biscoe`, `sex=missing`, `town=other`. */
export const oneHot: TransformKind<OneHotOptions> = {
  fitter(options, what) {
    const checked = checkOneHot(options, what)
    return categoryFitter((counter) => fitOneHot(counter, checked))
  },
  fromConfig(config, where) {
    const read = {
      categories: stringsIn(config, 'categories', where),
      other: booleanIn(config, 'other', where),
      missing: booleanIn(config, 'missing', where),
      unknown: wordIn(config, 'unknown', where, UNKNOWN),
    }
    const fine = read.categories.length > 0 && !read.categories.includes('')
    checkConfig(fine || (read.missing && read.other), `${where}.categories`, 'names of categories', read.categories)
    return new FittedOneHot(read)
  },
}

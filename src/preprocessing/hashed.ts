// Hashed categories: so many different ones that they share features, each by its hash.

import type { Table, TableColumn } from '../data/index.ts'
import { UsageError } from '../errors.ts'
import { type SparseBlock, SparseRowsBuilder } from './block.ts'
import { BucketTable, MOST_BUCKETS, readBuckets } from './buckets.ts'
import { type CategoryCounter, categoryFitter, checkWhole } from './categoryCounter.ts'
import { CategoryReader } from './columnValues.ts'
import { booleanIn, type Config } from './config.ts'
import { bucketOf } from './murmur3.ts'
import type { Dropped, FittedTransform, TransformKind } from './transform.ts'

/** Options of the transform `hashed`. */
export interface HashedOptions {
  /** The number of buckets. Default 65,536. */
  readonly buckets?: number
}

class FittedHashed implements FittedTransform {
  readonly width: number
  readonly stored = 1
  readonly #table: BucketTable
  readonly #missing: boolean
  readonly #reader = new CategoryReader()

  /** @param missing whether there is a feature of missing ones, the last */
  constructor(table: BucketTable, missing: boolean) {
    this.#table = table
    this.#missing = missing
    this.width = table.seen.length + (missing ? 1 : 0)
  }

  featureNames(column: string): string[] {
    return [...Array.from(this.#table.seen, (bucket) => `${column}#${bucket}`), ...(this.#missing ? [`${column}=missing`] : [])]
  }

  encode(table: Table, column: TableColumn): SparseBlock {
    const builder = new SparseRowsBuilder(table.rows)
    for (const name of this.#reader.read(table, column)) {
      const feature =
        name === '' ? (this.#missing ? this.width - 1 : -1) : this.#table.featureOf(bucketOf(this.#table.buckets, name))
      if (feature >= 0) builder.add(feature, 1)
      builder.endRow()
    }
    return builder.build(this.width)
  }

  config(): Config {
    return { as: 'hashed', buckets: this.#table.buckets, seen: Array.from(this.#table.seen), missing: this.#missing }
  }
}

/** @throws UsageError for an option that is not allowed */
export function checkHashed({ buckets = 65_536 }: HashedOptions, what: string): Required<HashedOptions> {
  checkWhole(buckets, 2, `${what}: buckets`)
  if (buckets > MOST_BUCKETS) throw new UsageError(`${what}: buckets must be at most ${MOST_BUCKETS}; received ${buckets}.`)
  return { buckets }
}

/** The transform for categories that were counted, or why there is none. */
export function fitHashed(counter: CategoryCounter, { buckets }: Required<HashedOptions>): FittedTransform | Dropped {
  const constant = counter.constant()
  if (constant !== undefined) return { dropped: constant }
  const seen = new Set(counter.categories().map(([name]) => bucketOf(buckets, name)))
  return new FittedHashed(new BucketTable(buckets, Int32Array.from(seen).sort()), counter.missing > 0)
}

/** A feature for each bucket that training rows fell in: `town#17`. An unseen category is of its bucket, if that has a feature. */
export const hashed: TransformKind<HashedOptions> = {
  fitter(options, what) {
    const checked = checkHashed(options, what)
    return categoryFitter((counter) => fitHashed(counter, checked))
  },
  fromConfig: (config, where) => new FittedHashed(readBuckets(config, where), booleanIn(config, 'missing', where)),
}

// Which feature a token is: by its hash, or by a vocabulary; while it is learnt, and after.

import { BucketTable, readBuckets } from './buckets.ts'
import type { Config } from './config.ts'
import { bucketOf } from './murmur3.ts'

/** Which feature a token is, once that is settled. */
export interface Dictionary {
  readonly size: number
  /** The feature of the part [from, to) of a text; -1 if it has none. */
  featureOf(text: string, from: number, to: number): number
  /** What features are called, behind the column's name. */
  names(): string[]
  config(): Config
}

/** Tokens by their buckets. */
export class HashedDictionary implements Dictionary {
  readonly size: number
  readonly #table: BucketTable

  constructor(table: BucketTable) {
    this.#table = table
    this.size = table.seen.length
  }

  /** @throws FormatError for what is no config of it */
  static read(config: Config, where: string): HashedDictionary {
    return new HashedDictionary(readBuckets(config, where))
  }

  featureOf(text: string, from: number, to: number): number {
    return this.#table.featureOf(bucketOf(this.#table.buckets, text, from, to))
  }

  names(): string[] {
    return Array.from(this.#table.seen, (bucket) => `#${bucket}`)
  }

  config(): Config {
    return { buckets: this.#table.buckets, seen: Array.from(this.#table.seen) }
  }
}

/** Tokens by name. */
export class VocabularyDictionary implements Dictionary {
  readonly size: number
  readonly #terms: readonly string[]
  readonly #features: ReadonlyMap<string, number>

  constructor(terms: readonly string[]) {
    this.#terms = terms
    this.size = terms.length
    this.#features = new Map(terms.map((term, feature) => [term, feature]))
  }

  featureOf(text: string, from: number, to: number): number {
    return this.#features.get(text.slice(from, to)) ?? -1
  }

  names(): string[] {
    return this.#terms.map((term) => `=${term}`)
  }

  config(): Config {
    return { terms: this.#terms }
  }
}

/** What is kept of the tokens that were seen. */
export interface Kept {
  readonly dictionary: Dictionary
  /** The number of each feature's token. */
  readonly numbers: number[]
}

/** Numbers for tokens as they are first seen; each may become a feature. */
export class GrowingDictionary {
  readonly #numbers = new Map<string, number>()

  /** Numbers are below this. */
  get size(): number {
    return this.#numbers.size
  }

  numberOf(text: string, from: number, to: number): number {
    const token = text.slice(from, to)
    let number = this.#numbers.get(token)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(token, number)
    }
    return number
  }

  /** The tokens whose number holds, ascending by UTF-16 units. */
  keep(holds: (number: number) => boolean): Kept {
    const kept = [...this.#numbers].filter(([, number]) => holds(number)).sort(([a], [b]) => (a < b ? -1 : 1))
    return { dictionary: new VocabularyDictionary(kept.map(([token]) => token)), numbers: kept.map(([, number]) => number) }
  }
}

/** As GrowingDictionary, where a token's number is its bucket. */
export class SeenBuckets extends GrowingDictionary {
  readonly #buckets: number

  constructor(buckets: number) {
    super()
    this.#buckets = buckets
  }

  override get size(): number {
    return this.#buckets
  }

  override numberOf(text: string, from: number, to: number): number {
    return bucketOf(this.#buckets, text, from, to)
  }

  override keep(holds: (number: number) => boolean): Kept {
    const numbers: number[] = []
    for (let bucket = 0; bucket < this.#buckets; bucket++) if (holds(bucket)) numbers.push(bucket)
    return { dictionary: new HashedDictionary(new BucketTable(this.#buckets, Int32Array.from(numbers))), numbers }
  }
}

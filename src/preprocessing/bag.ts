// A text as a bag of tokens: how often each occurs, weighted by how rare it is. What tokens are, words.ts and characters.ts say.

import type { Table, TableColumn } from '../data/index.ts'
import { describe, UsageError } from '../errors.ts'
import { log64 } from '../numerics/index.ts'
import { type SparseBlock, SparseRowsBuilder } from './block.ts'
import { MOST_BUCKETS } from './buckets.ts'
import { checkWhole } from './categoryCounter.ts'
import { textsOf } from './columnValues.ts'
import { booleanIn, type Config, checkConfig, configArray, stringsIn, wholeNumberIn, wholeNumbersIn } from './config.ts'
import { lowerCase } from './lowerCase.ts'
import { type Dictionary, GrowingDictionary, HashedDictionary, SeenBuckets, VocabularyDictionary } from './tokenDictionary.ts'
import { checkNgrams, type NgramRange, type VisitToken } from './tokens.ts'
import type { Dropped, FittedTransform, Fitter, TransformKind } from './transform.ts'

/** Options of the transforms `words` and `characters`. */
export interface BagOptions {
  /** The shortest and the longest n-grams. Default [1, 1] for words, [1, 4] for characters. */
  readonly ngrams?: NgramRange
  /** hashed: tokens share features by their hash; learned: each of training has its own. Default hashed. */
  readonly vocabulary?: 'hashed' | 'learned'
  /** The number of buckets, where hashed. Default 2^18. */
  readonly buckets?: number
  /** Tokens of fewer training rows than this are left out. Default 1. */
  readonly minRows?: number
  /** The most features; the most frequent stay. Default 2^18. */
  readonly most?: number
  /** Whether counts are weighted by idf = ln((1 + rows) / (1 + rows with the token)) + 1. Default true. */
  readonly idf?: boolean
  /** Whether a count c becomes 1 + ln c before. Default true. */
  readonly sublinear?: boolean
  /** Whether a row's features are divided by the root of the sum of their squares. Default true. */
  readonly normalize?: boolean
  /** Whether capitals count as small letters. Default true. */
  readonly lowerCase?: boolean
}

/** How texts are cut into tokens. */
export interface Analyzer {
  readonly as: 'words' | 'characters'
  readonly ngrams: NgramRange
  visit(text: string, ngrams: NgramRange, visit: VisitToken): void
}

/** The longest n-grams. */
const LONGEST = 32

interface BagConfig {
  readonly ngrams: NgramRange
  readonly idf: boolean
  readonly sublinear: boolean
  readonly normalize: boolean
  readonly lowerCase: boolean
  /** Training rows. */
  readonly rows: number
  /** In how many of them each feature occurs. */
  readonly counts: readonly number[]
}

class FittedBag implements FittedTransform {
  readonly width: number
  readonly stored = 'any'
  readonly #analyzer: Analyzer
  readonly #config: BagConfig
  readonly #dictionary: Dictionary
  readonly #weights: Float64Array
  #features = new Int32Array(1024)

  constructor(analyzer: Analyzer, config: BagConfig, dictionary: Dictionary) {
    const { idf, rows, counts } = config
    this.#analyzer = analyzer
    this.#config = config
    this.#dictionary = dictionary
    this.#weights = Float64Array.from(counts, (count) => (idf ? log64((1 + rows) / (1 + count)) + 1 : 1))
    this.width = counts.length
  }

  featureNames(column: string): string[] {
    return this.#dictionary.names().map((name) => `${column}:${this.#analyzer.as}${name}`)
  }

  encode(table: Table, column: TableColumn): SparseBlock {
    const { sublinear, normalize } = this.#config
    const builder = new SparseRowsBuilder(table.rows, 64)
    for (const text of textsOf(table, column)) {
      const found = this.#featuresOf(text)
      let squares = 0
      const values: number[] = []
      forRuns(found, (feature, count) => {
        const value = (sublinear && count > 1 ? 1 + log64(count) : count) * (this.#weights[feature] as number)
        squares += value * value
        values.push(value)
      })
      const length = normalize && squares > 0 ? Math.sqrt(squares) : 1
      let i = 0
      forRuns(found, (feature) => builder.add(feature, (values[i++] as number) / length))
      builder.endRow()
    }
    return builder.build(this.width)
  }

  config(): Config {
    return { as: this.#analyzer.as, ...this.#config, ...this.#dictionary.config() }
  }

  /** The feature of each token that has one, ascending. */
  #featuresOf(text: string): Int32Array {
    const { ngrams, lowerCase: lower } = this.#config
    let count = 0
    this.#analyzer.visit(lower ? lowerCase(text) : text, ngrams, (token, from, to) => {
      const feature = this.#dictionary.featureOf(token, from, to)
      if (feature < 0) return
      if (count === this.#features.length) {
        const grown = new Int32Array(2 * count)
        grown.set(this.#features)
        this.#features = grown
      }
      this.#features[count++] = feature
    })
    return this.#features.subarray(0, count).sort()
  }
}

/** Calls `visit` with each different value of an ascending array and how often it occurs. */
function forRuns(ascending: Int32Array, visit: (value: number, count: number) => void): void {
  for (let i = 0, start = 0; i < ascending.length; i++) {
    if (ascending[i + 1] === ascending[i]) continue
    visit(ascending[i] as number, i + 1 - start)
    start = i + 1
  }
}

class BagFitter implements Fitter {
  readonly #analyzer: Analyzer
  readonly #options: Required<BagOptions>
  readonly #dictionary: GrowingDictionary
  /** Rows in which a token occurs, and the last of them, by the token's number. */
  #counts = new Int32Array(1024)
  #last = new Int32Array(1024)
  #rows = 0

  constructor(options: BagOptions, what: string, analyzer: Analyzer) {
    const { ngrams = analyzer.ngrams, vocabulary = 'hashed', buckets = 1 << 18, minRows = 1, most = 1 << 18 } = options
    const flags = { idf: true, sublinear: true, normalize: true, lowerCase: true }
    for (const flag of Object.keys(flags) as (keyof typeof flags)[]) {
      const value: unknown = options[flag] ?? true
      if (typeof value !== 'boolean') throw new UsageError(`${what}: ${flag} must be true or false; received ${describe(value)}.`)
      flags[flag] = value
    }
    checkNgrams(ngrams, LONGEST, `${what}: ngrams`)
    checkWhole(minRows, 1, `${what}: minRows`)
    checkWhole(most, 1, `${what}: most`)
    if (vocabulary !== 'hashed' && vocabulary !== 'learned') {
      throw new UsageError(`${what}: vocabulary must be hashed or learned; received ${describe(vocabulary)}.`)
    }
    checkWhole(buckets, 2, `${what}: buckets`)
    if (buckets > MOST_BUCKETS) throw new UsageError(`${what}: buckets must be at most ${MOST_BUCKETS}; received ${buckets}.`)
    this.#analyzer = analyzer
    this.#options = { ngrams, vocabulary, buckets, minRows, most, ...flags }
    this.#dictionary = vocabulary === 'hashed' ? new SeenBuckets(buckets) : new GrowingDictionary()
  }

  add(table: Table, column: TableColumn): void {
    const { ngrams, lowerCase: lower } = this.#options
    for (const text of textsOf(table, column)) {
      const row = ++this.#rows
      this.#analyzer.visit(lower ? lowerCase(text) : text, ngrams, (token, from, to) => {
        const number = this.#dictionary.numberOf(token, from, to)
        if (number >= this.#counts.length) this.#grow(number)
        if (this.#last[number] === row) return
        this.#last[number] = row
        this.#counts[number] = (this.#counts[number] as number) + 1
      })
    }
  }

  finish(): FittedBag | Dropped {
    const { minRows, most, ngrams, idf, sublinear, normalize, lowerCase: lower } = this.#options
    const counts = this.#counts.subarray(0, this.#dictionary.size)
    let least = minRows
    for (let kept = countsFrom(counts, least); kept > most; kept = countsFrom(counts, least)) least++
    const { dictionary, numbers } = this.#dictionary.keep((number) => (counts[number] as number) >= least)
    if (numbers.length === 0) return { dropped: 'its texts have no token that occurs often enough' }
    const config = { ngrams, idf, sublinear, normalize, lowerCase: lower, rows: this.#rows }
    return new FittedBag(this.#analyzer, { ...config, counts: numbers.map((number) => counts[number] as number) }, dictionary)
  }

  #grow(number: number): void {
    const length = Math.max(number + 1, 2 * this.#counts.length)
    for (const key of ['counts', 'last'] as const) {
      const grown = new Int32Array(length)
      grown.set(key === 'counts' ? this.#counts : this.#last)
      if (key === 'counts') this.#counts = grown
      else this.#last = grown
    }
  }
}

/** How many counts there are of at least `least`. */
function countsFrom(counts: Int32Array, least: number): number {
  let found = 0
  for (const count of counts) if (count >= least) found++
  return found
}

/** A bag of an analyzer's tokens. */
export function bagOf(analyzer: Analyzer): TransformKind<BagOptions> {
  return {
    fitter: (options, what) => new BagFitter(options, what, analyzer),
    fromConfig(config, where) {
      const [shortest, longest] = wholeNumbersIn(config, 'ngrams', where, { least: 1, most: LONGEST }) as [number, number]
      checkConfig(
        configArray(config.ngrams, where).length === 2 && shortest <= longest,
        `${where}.ngrams`,
        'the shortest and the longest',
        config.ngrams,
      )
      const rows = wholeNumberIn(config, 'rows', where, 1, 2_147_483_648)
      const counts = wholeNumbersIn(config, 'counts', where, { least: 1, most: rows })
      const dictionary =
        config.terms === undefined
          ? HashedDictionary.read(config, where)
          : new VocabularyDictionary(stringsIn(config, 'terms', where))
      const fine = counts.length > 0 && counts.length === dictionary.size
      checkConfig(fine, `${where}.counts`, `${dictionary.size} counts, one for each feature`, config.counts)
      return new FittedBag(
        analyzer,
        {
          ngrams: [shortest, longest],
          idf: booleanIn(config, 'idf', where),
          sublinear: booleanIn(config, 'sublinear', where),
          normalize: booleanIn(config, 'normalize', where),
          lowerCase: booleanIn(config, 'lowerCase', where),
          ...{ rows, counts },
        },
        dictionary,
      )
    },
  }
}

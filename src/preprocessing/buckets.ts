// Buckets of hashes: only those that training rows fell in become features. The others' coefficients would stay 0.

import { type Config, checkConfig, wholeNumberIn, wholeNumbersIn } from './config.ts'

/** The most buckets: 4 bytes each are kept while a model is in memory. */
export const MOST_BUCKETS = 16_777_216

/** Which feature each bucket is. */
export class BucketTable {
  readonly buckets: number
  /** The buckets that are features, ascending. */
  readonly seen: Int32Array
  readonly #features: Int32Array

  constructor(buckets: number, seen: Int32Array) {
    this.buckets = buckets
    this.seen = seen
    this.#features = new Int32Array(buckets).fill(-1)
    seen.forEach((bucket, feature) => {
      this.#features[bucket] = feature
    })
  }

  /** The feature of a bucket; -1 if it has none. */
  featureOf(bucket: number): number {
    return this.#features[bucket] as number
  }
}

/** The table of a config with `buckets` and `seen`. @throws FormatError for anything else */
export function readBuckets(config: Config, where: string): BucketTable {
  const buckets = wholeNumberIn(config, 'buckets', where, 2, MOST_BUCKETS)
  const seen = wholeNumbersIn(config, 'seen', where, { least: 0, most: buckets - 1, ascending: true })
  checkConfig(seen.length > 0, `${where}.seen`, 'at least one bucket', seen)
  return new BucketTable(buckets, Int32Array.from(seen))
}

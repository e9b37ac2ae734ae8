// A split that needs no list of rows: which part a row is in depends on its number and the seed alone, so that a file of any length is
// split as it is read, and a resumed or repeated reading splits it alike.

import { describe, UsageError } from '../errors.ts'
import { checkSeed, philox4x32, randomKey } from '../random.ts'

/** One part of a split by row number. */
export interface RowPart {
  readonly part: 'train' | 'test'
  /** The share of rows in the test part, on average. */
  readonly fraction: number
  readonly seed: number
}

/**
 * Tells whether a row is in a part: in the test part if u < fraction, where u in [0, 1) is drawn for its number by Philox under
 * (seed, 'part').
 *
 * @throws UsageError for a part, fraction or seed that can't be one
 */
export function rowTest({ part, fraction, seed }: RowPart): (row: number) => boolean {
  if (part !== 'train' && part !== 'test') {
    throw new UsageError(`part: must be 'train' or 'test'; received ${describe(part)}.`)
  }
  if (!(typeof fraction === 'number' && fraction > 0 && fraction < 1)) {
    throw new UsageError(`part: the fraction must be a number between 0 and 1, such as 0.2; received ${describe(fraction)}.`)
  }
  checkSeed(seed)
  const key = randomKey(seed, 'part')
  const block = new Uint32Array(4)
  const limit = fraction * 0x100000000
  const isTest = part === 'test'
  let drawn = -1
  return (row) => {
    const index = Math.floor(row / 4)
    if (index !== drawn) {
      philox4x32([index >>> 0, Math.floor(index / 0x100000000) >>> 0, 0, 0], key, block)
      drawn = index
    }
    return (block[row % 4] as number) < limit === isTest
  }
}

// Ways to hold rows back. Both are plain arithmetic on (rows, fraction, seed): the same arguments give the same rows.

import { DataError, describe, UsageError } from '../errors.ts'
import { shuffleIndices } from '../random.ts'

function checkFraction(fraction: number, name: string): void {
  if (!(typeof fraction === 'number' && fraction > 0 && fraction < 1)) {
    throw new UsageError(`${name} must be a number between 0 and 1, such as 0.2; received ${describe(fraction)}.`)
  }
}

/**
 * Where the validation part starts: it is the last `fraction` of the rows as they are given, before any shuffling, as in
 * Keras: floor(rows (1 - fraction)).
 *
 * @returns the number of rows to train on; the rows from there to the end validate
 * @throws UsageError if `fraction` is not between 0 and 1, DataError if one of the parts would be empty
 */
export function validationSplit(rows: number, fraction: number): number {
  checkFraction(fraction, 'validationSplit')
  const start = Math.floor(rows * (1 - fraction))
  if (start === 0 || start === rows) {
    throw new DataError(
      `validationSplit ${fraction} of ${rows} ${rows === 1 ? 'row' : 'rows'} leaves ${start} to train and ${rows - start} to validate; ` +
        'both need at least one. Give more rows or another fraction.',
    )
  }
  return start
}

/** Row numbers of both parts of a split, ascending. */
export interface Split {
  readonly train: Uint32Array
  readonly test: Uint32Array
  /** What should be known of the split: which classes have too few rows to be in both parts. */
  readonly warnings: readonly string[]
}

/**
 * How many rows of each class are held back: `fraction` of each, but at least one where there are two, rounded so that they add
 * up to `fraction` of all.
 */
function testCounts(counts: readonly number[], rows: number, fraction: number): number[] {
  const share = counts.map((count) => Math.min(count - 1, Math.max(1, Math.floor(count * fraction))))
  let left = Math.floor(rows * fraction + 0.5) - share.reduce((sum, count) => sum + count, 0)
  const byRemainder = counts
    .map((count, i) => ({ i, remainder: count * fraction - (share[i] as number) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i)
  for (const { i } of byRemainder) {
    // A class never loses its last training row: what is not in the training part cannot be learnt.
    if (left <= 0 || (share[i] as number) + 1 >= (counts[i] as number)) continue
    share[i] = (share[i] as number) + 1
    left--
  }
  return share
}

/** At most this many classes are named in a warning. */
const MOST_NAMED = 10

/** A warning about classes of one row, if there are any. */
function oneRowWarnings(
  rowsOf: ReadonlyMap<number | string, readonly number[]>,
  { names }: { readonly names?: readonly string[] },
): string[] {
  const alone = [...rowsOf].filter(([, rows]) => rows.length === 1).map(([label]) => names?.[label as number] ?? label)
  if (alone.length === 0) return []
  const named = alone.slice(0, MOST_NAMED).join(', ') + (alone.length > MOST_NAMED ? ', ...' : '')
  const which =
    alone.length === 1 ? `The class ${named} has one row: it is` : `${alone.length} classes have one row each (${named}): they are`
  return [`${which} trained on, and the test can't tell how well.`]
}

/**
 * Holds back `fraction` of the rows for a test, from each class alike (largest remainders round, so that together they are
 * `fraction` of all rows), drawn by `seed`. A class of two rows or more is in both parts, so that where classes are tiny the test
 * part is somewhat greater; a class of one row is only trained on, with a warning.
 *
 * @param labels one label a row: class numbers or names
 * @param options.names what class 0, 1, ... is called in a warning, where labels are numbers
 * @throws UsageError if `fraction` is not between 0 and 1, DataError if one of the parts would be empty
 */
export function stratifiedSplit(
  labels: ArrayLike<number | string>,
  fraction: number,
  seed: number,
  options: { readonly names?: readonly string[] } = {},
): Split {
  checkFraction(fraction, 'The test fraction')
  const rowsOf = new Map<number | string, number[]>()
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number | string
    const rows = rowsOf.get(label)
    if (rows === undefined) rowsOf.set(label, [row])
    else rows.push(row)
  }
  const counts = [...rowsOf.values()].map((rows) => rows.length)
  const held = testCounts(counts, labels.length, fraction)
  const isTest = new Uint8Array(labels.length)
  let tests = 0
  ;[...rowsOf].forEach(([label, rows], i) => {
    const order = Uint32Array.from(rows)
    shuffleIndices(order, seed, `split/${label}`)
    for (const row of order.subarray(0, held[i])) isTest[row] = 1
    tests += held[i] as number
  })
  if (tests === 0) {
    throw new DataError(
      `A test part of ${fraction} of ${labels.length} rows in ${counts.length} classes would be empty, as every class keeps a row to ` +
        'train on. Give more rows or a greater fraction.',
    )
  }
  const split = {
    train: new Uint32Array(labels.length - tests),
    test: new Uint32Array(tests),
    warnings: oneRowWarnings(rowsOf, options),
  }
  let train = 0
  let test = 0
  for (let row = 0; row < labels.length; row++) {
    if (isTest[row] === 1) split.test[test++] = row
    else split.train[train++] = row
  }
  return split
}

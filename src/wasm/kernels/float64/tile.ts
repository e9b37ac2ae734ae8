// A tile of rows in scratch memory, and the loops over its pairs.

import type { Local } from '../../assembler/index.ts'
import { type Position, VECTOR } from './classLoop.ts'
import type { RowSource } from './rows.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** Where a tile's rows are, and what the passes over it have left in scratch memory: a vector for each pair but for the terms. */
export interface Tile {
  readonly writer: FormulaWriter
  readonly source: RowSource
  /** Where the calling thread's scratch memory begins; the arrays are given by their offsets in it. */
  readonly base: Local
  /** e_i: a vector for each class of each pair. */
  readonly terms: number
  /** m and S1. */
  readonly maxima: number
  readonly sums: number
  /** The addresses of the terms of both rows' argmax, and the argmax, as four i32. */
  readonly argmax: number
  /** The tile's first row, and the row behind the last one of all. */
  readonly first: Local
  readonly end: Local
  /** The current pair's place in the arrays, `base` and its number times 16, and the place behind the last one. */
  readonly slot: Local
  readonly slots: Local
  /** Whether logits of some row of the tile lie more than WIDE apart, or are not finite (i32). */
  readonly wide: Local
}

/** Pairs whose rows' formulas are computed side by side. */
export const PAIRS_TOGETHER = 4

/** A row: its number and its byte offset in every float32 [batch, classes], each `ahead` rows further. */
export interface RowAt {
  readonly number: Local
  readonly offset: Local
  readonly ahead: number
}

/** The rows of each of some neighbouring pairs, the first of which stands at the tile's current slot. */
export type PairsAt = readonly (readonly [RowAt, RowAt])[]

/** Emits a loop over the tile's pairs. Where the last row has no partner it is its own, and is worked on twice. */
export function forPairs(tile: Tile, body: (at: PairsAt, start: Position) => void, from: Local = tile.base): void {
  const { writer, source, terms: termOffset, end, slot, slots } = tile
  const { f } = writer
  const { columns, stride } = source.logits.layout
  const numbers: [Local, Local] = [f.local('i32'), f.local('i32')]
  const rows: [Local, Local] = [f.local('i32'), f.local('i32')]
  const terms = f.local('i32')
  f.forRange(slot, from, slots, VECTOR, () => {
    pushRow(tile)
    f.set(numbers[0])
    f.get(numbers[0]).i32(1).op('i32.add').tee(numbers[1]).get(numbers[0]).get(numbers[1]).get(end).op('i32.lt_s').select()
    f.set(numbers[1])
    rows.forEach((row, r) => {
      f.get(numbers[r] as Local)
        .i32(stride)
        .op('i32.mul')
        .set(row)
    })
    pushTerms(tile, columns)
    f.set(terms)
    const rowAt = (r: 0 | 1) => ({ number: numbers[r], offset: rows[r], ahead: 0 })
    body([[rowAt(0), rowAt(1)]], { rows, rowOffset: 0, terms, termOffset, count: columns })
  })
  f.release(...numbers, ...rows, terms)
}

/** Emits a loop over several pairs at a time, and one over those that are left. */
export function forSeveralPairs(tile: Tile, body: (at: PairsAt) => void): void {
  const { writer, source, base, first, end, slot, slots } = tile
  const { f } = writer
  const { stride, rows } = source.logits.layout
  f.get(base).set(slot)
  if (rows >= 2 * PAIRS_TOGETHER) {
    const [number, offset, limit] = [f.local('i32'), f.local('i32'), f.local('i32')]
    // Whole groups of whole pairs.
    f.get(end).get(first).op('i32.sub').i32(1).op('i32.shr_u').i32(4).op('i32.shl').get(base).op('i32.add').tee(limit)
    f.get(slots).get(limit).get(slots).op('i32.lt_s').select()
    f.i32((PAIRS_TOGETHER - 1) * VECTOR)
      .op('i32.sub')
      .set(limit)
    f.forRange(slot, slot, limit, PAIRS_TOGETHER * VECTOR, () => {
      pushRow(tile)
      f.tee(number).i32(stride).op('i32.mul').set(offset)
      const rowAt = (ahead: number) => ({ number, offset, ahead })
      body(Array.from({ length: PAIRS_TOGETHER }, (_, i) => [rowAt(2 * i), rowAt(2 * i + 1)] as const))
    })
    f.release(number, offset, limit)
  }
  forPairs(tile, body, slot)
}

/** A vector of each pair from one of the tile's arrays. */
export function eachPair(
  { writer, slot }: Tile,
  at: PairsAt,
  array: number,
  load: 'v128.load' | 'v128.load64_zero' = 'v128.load',
): Vectors {
  return writer.each(at.length, (i) => writer.f.get(slot).load(load, array + i * VECTOR))
}

/** Pushes the number of the first row of the pair at `slot`. */
function pushRow({ writer: { f }, base, first, slot }: Tile): void {
  f.get(first).get(slot).get(base).op('i32.sub').i32(3).op('i32.shr_u').op('i32.add')
}

/** Pushes the place of the first term of the pair at `slot`. */
export function pushTerms({ writer: { f }, base, slot }: Tile, columns: number): void {
  f.get(slot).get(base).op('i32.sub').i32(columns).op('i32.mul').get(base).op('i32.add')
}

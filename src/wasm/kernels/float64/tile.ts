// A tile of rows in scratch memory, and the loops over its rows.

import type { Local } from '../../assembler/index.ts'
import { type Position, TERM, VECTOR } from './classLoop.ts'
import type { RowSource } from './rows.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** Bytes of a row's place in the arrays of one float64 for each row. */
export const SLOT = 8

/** Where a tile's rows are, and what the passes over it have left in scratch memory. */
export interface Tile {
  readonly writer: FormulaWriter
  readonly source: RowSource
  /** Where the calling thread's scratch memory begins; the arrays are given by their offsets in it. */
  readonly base: Local
  /** e_i: one float64 for each class of each row; bytes from a row to the next. */
  readonly terms: number
  readonly termStride: number
  /** m and S1: one float64 for each row. */
  readonly maxima: number
  readonly sums: number
  /** a: one i32 for each row; -1 in a row of NaN or -infinity throughout, whose sum then is NaN. */
  readonly argmax: number
  /** For formulas' sums: a row of float64 for each. */
  readonly parts: number
  /** The tile's first row, and the row behind the last one of all. */
  readonly first: Local
  readonly end: Local
  /** The current row's place in the arrays, from `base` on, and the place behind the last one: an even number of rows. */
  readonly slot: Local
  readonly slots: Local
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

/** Emits a loop over the tile's rows. Where the last row has no partner it comes twice. */
export function forEachRow(tile: Tile, body: (at: RowAt, start: Position) => void): void {
  const { source, base, slot, slots } = tile
  const { f } = tile.writer
  const { columns } = source.logits.layout
  const [number, row, terms] = [f.local('i32'), f.local('i32'), f.local('i32')]
  f.forRange(slot, base, slots, SLOT, () => {
    setRow(tile, 0, number, row)
    pushTerms(tile, slot)
    f.set(terms)
    body({ number, offset: row, ahead: 0 }, { row, terms, count: columns })
  })
  f.release(number, row, terms)
}

/** Emits a loop over several pairs of rows at a time, and one over those that are left. */
export function forSeveralPairs(tile: Tile, body: (at: PairsAt) => void): void {
  const { writer, source, base, first, end, slot, slots } = tile
  const { f } = writer
  const { stride, rows } = source.logits.layout
  f.get(base).set(slot)
  if (rows >= 2 * PAIRS_TOGETHER) {
    const [number, offset, limit] = [f.local('i32'), f.local('i32'), f.local('i32')]
    // Whole groups of whole pairs.
    f.get(end)
      .minus(first)
      .times(SLOT)
      .plus(base)
      .tee(limit)
      .get(slots)
      .get(limit)
      .get(slots)
      .op('i32.lt_s')
      .select()
      .minus((2 * PAIRS_TOGETHER - 1) * SLOT)
      .set(limit)
    f.forRange(slot, slot, limit, 2 * PAIRS_TOGETHER * SLOT, () => {
      pushRow(tile)
      f.tee(number).times(stride).set(offset)
      const rowAt = (ahead: number) => ({ number, offset, ahead })
      body(Array.from({ length: PAIRS_TOGETHER }, (_, i) => [rowAt(2 * i), rowAt(2 * i + 1)] as const))
    })
    f.release(number, offset, limit)
  }
  const locals = [0, 1].map(() => ({ number: f.local('i32'), offset: f.local('i32'), ahead: 0 })) as unknown as [RowAt, RowAt]
  f.forRange(slot, slot, slots, 2 * SLOT, () => {
    locals.forEach(({ number, offset }, r) => {
      setRow(tile, r, number, offset)
    })
    body([locals])
  })
  f.release(...locals.flatMap(({ number, offset }) => [number, offset]))
}

/** A vector of each pair from one of the tile's arrays of float64. */
export function eachPair({ writer, slot }: Tile, at: PairsAt, array: number): Vectors {
  return writer.each(at.length, (i) => writer.f.get(slot).load('v128.load', array + i * VECTOR))
}

/** Pushes the offset of the current row's argmax in the tile's array, and of others behind it. */
export function pushArgmax({ writer, base, slot }: Tile): void {
  writer.f.get(slot).minus(base).i32(1).op('i32.shr_u').plus(base)
}

/** Pushes the offset of the first term of the row at a slot, or behind the terms where it is the last slot. */
export function pushTerms({ writer, base, termStride }: Tile, slot: Local): void {
  writer.f
    .get(slot)
    .minus(base)
    .times(termStride / SLOT)
    .plus(base)
}

/** Pushes the offset, in the tile's terms, of the class whose number `pushClass` pushes, in a row that begins at `terms`. */
export function pushTerm({ writer }: Tile, terms: Local, pushClass: () => void): void {
  pushClass()
  writer.f.times(TERM).plus(terms)
}

/** Sets number and offset of the row `ahead` of the slot: min(first + slot / SLOT + ahead, end - 1). */
function setRow(tile: Tile, ahead: number, number: Local, offset: Local): void {
  const { writer, source, end } = tile
  const { f } = writer
  pushRow(tile)
  if (ahead > 0) f.plus(ahead)
  f.tee(number).get(end).minus(1).get(number).get(end).op('i32.lt_s').select().tee(number)
  f.times(source.logits.layout.stride).set(offset)
}

/** Pushes the number of the row at `slot`. */
function pushRow({ writer, base, first, slot }: Tile): void {
  writer.f.get(first).get(slot).minus(base).i32(SLOT).op('i32.div_u').op('i32.add')
}

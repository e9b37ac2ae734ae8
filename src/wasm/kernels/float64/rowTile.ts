// Rows in tiles that stay in the first-level cache. Each pass over a tile is a loop of short, independent chains, because a long
// one would stand in the processor's queues: maxima and differences; exponentials, all alike; sums; then the kernel's formulas.

import type { FunctionBuilder, Local, PlainOpcode } from '../../assembler/index.ts'
import type { KernelContext } from '../../kernel.ts'
import { forClasses, loadPairs, type Position, storeTerms, VECTOR, widen } from './classLoop.ts'
import { EXP_CONSTANTS, expNonPositive } from './exp.ts'
import { sumTerms } from './laneSums.ts'
import { type PairsAt, pairAt, rowsAt, type Tile } from './pairs.ts'
import type { RowSource, RowTile } from './rows.ts'
import { WIDE } from './shares.ts'
import { FormulaWriter, type Vectors } from './vectors.ts'

/** Bytes of a tile's terms (one pair of rows may have more). */
const TILE_BYTES = 16384
/** Exponentials that are computed side by side: their polynomials fill the vector registers. */
const SIDE_BY_SIDE = 8
/** Pairs whose row formulas are computed side by side. */
const PAIRS_TOGETHER = 4
/** From this spread of a row's logits on, exponents are clamped. */
const FAR = 708

/** Emits code for the rows that the calling thread owns, tile by tile, and then for the operations that follow the kernel. */
export function forRowTiles(context: KernelContext, source: RowSource, body: (tile: RowTile) => void): void {
  const { f, begin, end, ownership, group } = context
  const { segments, batchRows } = group.layout
  if (ownership.kind === 'rows') {
    writeTiles(context, source, begin, end, body)
    const region = batchRows ? { rowBegin: begin, rowEnd: end } : { rowBegin: 0, rowEnd: 1 }
    context.epilogue({ firstSegment: 0, lastSegment: segments, ...region })
    return
  }
  f.get(begin).get(end).op('i32.lt_s')
  f.if(() => {
    const last = f.local('i32')
    f.i32(source.logits.layout.rows).set(last)
    writeTiles(context, source, 0, last, body)
    context.epilogue({ firstSegment: 0, lastSegment: segments, rowBegin: 0, rowEnd: group.layout.rows })
  })
}

/** Where the passes stand: the tile's first row, the row behind the last one, and the pair in the tile's arrays. */
interface Cursor {
  readonly first: Local
  readonly end: Local
  readonly slot: Local
  /** 16 times the pairs of this tile. */
  readonly slots: Local
}

function writeTiles(
  context: KernelContext,
  source: RowSource,
  begin: Local | number,
  end: Local,
  body: (tile: RowTile) => void,
): void {
  const { f } = context
  const { columns, rows } = source.logits.layout
  const pairs = Math.max(1, Math.min(Math.floor((rows + 1) / 2), Math.floor(TILE_BYTES / (columns * VECTOR))))
  // The last vectors side by side, or the last pairs together, may reach beyond the end.
  const terms = context.scratch((pairs * (columns + 3) + SIDE_BY_SIDE + PAIRS_TOGETHER + 1) * VECTOR)
  const maxima = terms + (pairs * columns + SIDE_BY_SIDE) * VECTOR
  const writer = new FormulaWriter(f)
  const [sums, argmax] = [maxima + pairs * VECTOR, maxima + 2 * pairs * VECTOR]
  const nowhere = maxima + 3 * pairs * VECTOR
  writer.hoist(EXP_CONSTANTS)
  const [first, slot, slots] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const [wide, far] = [f.local('i32'), f.local('i32')]
  const tile: Tile = { writer, source, terms, maxima, sums, argmax, wide }
  const cursor: Cursor = { first, end, slot, slots }
  f.forRange(first, begin, end, 2 * pairs, () => {
    // min(pairs, (end - first + 1) / 2) pairs
    f.get(end).get(first).op('i32.sub').i32(1).op('i32.add').i32(1).op('i32.shr_u').i32(4).op('i32.shl').tee(slots)
    f.i32(pairs * VECTOR)
      .get(slots)
      .i32(pairs * VECTOR)
      .op('i32.lt_s')
      .select()
      .set(slots)
    findMaxima(tile, cursor, far)
    findDifferences(tile, cursor, nowhere)
    computeTerms(tile, cursor, far)
    sumRows(tile, cursor)
    body({
      forRows: (formulas) => forRows(tile, cursor, formulas),
      forPairs: (formulas) => {
        forPairs(tile, cursor, (at, position) => writer.during(() => formulas(pairAt(tile, at, position))))
      },
    })
  })
  f.release(first, slot, slots, wide, far)
}

/** The first pass: each pair's maxima, and whether some rows' logits lie wide or even far apart, or are not finite. */
function findMaxima(tile: Tile, cursor: Cursor, far: Local): void {
  const { writer, source, maxima } = tile
  const { f } = writer
  const { logits } = source
  const near = writer.integers(-1)
  const narrow = writer.integers(-1)
  forPairs(tile, cursor, (_at, start) => {
    writer.during(() => {
      // With the number first, a NaN is passed over.
      const highest = splat(writer, Number.NEGATIVE_INFINITY)
      const lowest = splat(writer, Number.POSITIVE_INFINITY)
      forClasses(f, start, logits.layout, (position) => {
        writer.during(() => {
          for (const pair of loadPairs(writer, logits, position).locals) {
            highest.becomes(highest.with('f32x4.pmax', pair))
            lowest.becomes(lowest.with('f32x4.pmin', pair))
          }
        })
      })
      const maximum = foldHalves(highest, 'f32x4.pmax').apply('f64x2.promote_low_f32x4')
      const spread = maximum.minus(foldHalves(lowest, 'f32x4.pmin').apply('f64x2.promote_low_f32x4'))
      f.get(cursor.slot)
        .get(maximum.locals[0] as Local)
        .store('v128.store', maxima)
      near.becomes(near.and(spread.isBelow(FAR)))
      narrow.becomes(narrow.and(spread.isBelow(WIDE)))
    })
  })
  for (const [mask, flag] of [
    [near, far],
    [narrow, tile.wide],
  ] as const) {
    f.get(mask.locals[0] as Local)
      .op('i64x2.all_true')
      .op('i32.eqz')
      .set(flag)
  }
}

/** The second pass: differences to the maximum, and the argmax. */
function findDifferences(tile: Tile, cursor: Cursor, nowhere: number): void {
  const { writer, source } = tile
  const { f } = writer
  const { logits } = source
  forPairs(tile, cursor, (_at, start) => {
    writer.during(() => {
      const maximum = writer.each(1, () => f.get(cursor.slot).load('v128.load', tile.maxima))
      const narrow = maximum.apply('f32x4.demote_f64x2_zero').locals[0] as Local
      const highest = writer.each(1, () => f.get(narrow).get(narrow).shuffle64(0, 0))
      const argmax = writer.each(1, () => f.i32x4(-1))
      const numbers = writer.each(1, () => f.i32x4(0, 0, 1, 1))
      forClasses(f, start, logits.layout, (position) => {
        writer.during(() => {
          const pairs = loadPairs(writer, logits, position)
          for (let i = 0; i < pairs.width; i++) {
            const others = pairs.slice(i, i + 1).with('f32x4.ne', highest)
            argmax.becomes(argmax.with('i32x4.min_u', others.or(numbers)))
            numbers.becomes(numbers.with('i32x4.add', writer.integers(2)))
          }
          storeTerms(position, widen(pairs, position.count).minus(maximum))
        })
      })
      // The address of each argmax's term; nowhere in a row of NaN or -infinity throughout, whose sum then is NaN.
      const found = highest.with('f32x4.gt', splat(writer, Number.NEGATIVE_INFINITY))
      const folded = foldHalves(argmax, 'i32x4.min_u').locals[0] as Local
      const own = writer.each(1, () => {
        f.get(folded).i32(4).op('i32x4.shl')
        f.get(start.terms)
          .op('i32x4.splat')
          .op('i32x4.add')
          .i32x4(tile.terms, tile.terms + 8, 0, 0)
          .op('i32x4.add')
      })
      const cells = found.select(own, writer.integers(nowhere))
      f.get(cursor.slot)
        .get(cells.locals[0] as Local)
        .get(folded)
        .shuffle64(0, 2)
        .store('v128.store', tile.argmax)
    })
  })
}

/** The third pass: every difference to its exponential, in place. */
function computeTerms({ writer, source, terms }: Tile, { slots }: Cursor, far: Local): void {
  const { f } = writer
  const [at, end] = [f.local('i32'), f.local('i32')]
  f.get(slots).i32(source.logits.layout.columns).op('i32.mul').set(end)
  const loop = (near: boolean): void => {
    f.forRange(at, 0, end, SIDE_BY_SIDE * VECTOR, () => {
      writer.during(() => {
        const d = writer.each(SIDE_BY_SIDE, (i) => f.get(at).load('v128.load', terms + i * VECTOR))
        expNonPositive(d, near).locals.forEach((local, i) => {
          f.get(at)
            .get(local)
            .store('v128.store', terms + i * VECTOR)
        })
      })
    })
  }
  f.get(far)
  f.if(
    () => loop(false),
    () => loop(true),
  )
  f.release(at, end)
}

/** The fourth pass: each row's sum, with 0 in place of the argmax's term, and then that term, which is 1. */
function sumRows(tile: Tile, cursor: Cursor): void {
  const { writer, argmax, sums, source } = tile
  const { f } = writer
  const { slot, slots } = cursor
  const fill = (value: number): void => {
    for (const row of [0, 1]) {
      f.get(slot)
        .load('i32.load', argmax + 4 * row)
        .f64(value)
        .store('f64.store')
    }
  }
  f.forRange(slot, 0, slots, VECTOR, () => fill(0))
  forPairs(tile, cursor, (_at, start) => {
    writer.during(() => {
      const sum = sumTerms(writer, start, source.logits.layout.columns)
      f.get(slot)
        .get(sum.locals[0] as Local)
        .store('v128.store', sums)
    })
    fill(1)
  })
}

/** Emits a loop over the tile's pairs. Where the last row has no partner it is its own, and is worked on twice. */
function forPairs(
  { writer, source, terms: termOffset }: Tile,
  { first, end, slot, slots }: Cursor,
  body: (at: PairsAt, start: Position) => void,
  from: number | Local = 0,
): void {
  const { f } = writer
  const { columns, stride } = source.logits.layout
  const numbers: [Local, Local] = [f.local('i32'), f.local('i32')]
  const rows: [Local, Local] = [f.local('i32'), f.local('i32')]
  const terms = f.local('i32')
  f.forRange(slot, from, slots, VECTOR, () => {
    pushRow(f, first, slot)
    f.set(numbers[0])
    f.get(numbers[0]).i32(1).op('i32.add').tee(numbers[1]).get(numbers[0]).get(numbers[1]).get(end).op('i32.lt_s').select()
    f.set(numbers[1])
    rows.forEach((row, r) => {
      f.get(numbers[r] as Local)
        .i32(stride)
        .op('i32.mul')
        .set(row)
    })
    f.get(slot).i32(columns).op('i32.mul').set(terms)
    const rowAt = (r: 0 | 1) => ({ number: numbers[r], offset: rows[r], ahead: 0 })
    body({ slot, pairs: [[rowAt(0), rowAt(1)]] }, { rows, rowOffset: 0, terms, termOffset, count: columns })
  })
  f.release(...numbers, ...rows, terms)
}

/** Emits a loop over several pairs at a time, and one over those that are left. */
function forRows(tile: Tile, cursor: Cursor, formulas: (rows: ReturnType<typeof rowsAt>) => void): void {
  const { writer, source } = tile
  const { f } = writer
  const { first, end, slot, slots } = cursor
  const { stride, rows } = source.logits.layout
  f.i32(0).set(slot)
  if (rows >= 2 * PAIRS_TOGETHER) {
    const [number, offset, limit] = [f.local('i32'), f.local('i32'), f.local('i32')]
    // Whole groups of whole pairs.
    f.get(end).get(first).op('i32.sub').i32(1).op('i32.shr_u').i32(4).op('i32.shl').tee(limit)
    f.get(slots).get(limit).get(slots).op('i32.lt_s').select()
    f.i32((PAIRS_TOGETHER - 1) * VECTOR)
      .op('i32.sub')
      .set(limit)
    f.forRange(slot, slot, limit, PAIRS_TOGETHER * VECTOR, () => {
      pushRow(f, first, slot)
      f.tee(number).i32(stride).op('i32.mul').set(offset)
      const rowAt = (ahead: number) => ({ number, offset, ahead })
      const pairs = Array.from({ length: PAIRS_TOGETHER }, (_, i) => [rowAt(2 * i), rowAt(2 * i + 1)] as const)
      writer.during(() => formulas(rowsAt(tile, { slot, pairs })))
    })
    f.release(number, offset, limit)
  }
  forPairs(tile, cursor, (at) => writer.during(() => formulas(rowsAt(tile, at))), slot)
}

/** Pushes the number of the first row of the pair at `slot`. */
function pushRow(f: FunctionBuilder, first: Local, slot: Local): void {
  f.get(first).get(slot).i32(3).op('i32.shr_u').op('i32.add')
}

/** A float32 vector of one number. */
function splat(writer: FormulaWriter, value: number): Vectors {
  return writer.each(1, () => writer.f.f32x4(value))
}

/** Joins the two halves of a vector by an instruction: both halves of the result are the same. */
function foldHalves(vector: Vectors, name: PlainOpcode): Vectors {
  const { writer } = vector
  const local = vector.locals[0] as Local
  return writer.each(1, () => {
    writer.f.get(local).get(local).get(local).shuffle64(1, 0).op(name)
  })
}

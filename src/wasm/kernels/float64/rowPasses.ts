// The passes over a tile that come before a kernel's formulas. Each is a loop of short, independent chains, because a long one
// would stand in the processor's queues: maxima; differences to them; exponentials, all alike; sums.

import type { Local, PlainOpcode } from '../../assembler/index.ts'
import { forClasses, loadPairs, storeTerms, VECTOR, widen } from './classLoop.ts'
import { expNonPositive } from './exp.ts'
import { sumTerms } from './laneSums.ts'
import { WIDE } from './shares.ts'
import { forPairs, type Tile } from './tile.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** Exponentials that are computed side by side: their polynomials fill the vector registers. */
export const SIDE_BY_SIDE = 8
/** From this spread of a row's logits on, exponents are clamped. */
const FAR = 708

/** The first pass: each pair's maxima, and whether some rows' logits lie wide or even far apart, or are not finite. */
export function findMaxima(tile: Tile, far: Local): void {
  const { writer, source, maxima } = tile
  const { f } = writer
  const { logits } = source
  const near = writer.integers(-1)
  const narrow = writer.integers(-1)
  forPairs(tile, (_at, start) => {
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
      f.get(tile.slot)
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
export function findDifferences(tile: Tile, nowhere: number): void {
  const { writer, source } = tile
  const { f } = writer
  const { logits } = source
  forPairs(tile, (_at, start) => {
    writer.during(() => {
      const maximum = writer.each(1, () => f.get(tile.slot).load('v128.load', tile.maxima))
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
      const beyond = writer.each(1, () => f.get(tile.base).i32(nowhere).op('i32.add').op('i32x4.splat'))
      const cells = found.select(own, beyond)
      f.get(tile.slot)
        .get(cells.locals[0] as Local)
        .get(folded)
        .shuffle64(0, 2)
        .store('v128.store', tile.argmax)
    })
  })
}

/** The third pass: every difference to its exponential, in place. */
export function computeTerms({ writer, source, base, terms, slots }: Tile, far: Local): void {
  const { f } = writer
  const [at, end] = [f.local('i32'), f.local('i32')]
  f.get(slots).get(base).op('i32.sub').i32(source.logits.layout.columns).op('i32.mul').get(base).op('i32.add').set(end)
  const loop = (near: boolean): void => {
    f.forRange(at, base, end, SIDE_BY_SIDE * VECTOR, () => {
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
export function sumRows(tile: Tile): void {
  const { writer, argmax, base, sums, source, slot, slots } = tile
  const { f } = writer
  const fill = (value: number): void => {
    for (const row of [0, 1]) {
      f.get(slot)
        .load('i32.load', argmax + 4 * row)
        .f64(value)
        .store('f64.store')
    }
  }
  f.forRange(slot, base, slots, VECTOR, () => fill(0))
  forPairs(tile, (_at, start) => {
    writer.during(() => {
      const sum = sumTerms(writer, start, source.logits.layout.columns)
      f.get(slot)
        .get(sum.locals[0] as Local)
        .store('v128.store', sums)
    })
    fill(1)
  })
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

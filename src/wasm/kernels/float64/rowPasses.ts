// The passes over a tile that come before a kernel's formulas: maxima; exponentials; sums. Where rows are short, exponentials have a
// pass of their own, over all rows as if they were one.

import type { Local, PlainOpcode } from '../../assembler/index.ts'
import { loadFloats, loadTerms, loadWidened, storeTerms } from './classes.ts'
import { forClasses, type Position, TERM, TURN, VECTOR } from './classLoop.ts'
import { expNonPositive } from './exp.ts'
import { sumTerms } from './laneSums.ts'
import { forEachRow, pushArgmax, pushTerm, pushTerms, type Tile } from './tile.ts'
import type { Vectors } from './vectors.ts'

/** Exponentials that are computed side by side: their polynomials fill the vector registers. */
export const SIDE_BY_SIDE: number = TURN / 2
/** From this spread of a row's logits on, exponents are clamped. */
const FAR = 708

/** The first pass: each row's maximum, and whether some row's logits lie far apart or are not finite. */
export function findMaxima(tile: Tile, far: Local): void {
  const { writer, source, maxima } = tile
  const { f } = writer
  const { logits } = source
  const near = writer.integers(-1)
  forEachRow(tile, (_at, start) => {
    writer.during(() => {
      // With the number first, a NaN is passed over.
      const highest = writer.each(1, () => f.f32x4(Number.NEGATIVE_INFINITY))
      const lowest = writer.each(1, () => f.f32x4(Number.POSITIVE_INFINITY))
      forClasses(f, start, logits.layout, (position) => {
        writer.during(() => {
          for (const x of loadFloats(writer, logits, position).locals) {
            highest.becomes(highest.with('f32x4.pmax', x))
            lowest.becomes(lowest.with('f32x4.pmin', x))
          }
        })
      })
      const maximum = foldLanes(highest, 'f32x4.pmax').apply('f64x2.promote_low_f32x4')
      const minimum = foldLanes(lowest, 'f32x4.pmin').apply('f64x2.promote_low_f32x4')
      near.becomes(near.and(maximum.minus(minimum).isBelow(FAR)))
      f.get(tile.slot)
        .get(maximum.locals[0] as Local)
        .storeLane('v128.store64_lane', maxima, 0)
    })
  })
  f.get(near.locals[0] as Local)
    .op('v128.any_true')
    .op('i32.eqz')
    .set(far)
}

/** The second pass: each row's argmax, differences to the maximum, and their exponentials. */
export function computeTerms(tile: Tile, far: Local): void {
  const { writer, source, terms } = tile
  const { f } = writer
  const { logits } = source
  const short = logits.layout.columns <= TURN
  const eitherWay = (body: (near: boolean) => void): void => {
    f.get(far)
    f.if(
      () => body(false),
      () => body(true),
    )
  }
  forEachRow(tile, (_at, start) => {
    writer.during(() => {
      findArgmax(tile, start)
      const maximum = writer.each(1, () => f.get(tile.slot).load('v128.load64_splat', tile.maxima))
      const pass = (formula: (d: Vectors) => Vectors): void => {
        forClasses(f, start, logits.layout, (position) => {
          writer.during(() => storeTerms(terms, position.terms, formula(loadWidened(writer, logits, position).minus(maximum))))
        })
      }
      if (short) pass((d) => d)
      else eitherWay((near) => pass((d) => expNonPositive(d, near)))
    })
  })
  if (short) eitherWay((near) => computeShortRows(tile, near))
}

/** Every difference in the tile's terms to its exponential, in place. */
function computeShortRows(tile: Tile, near: boolean): void {
  const { writer, terms } = tile
  const { f } = writer
  const [at, end] = [f.local('i32'), f.local('i32')]
  pushTerms(tile, tile.slots)
  f.set(end)
  f.forRange(at, tile.base, end, SIDE_BY_SIDE * VECTOR, () => {
    writer.during(() => storeTerms(terms, at, expNonPositive(loadTerms(writer, terms, at, 2 * SIDE_BY_SIDE), near)))
  })
  f.release(at, end)
}

/** Finds the first class that has the row's maximum. */
function findArgmax(tile: Tile, start: Position): void {
  const { writer, source, maxima, slot } = tile
  const { f } = writer
  const { logits } = source
  const [found, at] = [f.local('i32'), f.local('i32')]
  const maximum = writer.each(1, () => f.get(slot).load('f64.load', maxima).op('f32.demote_f64').op('f32x4.splat'))
  f.block((done) => {
    forClasses(f, start, logits.layout, (position) => {
      writer.during(() => {
        loadFloats(writer, logits, position).locals.forEach((x, i) => {
          f.get(x)
            .get(maximum.locals[0] as Local)
            .op('f32x4.eq')
            .op('i32x4.bitmask')
          if (i > 0)
            f.i32(4 * i)
              .op('i32.shl')
              .op('i32.or')
        })
        f.set(found).get(position.terms).set(at)
        f.get(found).brIf(done)
      })
    })
  })
  pushArgmax(tile)
  f.get(at).minus(start.terms).i32(TERM).op('i32.div_u').get(found).op('i32.ctz').op('i32.add')
  f.i32(-1)
  f.get(found).i32(0).get(slot).load('f64.load', maxima).f64(Number.NEGATIVE_INFINITY).op('f64.gt').select()
  f.select().store('i32.store', tile.argmax)
  f.release(found, at)
}

/** The third pass: each row's sum, with 0 in place of the argmax's term, and then that term, which is 1. */
export function sumRows(tile: Tile): void {
  const { writer, source, terms, slot } = tile
  const { f } = writer
  const { columns } = source.logits.layout
  const own = f.local('i32')
  const setOwn = (start: Position, value: number): void => {
    pushArgmax(tile)
    f.load('i32.load', tile.argmax).tee(own).i32(0).op('i32.ge_s')
    f.if(() => {
      pushTerm(tile, start.terms, () => f.get(own))
      f.f64(value).store('f64.store', terms)
    })
  }
  // In a loop of its own: a vector that was just written in part is slow to load.
  forEachRow(tile, (_at, start) => setOwn(start, 0))
  forEachRow(tile, (_at, start) => {
    writer.during(() => {
      const sum = sumTerms(writer, terms, start.terms, columns)
      f.get(slot)
        .get(sum.locals[0] as Local)
        .storeLane('v128.store64_lane', tile.sums, 0)
    })
    setOwn(start, 1)
  })
  f.release(own)
}

/** Joins the four lanes of a float32 vector by an instruction: all lanes of the result are the same. */
function foldLanes(vector: Vectors, name: PlainOpcode): Vectors {
  const fold = (from: Vectors, lanes: readonly [number, number, number, number]): Vectors => {
    const local = from.locals[0] as Local
    return from.writer.each(1, () => {
      from.writer.f
        .get(local)
        .get(local)
        .get(local)
        .shuffle32(...lanes)
        .op(name)
    })
  }
  return fold(fold(vector, [2, 3, 0, 1]), [1, 0, 3, 2])
}

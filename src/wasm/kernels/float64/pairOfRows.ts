// Rows of few classes, two at a time: lane r of a vector belongs to row r, and there is a vector for each class, all of them in
// locals. Nothing is summed across lanes, no lane is padding, and what happens once in a row happens once for both.

import type { Place } from '../../../compiler/memory.ts'
import type { FunctionHandle, Local, PlainOpcode } from '../../assembler/index.ts'
import type { KernelContext } from '../../kernel.ts'
import { EXP_CONSTANTS, expNonPositive } from './exp.ts'
import { type Classes, type Label, LANES, NEAR, type RowLoop, type Rows, type RowSource, sumOfLanes } from './rows.ts'
import { FormulaWriter, type Vectors } from './vectors.ts'

/** Exponentials that are computed side by side: as many as the vector registers hold, with their polynomials. */
const SIDE_BY_SIDE = 5

/** The two rows of one turn of the loop, and the byte offsets of both in every float32 [batch, classes]. */
interface Pair {
  readonly rows: readonly [Local, Local]
  readonly offsets: readonly [Local, Local]
}

/** Emits the loop over pairs of rows. Where the last row has no partner it is its own, and is computed twice. */
export const forPairsOfRows: RowLoop = (context, { begin, end }, source, body) => {
  const { f } = context
  const writer = new FormulaWriter(f)
  writer.hoist([NEAR, ...EXP_CONSTANTS])
  const [first, second, firstOffset, secondOffset] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const { stride } = source.logits.layout
  f.forRange(first, begin, end, 2, () => {
    f.get(first).i32(1).op('i32.add').tee(second).get(first).get(second)
    if (typeof end === 'number') f.i32(end)
    else f.get(end)
    f.op('i32.lt_s').select().tee(second).i32(stride).op('i32.mul').set(secondOffset)
    f.get(first).i32(stride).op('i32.mul').set(firstOffset)
    const pair: Pair = { rows: [first, second], offsets: [firstOffset, secondOffset] }
    writer.during(() => body(readPair(context, writer, source, pair)))
  })
  f.release(first, second, firstOffset, secondOffset)
}

/** Emits what all formulas need of a pair: maxima, terms, sums, labels. */
function readPair(context: KernelContext, writer: FormulaWriter, source: RowSource, pair: Pair): Rows {
  const { f } = writer
  const classes = source.logits.layout.columns
  const pairs = loadClasses(writer, source.logits, pair, 0, classes)
  const maxima = fold(pairs, 'f32x4.pmax', Number.NEGATIVE_INFINITY)
  const minima = fold(pairs, 'f32x4.pmin', Number.POSITIVE_INFINITY)
  const argmax = argmaxOf(pairs, maxima, classes)
  const maximum = maxima.apply('f64x2.promote_low_f32x4')
  const spread = maximum.minus(minima.apply('f64x2.promote_low_f32x4'))
  const label = source.labels ? readLabel(writer, source, pair, source.labels, argmax, maximum) : null

  const terms = writer.make(classes + (label ? 1 : 0))
  const difference = (c: number): Vectors =>
    c < classes ? widen(pairs.slice(c >> 1), 1, c & 1).minus(maximum) : (label as PairLabel).difference
  for (let from = 0; from < terms.width; from += SIDE_BY_SIDE) {
    writer.during(() => {
      const chunk = terms.slice(from, from + SIDE_BY_SIDE)
      const computed = expNonPositive(writer.join(chunk.locals.map((_, i) => difference(from + i))), true)
      computed.locals.forEach((local, i) => {
        f.get(local).set(chunk.locals[i] as Local)
      })
    })
  }
  // Logits far apart, or not finite: the terms again, with every clamp.
  f.get(spread.isBelow(NEAR).locals[0] as Local)
    .op('i64x2.all_true')
    .op('i32.eqz')
  f.if(() => {
    writer.during(() => {
      const exponential = context.shared('expNonPositive', makeExponential)
      // A row of -infinity throughout has no argmax: every term is NaN.
      f.get(argmax.or(maximum.equals(Number.NEGATIVE_INFINITY)).locals[0] as Local).set(argmax.locals[0] as Local)
      terms.locals.forEach((term, c) => {
        f.get(difference(c).locals[0] as Local)
          .call(exponential)
          .set(term)
        // Beside a maximum of +infinity its own difference is NaN.
        if (c < classes) {
          const own = argmax.with('i64x2.eq', BigInt(c)).select(1, new Vectors(writer, [term]))
          f.get(own.locals[0] as Local).set(term)
        }
      })
    })
  })
}

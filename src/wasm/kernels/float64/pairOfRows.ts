// Rows of few classes, two at a time: lane r of a vector belongs to row r, and there is a vector for each class, all of them in
// locals. Nothing is summed across lanes, no lane is padding, and what happens once in a row happens once for both.

import type { Place } from '../../../compiler/memory.ts'
import type { Local, PlainOpcode } from '../../assembler/index.ts'
import type { KernelContext } from '../../kernel.ts'
import { callExpNonPositive, EXP_CONSTANTS, expNonPositive } from './exp.ts'
import { type Label, LANES, NEAR, type RowLoop, type Rows, type RowSource } from './rows.ts'
import { FormulaWriter, type Vectors } from './vectors.ts'

/** Exponentials that are computed side by side: their polynomials fill the vector registers. */
const SIDE_BY_SIDE = 5

/** The two rows of one turn of the loop, and their byte offsets in every float32 [batch, classes]. */
interface Pair {
  readonly writer: FormulaWriter
  readonly rows: readonly [Local, Local]
  readonly offsets: readonly [Local, Local]
}

interface PairLabel extends Label {
  /** Byte offsets of the labels' elements. */
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
    writer.during(() => body(readPair(context, { writer, rows: [first, second], offsets: [firstOffset, secondOffset] }, source)))
  })
  f.release(first, second, firstOffset, secondOffset)
}

/** Emits what all formulas need of a pair: maxima, labels, terms and their sums. */
function readPair(context: KernelContext, pair: Pair, source: RowSource): Rows {
  const { writer } = pair
  const classes = source.logits.layout.columns
  const logits = loadClasses(pair, source.logits, 0, classes)
  const maxima = fold(logits, 'f32x4.pmax', Number.NEGATIVE_INFINITY)
  const minima = fold(logits, 'f32x4.pmin', Number.POSITIVE_INFINITY)
  const argmax = argmaxOf(logits, maxima, classes)
  const maximum = maxima.apply('f64x2.promote_low_f32x4')
  const spread = maximum.minus(minima.apply('f64x2.promote_low_f32x4'))
  const located = source.labels ? locateLabel(pair, source, source.labels, argmax, maximum) : null

  const difference = (i: number): Vectors =>
    i < classes || !located ? widen(logits.slice(i >> 1), i & 1, 1).minus(maximum) : located.difference
  const terms = exponentials(context, writer, classes + (located ? 1 : 0), difference, { spread, maximum, argmax, classes })
  const rest = writer.scope(() => {
    const others = Array.from({ length: classes }, (_, c) => terms.slice(c, c + 1).except(argmax.with('i64x2.eq', BigInt(c))))
    return sumOfLanes(others)
  })
  return {
    writer,
    maximum,
    rest,
    total: rest.plus(1),
    label: located && { ...located, term: terms.slice(classes) },
    rowValues: ({ address }) => {
      const { f } = writer
      f.get(pair.rows[1]).i32(3).op('i32.shl')
      f.get(pair.rows[0]).i32(3).op('i32.shl').load('v128.load64_zero', address)
      f.loadLane('v128.load64_lane', address, 1)
      return writer.take()
    },
    storeRowValues: ({ address }, values) => {
      const rounded = values.apply('f32x4.demote_f64x2_zero').locals[0] as Local
      pair.rows.forEach((row, r) => {
        writer.f.get(row).i32(2).op('i32.shl').get(rounded).storeLane('v128.store32_lane', address, r)
      })
    },
    sums: (formulas) => {
      const parts = quads(classes).map(([from, to]) =>
        formulas({ terms: terms.slice(from, to), values: (place) => widen(loadClasses(pair, place, from, to), 0, to - from) }),
      )
      const each = (k: number): Vectors[] => parts.flatMap((part) => split(part[k] as Vectors))
      return (parts[0] as readonly Vectors[]).map((_, k) => sumOfLanes(each(k)))
    },
    write: (place, formula) => {
      for (const [from, to] of quads(classes)) {
        writer.during(() => {
          const values = (source: Place): Vectors => widen(loadClasses(pair, source, from, to), 0, to - from)
          storeClasses(pair, place, from, formula({ terms: terms.slice(from, to), values }))
        })
      }
    },
    writeLabel: ({ address }, value) => {
      const rounded = value.apply('f32x4.demote_f64x2_zero').locals[0] as Local
      located?.offsets.forEach((offset, r) => {
        writer.f.get(offset).get(rounded).storeLane('v128.store32_lane', address, r)
      })
    },
    clear: ({ address, layout }, mask) => {
      const { f } = writer
      f.get(mask.locals[0] as Local)
        .op('i64x2.all_true')
        .op('i32.eqz')
      f.if(() => {
        pair.offsets.forEach((offset, r) => {
          f.get(mask.locals[0] as Local)
            .laneOp('i64x2.extract_lane', r)
            .op('i64.eqz')
          f.if(() => f.get(offset).i32(address).op('i32.add').i32(0).i32(layout.stride).memoryFill())
        })
      })
    },
  }
}

/** e^d of each difference, side by side; where logits lie far apart, or are not finite, one by one with every clamp. */
function exponentials(
  context: KernelContext,
  writer: FormulaWriter,
  count: number,
  difference: (i: number) => Vectors,
  { spread, maximum, argmax, classes }: { spread: Vectors; maximum: Vectors; argmax: Vectors; classes: number },
): Vectors {
  const { f } = writer
  const groups = Math.floor((count + SIDE_BY_SIDE - 1) / SIDE_BY_SIDE)
  const parts: Vectors[] = []
  for (let group = 0, from = 0; group < groups; group++) {
    const size = Math.floor((count - from + groups - group - 1) / (groups - group))
    const start = from
    parts.push(
      writer.scope(() => expNonPositive(writer.join(Array.from({ length: size }, (_, i) => difference(start + i))), true)),
    )
    from += size
  }
  const terms = writer.join(parts)
  f.get(spread.isBelow(NEAR).locals[0] as Local)
    .op('i64x2.all_true')
    .op('i32.eqz')
  f.if(() => {
    writer.during(() => {
      // A row of -infinity throughout has no argmax, so that its sum is NaN.
      argmax.becomes(argmax.or(maximum.equals(Number.NEGATIVE_INFINITY)))
      for (let i = 0; i < count; i++) {
        const term = callExpNonPositive(context, difference(i))
        // Where the maximum is +infinity, its own difference is NaN.
        terms.slice(i, i + 1).becomes(i < classes ? argmax.with('i64x2.eq', BigInt(i)).select(1, term) : term)
      }
    })
  })
  return terms
}

/** The argmax of both rows as 64-bit integers: the first class whose logit is the maximum, or a number that no class has. */
function argmaxOf(logits: Vectors, maxima: Vectors, classes: number): Vectors {
  const { writer } = logits
  const { f } = writer
  return writer.scope(() => {
    const candidates = writer.each(logits.width, (i) => {
      const odd = Math.min(2 * i + 1, classes - 1)
      f.get(logits.locals[i] as Local).get(maxima.locals[0] as Local).op('f32x4.ne')
      f.i32x4(2 * i, 2 * i, odd, odd).op('v128.or')
    })
    return fold(candidates, 'i32x4.min_u').apply('i64x2.extend_low_i32x4_u')
  })
}

/** Emits the reading of both rows' labels; everything of them but their terms. */
function locateLabel(
  { writer, rows, offsets }: Pair,
  { logits, ignoreClass }: RowSource,
  { address }: Place,
  argmax: Vectors,
  maximum: Vectors,
): Omit<PairLabel, 'term'> {
  const { f } = writer
  f.get(rows[1]).i32(2).op('i32.shl')
  f.get(rows[0]).i32(2).op('i32.shl').load('v128.load32_zero', address)
  f.loadLane('v128.load32_lane', address, 1)
  const given = writer.take()
  const inRange = given.with('i32x4.lt_u', writer.integers(logits.layout.columns))
  const valid = typeof ignoreClass === 'number' ? inRange.except(given.with('i32x4.eq', writer.integers(ignoreClass))) : inRange
  // Where a row does not count, class 0 stands in for its label.
  const label = given.and(valid)
  const labelOffsets = offsets.map((offset, r) => {
    const at = f.local('i32')
    f.get(label.locals[0] as Local)
      .laneOp('i32x4.extract_lane', r)
      .i32(2)
      .op('i32.shl')
      .get(offset)
      .op('i32.add')
      .set(at)
    return at
  }) as [Local, Local]
  f.get(labelOffsets[1]).get(labelOffsets[0]).load('v128.load32_zero', logits.address)
  f.loadLane('v128.load32_lane', logits.address, 1).op('f64x2.promote_low_f32x4')
  const isArgmax = label.apply('i64x2.extend_low_i32x4_u').with('i64x2.eq', argmax)
  const difference = writer.take().minus(maximum).except(isArgmax)
  return { counts: valid.apply('i64x2.extend_low_i32x4_s'), isArgmax, difference, offsets: labelOffsets }
}

/** The classes in steps of four: what one vector of a row holds. */
function quads(classes: number): [number, number][] {
  const count = Math.floor((classes + 3) / 4)
  return Array.from({ length: count }, (_, i) => [4 * i, Math.min(4 * i + 4, classes)])
}

/**
 * Loads classes [from, to), from a multiple of 4, as float32 vectors of two classes: row 0, row 1, then the next class of both.
 * A class without a neighbour is its own.
 */
function loadClasses({ writer, offsets }: Pair, { address }: Place, from: number, to: number): Vectors {
  const { f } = writer
  return writer.join(
    quads(to - from).map(([start, end]) => {
      const [a, b] = offsets.map((offset) => {
        f.get(offset).load('v128.load', address + 4 * (from + start))
        return writer.take()
      }) as [Vectors, Vectors]
      const pairs = Math.floor((end - start + 1) / 2)
      return writer.each(pairs, (i) => {
        const [even, odd] = [2 * i, Math.min(2 * i + 1, end - start - 1)]
        f.get(a.locals[0] as Local).get(b.locals[0] as Local).shuffle32(even, 4 + even, odd, 4 + odd)
      })
    }),
  )
}

/** `count` classes of what `loadClasses` gave, widened: a vector for each. */
function widen(pairs: Vectors, first: number, count: number): Vectors {
  const { writer } = pairs
  return writer.each(count, (i) => {
    const half = (first + i) & 1
    const pair = pairs.locals[(first + i) >> 1] as Local
    writer.f.get(pair)
    if (half === 1) writer.f.get(pair).shuffle64(1, 1)
    writer.f.op('f64x2.promote_low_f32x4')
  })
}

/** Rounds up to four classes to float32 and stores them as a vector of each row, zeros behind the last. */
function storeClasses({ writer, offsets }: Pair, { address }: Place, from: number, values: Vectors): void {
  const { f } = writer
  const rounded = values.apply('f32x4.demote_f64x2_zero')
  const push = (i: number): void => {
    const local = rounded.locals[i]
    if (local) f.get(local)
    else f.f32x4(0)
  }
  // [row 0 class 2i, row 0 class 2i + 1, row 1 class 2i, row 1 class 2i + 1]
  const halves = writer.each(2, (i) => {
    if (2 * i >= values.width) f.f32x4(0)
    else {
      push(2 * i)
      push(2 * i + 1)
      f.shuffle32(0, 4, 1, 5)
    }
  }).locals as [Local, Local]
  f.get(offsets[0]).get(halves[0]).get(halves[1]).shuffle64(0, 2).store('v128.store', address + 4 * from)
  f.get(offsets[1]).get(halves[0]).get(halves[1]).shuffle64(1, 3).store('v128.store', address + 4 * from)
}

/** Each vector on its own. */
function split(vectors: Vectors): Vectors[] {
  return vectors.locals.map((_, i) => vectors.slice(i, i + 1))
}

/** The vectors of each class to their lane, class i to lane i mod 8, and the lanes in the contract's tree. */
function sumOfLanes(values: readonly Vectors[]): Vectors {
  const lanes: Vectors[] = []
  values.forEach((value, i) => {
    lanes[i % LANES] = i < LANES ? value : (lanes[i % LANES] as Vectors).plus(value)
  })
  const add = (a: Vectors | undefined, b: Vectors | undefined): Vectors | undefined => (a && b ? a.plus(b) : (a ?? b))
  const tree = (first: number): Vectors | undefined =>
    add(add(lanes[first], lanes[first + 2]), add(lanes[first + 4], lanes[first + 6]))
  return add(tree(0), tree(1)) as Vectors
}

/** Joins the vectors of two classes each by one instruction; both halves of the result hold both rows. */
function fold(pairs: Vectors, name: PlainOpcode, start?: number): Vectors {
  const { writer } = pairs
  const { f } = writer
  return writer.scope(() => {
    let folded = pairs.slice(0, 1)
    // With the number first, a NaN is passed over.
    if (start !== undefined) folded = writer.each(1, () => f.f32x4(start)).with(name, folded)
    for (let i = 1; i < pairs.width; i++) folded = folded.with(name, pairs.locals[i] as Local)
    const local = folded.locals[0] as Local
    return writer.each(1, () => f.get(local).get(local).get(local).shuffle64(1, 0).op(name))
  })
}

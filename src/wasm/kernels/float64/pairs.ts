// Pairs of rows of a tile, as kernels' formulas see them: values of rows, labels, and classes.

import type { Place } from '../../../compiler/memory.ts'
import type { Local } from '../../assembler/index.ts'
import { forClasses, loadPairs, loadTerms, type Position, storeClasses, VECTOR, widen } from './classLoop.ts'
import { sumClasses } from './laneSums.ts'
import type { Classes, Label, PairOfRows, RowSource, Rows } from './rows.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** Where a tile's rows are, and what the passes over it have left in scratch memory: a vector for each pair but for the terms. */
export interface Tile {
  readonly writer: FormulaWriter
  readonly source: RowSource
  /** e_i: a vector for each class of each pair. */
  readonly terms: number
  /** m and S1. */
  readonly maxima: number
  readonly sums: number
  /** Addresses of the terms of both rows' argmax, as two i32. */
  readonly cells: number
}

/** A row: its number and its byte offset in every float32 [batch, classes], each `ahead` rows further. */
export interface RowAt {
  readonly number: Local
  readonly offset: Local
  readonly ahead: number
}

/** Some neighbouring pairs: the first one's place in the tile's arrays, in bytes, and each one's rows. */
export interface PairsAt {
  readonly slot: Local
  readonly pairs: readonly (readonly [RowAt, RowAt])[]
}

/** What formulas see of some pairs. */
export function rowsAt(tile: Tile, at: PairsAt): Rows {
  const { writer, maxima, sums } = tile
  const { f } = writer
  const rest = eachPair(tile, at, sums, 'v128.load')
  return {
    writer,
    get maximum() {
      return eachPair(tile, at, maxima, 'v128.load')
    },
    rest,
    total: rest.plus(1),
    label: () => labelAt(tile, at),
    rowValues: ({ address }) =>
      writer.each(at.pairs.length, (i) => {
        const [a, b] = at.pairs[i] as readonly [RowAt, RowAt]
        f.get(b.number).i32(3).op('i32.shl')
        f.get(a.number)
          .i32(3)
          .op('i32.shl')
          .load('v128.load64_zero', address + 8 * a.ahead)
        f.loadLane('v128.load64_lane', address + 8 * b.ahead, 1)
      }),
    storeRowValues: ({ address }, values) => {
      const rounded = values.apply('f32x4.demote_f64x2_zero').locals
      at.pairs.forEach((pair, i) => {
        pair.forEach(({ number, ahead }, r) => {
          f.get(number)
            .i32(2)
            .op('i32.shl')
            .get(rounded[i] as Local)
            .storeLane('v128.store32_lane', address + 4 * ahead, r)
        })
      })
    },
  }
}

/** What formulas see of one pair, and of its classes from `start` on. */
export function pairAt(tile: Tile, at: PairsAt, start: Position): PairOfRows {
  const { writer } = tile
  const { layout } = tile.source.logits
  const classesAt = (position: Position): Classes => ({
    get terms() {
      return loadTerms(writer, position)
    },
    get isArgmax() {
      const argmax = eachPair(tile, at, tile.cells, 'v128.load64_zero')
      return writer
        .each(position.count, (i) => {
          const cell = position.termOffset + i * VECTOR
          writer.f
            .get(position.terms)
            .op('i32x4.splat')
            .i32x4(cell, cell + 8, 0, 0)
            .op('i32x4.add')
        })
        .with('i32x4.eq', argmax)
        .apply('i64x2.extend_low_i32x4_s')
    },
    values: (place) => widen(loadPairs(writer, place, position), position.count),
  })
  return {
    ...rowsAt(tile, at),
    sums: (count, formulas) => sumClasses(writer, start, layout, count, (position) => formulas(classesAt(position))),
    write: (place, formula) => {
      forClasses(writer.f, start, place.layout, (position) => {
        writer.during(() => storeClasses(writer, place, position, formula(classesAt(position))))
      })
    },
    clear: (place, mask) => clearRows(writer, place, start.rows, mask),
  }
}

/** A vector of each pair from one of the tile's arrays. */
function eachPair({ writer }: Tile, { slot, pairs }: PairsAt, array: number, load: 'v128.load' | 'v128.load64_zero'): Vectors {
  return writer.each(pairs.length, (i) => writer.f.get(slot).load(load, array + i * VECTOR))
}

function labelAt(tile: Tile, at: PairsAt): Label {
  const { writer, source, terms, cells, maxima } = tile
  const { f } = writer
  const { logits, ignoreClass } = source
  const { columns } = logits.layout
  const { address } = source.labels as Place
  const given = writer.each(at.pairs.length, (i) => {
    const [a, b] = at.pairs[i] as readonly [RowAt, RowAt]
    f.get(b.number).i32(2).op('i32.shl')
    f.get(a.number)
      .i32(2)
      .op('i32.shl')
      .load('v128.load32_zero', address + 4 * a.ahead)
    f.loadLane('v128.load32_lane', address + 4 * b.ahead, 1)
  })
  const inRange = given.with('i32x4.lt_u', writer.integers(columns))
  const valid = typeof ignoreClass === 'number' ? inRange.except(given.with('i32x4.eq', writer.integers(ignoreClass))) : inRange
  // Where a row does not count, class 0 stands in for its label.
  const label = given.and(valid)
  const own = writer.each(at.pairs.length, (i) => {
    f.get(label.locals[i] as Local)
      .i32(4)
      .op('i32x4.shl')
    f.get(at.slot).i32(columns).op('i32.mul').op('i32x4.splat').op('i32x4.add')
    const first = terms + i * columns * VECTOR
    f.i32x4(first, first + 8, 0, 0).op('i32x4.add')
  })
  const isArgmax = own.with('i32x4.eq', eachPair(tile, at, cells, 'v128.load64_zero')).apply('i64x2.extend_low_i32x4_s')
  let known: Local[] | undefined
  /** Offsets of the labels' elements in a float32 [batch, classes], less the rows ahead. */
  const offsets = (): Local[] => {
    known ??= at.pairs.flatMap((pair, i) => pair.map(({ offset }, r) => labelOffset(tile, label.locals[i] as Local, r, offset)))
    return known
  }
  const { stride } = logits.layout
  return {
    counts: valid.apply('i64x2.extend_low_i32x4_s'),
    isArgmax,
    difference: () => {
      const x = writer.each(at.pairs.length, (i) => {
        const [a, b] = at.pairs[i] as readonly [RowAt, RowAt]
        f.get(offsets()[2 * i + 1] as Local)
          .get(offsets()[2 * i] as Local)
          .load('v128.load32_zero', logits.address + a.ahead * stride)
        f.loadLane('v128.load32_lane', logits.address + b.ahead * stride, 1).op('f64x2.promote_low_f32x4')
      })
      return x.minus(eachPair(tile, at, maxima, 'v128.load')).except(isArgmax)
    },
    term: () =>
      writer.each(at.pairs.length, (i) => {
        const cell = own.locals[i] as Local
        f.get(cell).laneOp('i32x4.extract_lane', 1)
        f.get(cell).laneOp('i32x4.extract_lane', 0).load('v128.load64_zero')
        f.loadLane('v128.load64_lane', 0, 1)
      }),
    write: (place, values) => {
      const rounded = values.apply('f32x4.demote_f64x2_zero').locals
      at.pairs.forEach((pair, i) => {
        pair.forEach(({ ahead }, r) => {
          f.get(offsets()[2 * i + r] as Local)
            .get(rounded[i] as Local)
            .storeLane('v128.store32_lane', place.address + ahead * stride, r)
        })
      })
    },
  }
}

/** The byte offset of the class in lane `r` of `label`, in the row at `offset`, in a new local. */
function labelOffset({ writer, source }: Tile, label: Local, r: number, offset: Local): Local {
  const { f } = writer
  const { segments, length, block } = source.logits.layout
  const at = f.local('i32')
  f.get(label).laneOp('i32x4.extract_lane', r)
  if (segments === 1) f.i32(2).op('i32.shl')
  else {
    f.tee(at).i32(length).op('i32.rem_u').i32(2).op('i32.shl')
    f.get(at).i32(length).op('i32.div_u').i32(block).op('i32.mul').op('i32.add')
  }
  f.get(offset).op('i32.add').set(at)
  return at
}

/** Overwrites with zeros the rows, at these offsets, whose lane of the mask is 0. */
function clearRows({ f }: FormulaWriter, { address, layout }: Place, offsets: readonly [Local, Local], mask: Vectors): void {
  const local = mask.locals[0] as Local
  f.get(local).op('i64x2.all_true').op('i32.eqz')
  f.if(() => {
    offsets.forEach((offset, r) => {
      f.get(local).laneOp('i64x2.extract_lane', r).op('i64.eqz')
      f.if(() => {
        for (let segment = 0; segment < layout.segments; segment++) {
          f.get(offset)
            .i32(address + segment * layout.block)
            .op('i32.add')
            .i32(0)
            .i32(layout.stride)
            .memoryFill()
        }
      })
    })
  })
}

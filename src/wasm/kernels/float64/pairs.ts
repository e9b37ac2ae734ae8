// Pairs of rows of a tile, as kernels' formulas see them: values of rows, labels, and classes.

import type { Place } from '../../../compiler/memory.ts'
import type { Local } from '../../assembler/index.ts'
import { forClasses, loadPairs, loadTerms, type Position, storeClasses, VECTOR, widen } from './classLoop.ts'
import { sumClasses } from './laneSums.ts'
import type { Classes, Label, PairOfRows, RowSource, Rows } from './rows.ts'
import { writeShares } from './shares.ts'
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
  /** The addresses of the terms of both rows' argmax, and the argmax, as four i32. */
  readonly argmax: number
  /** Whether logits of some row of the tile lie more than WIDE apart, or are not finite (i32). */
  readonly wide: Local
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
    counts: () => {
      const { ignoreClass } = tile.source
      if (typeof ignoreClass !== 'number') return null
      return readLabels(tile, at).with('i32x4.ne', writer.integers(ignoreClass)).apply('i64x2.extend_low_i32x4_s')
    },
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
      const argmax = eachPair(tile, at, tile.argmax, 'v128.load64_zero')
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
  const rows = rowsAt(tile, at)
  return {
    ...rows,
    sums: (count, formulas) => sumClasses(writer, start, layout, count, (position) => formulas(classesAt(position))),
    write: (place, formula) => {
      forClasses(writer.f, start, place.layout, (position) => {
        writer.during(() => storeClasses(writer, place, position, formula(classesAt(position))))
      })
    },
    writeShares: (place, weight) => writeShares(tile, start, { place, total: rows.total, weight }),
    clear: (place, mask) => clearRows(writer, place, start.rows, mask),
  }
}

/** A vector of each pair from one of the tile's arrays. */
function eachPair({ writer }: Tile, { slot, pairs }: PairsAt, array: number, load: 'v128.load' | 'v128.load64_zero'): Vectors {
  return writer.each(pairs.length, (i) => writer.f.get(slot).load(load, array + i * VECTOR))
}

function labelAt(tile: Tile, at: PairsAt): Label {
  const { writer, source, terms, argmax, maxima } = tile
  const { f } = writer
  const { logits } = source
  const { columns } = logits.layout
  const label = readLabels(tile, at).with('i32x4.min_u', writer.integers(columns - 1))
  const isArgmax = label.with('i32x4.eq', eachPair(tile, at, argmax + 8, 'v128.load64_zero')).apply('i64x2.extend_low_i32x4_s')
  /** The label of each row, in a local. */
  const numbers = at.pairs.flatMap((_, i) =>
    [0, 1].map((r) => {
      const number = f.local('i32')
      f.get(label.locals[i] as Local)
        .laneOp('i32x4.extract_lane', r)
        .set(number)
      return number
    }),
  )
  /** Pushes the offset of row r's label in a float32 [batch, classes], less the rows ahead. */
  const pushOffset = (i: number, r: 0 | 1): void => {
    pushColumn(tile, numbers[2 * i + r] as Local)
    f.get((at.pairs[i] as readonly [RowAt, RowAt])[r].offset).op('i32.add')
  }
  /** Pushes the address of row r's term of class 0, less the pairs before. */
  const pushTerm = (i: number, r: 0 | 1): void => {
    f.get(at.slot).i32(columns).op('i32.mul')
    f.get(numbers[2 * i + r] as Local)
      .i32(4)
      .op('i32.shl')
      .op('i32.add')
  }
  const { stride } = logits.layout
  return {
    isArgmax,
    distance: () => {
      const x = writer.each(at.pairs.length, (i) => {
        const [a, b] = at.pairs[i] as readonly [RowAt, RowAt]
        pushOffset(i, 1)
        pushOffset(i, 0)
        f.load('v128.load32_zero', logits.address + a.ahead * stride)
        f.loadLane('v128.load32_lane', logits.address + b.ahead * stride, 1).op('f64x2.promote_low_f32x4')
      })
      return eachPair(tile, at, maxima, 'v128.load').minus(x).except(isArgmax)
    },
    term: () =>
      writer.each(at.pairs.length, (i) => {
        const first = terms + i * columns * VECTOR
        pushTerm(i, 1)
        pushTerm(i, 0)
        f.load('v128.load64_zero', first)
        f.loadLane('v128.load64_lane', first + 8, 1)
      }),
    write: (place, values) => {
      const rounded = values.apply('f32x4.demote_f64x2_zero').locals
      at.pairs.forEach((pair, i) => {
        for (const r of [0, 1] as const) {
          pushOffset(i, r)
          f.get(rounded[i] as Local).storeLane('v128.store32_lane', place.address + pair[r].ahead * stride, r)
        }
      })
    },
  }
}

/** The labels of each pair as i32. */
function readLabels({ writer, source }: Tile, { pairs }: PairsAt): Vectors {
  const { f } = writer
  const { address } = source.labels as Place
  return writer.each(pairs.length, (i) => {
    const [a, b] = pairs[i] as readonly [RowAt, RowAt]
    f.get(b.number).i32(2).op('i32.shl')
    f.get(a.number)
      .i32(2)
      .op('i32.shl')
      .load('v128.load32_zero', address + 4 * a.ahead)
    f.loadLane('v128.load32_lane', address + 4 * b.ahead, 1)
  })
}

/** Pushes the byte offset of a class in its row. */
function pushColumn({ writer, source }: Tile, number: Local): void {
  const { f } = writer
  const { segments, length, block } = source.logits.layout
  if (segments === 1) f.get(number).i32(2).op('i32.shl')
  else {
    f.get(number).i32(length).op('i32.rem_u').i32(2).op('i32.shl')
    f.get(number).i32(length).op('i32.div_u').i32(block).op('i32.mul').op('i32.add')
  }
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

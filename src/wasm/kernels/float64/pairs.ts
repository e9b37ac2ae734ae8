// Pairs of rows of a tile, as kernels' formulas see them: values of rows, labels, and classes.

import type { Place } from '../../../compiler/memory.ts'
import type { Local } from '../../assembler/index.ts'
import { forClasses, loadPairs, loadTerms, type Position, storeClasses, VECTOR, widen } from './classLoop.ts'
import { labelAt, readLabels } from './labels.ts'
import { sumClasses } from './laneSums.ts'
import type { Classes, PairOfRows, Rows } from './rows.ts'
import { writeShares } from './shares.ts'
import { eachPair, type PairsAt, type RowAt, type Tile } from './tile.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** What formulas see of some pairs. */
export function rowsAt(tile: Tile, at: PairsAt): Rows {
  const { writer, maxima, sums } = tile
  const { f } = writer
  const rest = eachPair(tile, at, sums)
  return {
    writer,
    maximum: () => eachPair(tile, at, maxima),
    rest,
    total: rest.plus(1),
    label: () => labelAt(tile, at),
    counts: () => {
      const { ignoreClass } = tile.source
      if (typeof ignoreClass !== 'number') return null
      return readLabels(tile, at).with('i32x4.ne', writer.integers(ignoreClass)).apply('i64x2.extend_low_i32x4_s')
    },
    rowValues: ({ address }) =>
      writer.each(at.length, (i) => {
        const [a, b] = at[i] as readonly [RowAt, RowAt]
        f.get(b.number).i32(3).op('i32.shl')
        f.get(a.number)
          .i32(3)
          .op('i32.shl')
          .load('v128.load64_zero', address + 8 * a.ahead)
        f.loadLane('v128.load64_lane', address + 8 * b.ahead, 1)
      }),
    storeRowValues: ({ address }, values) => {
      const rounded = values.apply('f32x4.demote_f64x2_zero').locals
      at.forEach((pair, i) => {
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

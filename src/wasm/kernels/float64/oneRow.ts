// One row of a tile, as formulas of classes see it: what belongs to the row stands in both lanes.

import type { Place } from '../../../compiler/memory.ts'
import { countParts } from '../../../numerics/rounding.ts'
import type { Local } from '../../assembler/index.ts'
import { clearRow } from '../offsets.ts'
import { loadTerms, loadWidened, storeRounded, storeTerms } from './classes.ts'
import { forClasses, type Position, TERM, TURN, VECTOR } from './classLoop.ts'
import { sumTerms } from './laneSums.ts'
import type { Classes, OneRow } from './rows.ts'
import { pushArgmax, pushTerm, type RowAt, type Tile } from './tile.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** What formulas see of the row at the tile's current slot, whose first class stands at `start`. */
export function rowAt(tile: Tile, { number }: RowAt, start: Position): OneRow {
  const { writer, source, slot } = tile
  const { f } = writer
  const { layout } = source.logits
  const { columns } = layout
  const inBothLanes = (array: number): Vectors => writer.each(1, () => f.get(slot).load('v128.load64_splat', array))
  const rest = inBothLanes(tile.sums)
  return {
    writer,
    maximum: () => inBothLanes(tile.maxima),
    rest,
    total: rest.plus(1),
    counts: () => {
      const { labels, ignoreClass } = source
      if (!labels || typeof ignoreClass !== 'number') return null
      return writer
        .each(1, () => f.get(number).times(4).load('v128.load32_splat', labels.address))
        .with('i32x4.ne', writer.integers(ignoreClass))
    },
    rowValues: ({ address }) => writer.each(1, () => f.get(number).times(8).load('v128.load64_splat', address)),
    storeRowValues: ({ address }, values) => {
      const local = values.apply('f32x4.demote_f64x2_zero').locals[0] as Local
      f.get(number).times(4).get(local).storeLane('v128.store32_lane', address, 0)
    },
    sums: (formulas) => {
      const at = f.local('i32')
      const partAt = (k: number): number => tile.parts + k * tile.termStride
      let count = 0
      forClasses(f, start, layout, (position) => {
        writer.during(() => {
          const parts = formulas(classesAt(tile, start, position))
          count = parts.length
          f.get(position.terms).minus(start.terms).plus(tile.base).set(at)
          parts.forEach((part, k) => {
            storeTerms(partAt(k), at, part)
          })
        })
      })
      f.get(tile.base).set(at)
      const sums = Array.from({ length: count }, (_, k) => sumTerms(writer, partAt(k), at, columns))
      f.release(at)
      return sums
    },
    write: (place, formula) => {
      clearLastVector(writer, place, start.row)
      forClasses(f, start, place.layout, (position) => {
        writer.during(() => storeRounded(place, position, formula(classesAt(tile, start, position))))
      })
    },
    clear: (place, mask) => {
      f.get(mask.locals[0] as Local)
        .op('v128.any_true')
        .op('i32.eqz')
      f.if(() => clearRow(f, place, () => f.get(start.row)))
    },
  }
}

/** The classes at a position. */
function classesAt(tile: Tile, start: Position, position: Position): Classes {
  const { writer } = tile
  const { f } = writer
  const { terms, count } = position
  return {
    get terms() {
      return loadTerms(writer, tile.terms, terms, count)
    },
    get isArgmax() {
      const own = writer.each(1, () => {
        pushTerm(tile, start.terms, () => {
          pushArgmax(tile)
          f.load('i32.load', tile.argmax)
        })
        f.op('i32x4.splat')
      })
      return writer
        .each(countParts(count, 2), (i) => {
          const [a, b] = [i * VECTOR, i * VECTOR + TERM]
          f.get(terms).op('i32x4.splat').i32x4(a, a, b, b).op('i32x4.add')
        })
        .with('i32x4.eq', own)
    },
    values: (place) => loadWidened(writer, place, position),
  }
}

/** Zeros the last vector of the row at `offset`, of which the turns of a loop overwrite no more than the classes. */
function clearLastVector({ f }: FormulaWriter, { address, layout }: Place, offset: Local): void {
  const { columns, segments, length, block } = layout
  if (columns <= TURN || columns % 4 === 0) return
  const last = Math.floor((columns - (segments - 1) * length) / 4)
  f.get(offset)
    .f32x4(0)
    .store('v128.store', address + (segments - 1) * block + last * VECTOR)
}

// Integer labels of pairs of rows: where a label's logit, term and gradient lie, and whether it is the argmax.

import type { Place } from '../../../compiler/memory.ts'
import type { Local } from '../../assembler/index.ts'
import { pushColumnOffset } from '../offsets.ts'
import type { Label } from './rows.ts'
import { eachPair, type PairsAt, pushArgmax, pushTerm, pushTerms, type RowAt, type Tile } from './tile.ts'
import type { Vectors } from './vectors.ts'

/** The labels of some pairs. */
export function labelAt(tile: Tile, at: PairsAt): Label {
  const { writer, source, terms, termStride, argmax, maxima, slot } = tile
  const { f } = writer
  const { logits } = source
  const { columns } = logits.layout
  const label = readLabels(tile, at).with('i32x4.min_u', writer.integers(columns - 1))
  const argmaxes = writer.each(at.length, (i) => {
    pushArgmax(tile)
    f.load('v128.load64_zero', argmax + 8 * i)
  })
  const isArgmax = label.with('i32x4.eq', argmaxes).apply('i64x2.extend_low_i32x4_s')
  /** The label of each row, in a local. */
  const numbers = at.flatMap((_, i) =>
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
    pushColumnOffset(f, logits.layout, numbers[2 * i + r] as Local).plus((at[i] as readonly [RowAt, RowAt])[r].offset)
  }
  const { stride } = logits.layout
  return {
    isArgmax,
    distance: () => {
      const x = writer.each(at.length, (i) => {
        const [a, b] = at[i] as readonly [RowAt, RowAt]
        pushOffset(i, 1)
        pushOffset(i, 0)
        f.load('v128.load32_zero', logits.address + a.ahead * stride)
        f.loadLane('v128.load32_lane', logits.address + b.ahead * stride, 1).op('f64x2.promote_low_f32x4')
      })
      return eachPair(tile, at, maxima).minus(x).except(isArgmax)
    },
    term: () => {
      const row = f.local('i32')
      pushTerms(tile, slot)
      f.set(row)
      const values = writer.each(at.length, (i) => {
        for (const r of [1, 0]) pushTerm(tile, row, () => f.get(numbers[2 * i + r] as Local))
        const first = terms + 2 * i * termStride
        f.load('v128.load64_zero', first).loadLane('v128.load64_lane', first + termStride, 1)
      })
      f.release(row)
      return values
    },
    write: (place, values) => {
      const rounded = values.apply('f32x4.demote_f64x2_zero').locals
      at.forEach((pair, i) => {
        for (const r of [0, 1] as const) {
          pushOffset(i, r)
          f.get(rounded[i] as Local).storeLane('v128.store32_lane', place.address + pair[r].ahead * stride, r)
        }
      })
    },
  }
}

/** The labels of each pair as i32. */
export function readLabels({ writer, source }: Tile, at: PairsAt): Vectors {
  const { f } = writer
  const { address } = source.labels as Place
  return writer.each(at.length, (i) => {
    const [a, b] = at[i] as readonly [RowAt, RowAt]
    f.get(b.number).times(4)
    f.get(a.number)
      .times(4)
      .load('v128.load32_zero', address + 4 * a.ahead)
    f.loadLane('v128.load32_lane', address + 4 * b.ahead, 1)
  })
}

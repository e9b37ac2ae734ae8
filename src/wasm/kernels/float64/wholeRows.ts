// Pairs of rows of a tile, as formulas of whole rows see them.

import type { Local } from '../../assembler/index.ts'
import { labelAt, readLabels } from './labels.ts'
import type { PairsOfRows } from './rows.ts'
import { eachPair, type PairsAt, type RowAt, type Tile } from './tile.ts'

/** What formulas see of some pairs. */
export function pairsAt(tile: Tile, at: PairsAt): PairsOfRows {
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
        f.get(b.number).times(8)
        f.get(a.number)
          .times(8)
          .load('v128.load64_zero', address + 8 * a.ahead)
        f.loadLane('v128.load64_lane', address + 8 * b.ahead, 1)
      }),
    storeRowValues: ({ address }, values) => {
      const rounded = values.apply('f32x4.demote_f64x2_zero').locals
      at.forEach((pair, i) => {
        pair.forEach(({ number, ahead }, r) => {
          f.get(number)
            .times(4)
            .get(rounded[i] as Local)
            .storeLane('v128.store32_lane', address + 4 * ahead, r)
        })
      })
    },
  }
}

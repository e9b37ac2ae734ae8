// weight * (e_i / T) without a division for each class, and with the bits of one.
//
// With r = 1 / T and s = weight * r, both rounded, e_i s differs from the exact sequence, round(weight * round(e_i / T)), by at
// most 5 roundings of 2^-53, which is less than 6 units in the last place of a float64. Rounding both to float32 gives the same but
// where a midpoint of two float32 lies between them: where the lowest 29 bits of e_i s are within 6 of 2^28, in 1 of 10^7.
// Pairs of rows in which that happens are divided. So are rows whose results may be subnormal as float32 (midpoints lie elsewhere
// there): those of wide spreads, and of small weights.

import type { Place } from '../../../compiler/memory.ts'
import type { Local } from '../../assembler/index.ts'
import { forClasses, loadTerms, type Position, storeClasses } from './classLoop.ts'
import type { Tile } from './tile.ts'
import type { Vectors } from './vectors.ts'

/** Up to this spread of a row's logits its smallest term is e^-64 = 1.6e-28. */
export const WIDE = 64
/** 2^-30: from here on the smallest share, 1.5e-37, is a normal float32. */
const LEAST_SCALE = 9.313225746154785e-10
/** What the lowest 29 bits of a float64, shifted to the top of 32, are added to: below 128 where they are within 8 of 2^28. */
const BESIDE_MIDPOINT = 0x80000040
const BESIDE = 128
const UNUSED_BITS = 3

/** Where shares go, and what they are made of. */
interface Shares {
  readonly place: Place
  readonly total: Vectors
  readonly weight: Vectors | null
}

/** Writes the shares of one pair of rows. */
export function writeShares(tile: Tile, start: Position, { place, total, weight }: Shares): void {
  const { writer, wide } = tile
  const { f } = writer
  const write = (formula: (terms: Vectors) => Vectors): void => {
    forClasses(f, start, place.layout, (position) => {
      writer.during(() => storeClasses(writer, place, position, formula(loadTerms(writer, position))))
    })
  }
  const reciprocal = writer.constant(1).over(total)
  const scale = weight ? weight.times(reciprocal) : reciprocal
  const divide = f.local('i32')
  const size = scale.magnitude()
  f.get(size.isAbove(0).and(size.isBelow(LEAST_SCALE)).locals[0] as Local)
    .op('v128.any_true')
    .get(wide)
    .op('i32.or')
    .tee(divide)
    .op('i32.eqz')
  f.if(() => {
    writer.during(() => {
      const least = writer.integers(-1)
      write((terms) => {
        const shares = terms.times(scale)
        // The low words of two vectors at a time; one alone is its own neighbour.
        for (let i = 0; i < shares.width; i += 2) {
          f.get(shares.locals[i] as Local)
            .get((shares.locals[i + 1] ?? shares.locals[i]) as Local)
            .shuffle32(0, 2, 4, 6)
            .i32(UNUSED_BITS)
            .op('i32x4.shl')
          least.becomes(writer.take().with('i32x4.add', writer.integers(BESIDE_MIDPOINT)).with('i32x4.min_u', least))
        }
        return shares
      })
      f.get(least.with('i32x4.lt_u', writer.integers(BESIDE)).locals[0] as Local)
        .op('v128.any_true')
        .set(divide)
    })
  })
  f.get(divide)
  f.if(() => write((terms) => (weight ? weight.times(terms.over(total)) : terms.over(total))))
  f.release(divide)
}

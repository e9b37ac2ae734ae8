// The fixed segments of a wide axis. They decide summation order and ownership, so they are a function of the shape alone:
// never of the thread count or the machine.

import { countParts, roundUp } from '../numerics/rounding.ts'

/** Axes shorter than this are one segment: partial sums would cost more than they spread. */
const WIDE = 256
/** From here on eight segments, so that eight threads have work; below, four. */
const VERY_WIDE = 2048

/** How an axis is cut: `count` pieces of `length` elements (a multiple of 4, the SIMD lanes); the last may be shorter. */
export interface Segments {
  readonly count: number
  readonly length: number
}

/** The segments of an axis of `columns` elements. */
export function segmentsOf(columns: number): Segments {
  if (columns < WIDE) return { count: 1, length: Math.max(4, roundUp(columns, 4)) }
  const wanted = columns < VERY_WIDE ? 4 : 8
  const length = roundUp(countParts(columns, wanted), 4)
  return { count: countParts(columns, length), length }
}

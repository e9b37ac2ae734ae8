// softplus, ln(1 + e^x), formed so that it neither overflows for large x nor vanishes for very negative x.

import { exp64 } from './exp.ts'
import { log1p64 } from './log.ts'

/**
 * ln(1 + e^x) in float64, relative error below 2^-51.
 *
 * Sequence: max(x, 0) + log1p(e^-|x|).
 */
export function softplus64(x: number): number {
  return Math.max(x, 0) + log1p64(exp64(-Math.abs(x)))
}

/** ln(1 + e^x) as float32, of a float32 x. */
export function softplus32(x: number): number {
  return Math.fround(softplus64(x))
}

// The hyperbolic tangent from e^x - 1, which cancels nowhere.

import { TANH_LINEAR_LIMIT } from './coefficients.ts'
import { expMinusOne64 } from './exp.ts'

/**
 * tanh x in float64, relative error below 2^-51.
 *
 * Sequence: E = e^(-2|x|) - 1; t = -E / (2 + E); the result is t with the sign of x, or x itself where |x| < 2^-28
 * (x^3 / 3 is below half a float64 ulp there; it keeps the sign of zero).
 */
export function tanh64(x: number): number {
  const magnitude = Math.abs(x)
  const e = expMinusOne64(-2 * magnitude)
  const t = -e / (2 + e)
  if (magnitude < TANH_LINEAR_LIMIT) return x
  return x < 0 ? -t : t
}

/** tanh x as float32, of a float32 x. */
export function tanh32(x: number): number {
  return Math.fround(tanh64(x))
}

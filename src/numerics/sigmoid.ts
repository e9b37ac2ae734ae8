// The logistic function, accurate in relative terms in its lower tail too, and correctly rounded beside 1/2, where
// 1/2 + x/4 sits on midpoints of float32 and only x^3/48, far below a float64 ulp, decides.

import { addToOdd } from './bits.ts'
import { SIGMOID_CENTRE } from './coefficients.ts'
import { exp64, expMinusOne64 } from './exp.ts'

/**
 * 1 / (1 + e^-x) in float64, relative error below 2^-51.
 *
 * Sequence: e = e^-|x|, E = e^-|x| - 1 (they share their reduction and polynomial); D = 2 + E.
 * |x| < 1/4: q = (-E / 2) / D with the sign of x, result 1/2 + q rounded to odd. Else x < 0: e / D; x >= 0: 1 / D.
 */
export function sigmoid64(x: number): number {
  const magnitude = Math.abs(x)
  const e = exp64(-magnitude)
  const lessOne = expMinusOne64(-magnitude)
  const centre = magnitude < SIGMOID_CENTRE
  const numerator = centre ? -0.5 * lessOne : x < 0 ? e : 1
  const q = numerator / (2 + lessOne)
  if (!centre) return q
  return addToOdd(0.5, x < 0 ? -q : q)
}

/** 1 / (1 + e^-x) as float32, of a float32 x. */
export function sigmoid32(x: number): number {
  return Math.fround(sigmoid64(x))
}

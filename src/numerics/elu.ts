// The exponential linear unit and its derivative.

import { exp64, expMinusOne64 } from './exp.ts'

/**
 * x for x > 0, else alpha (e^x - 1), in float64.
 *
 * @param alpha the limit at -infinity is -alpha; default 1
 */
export function elu64(x: number, alpha = 1): number {
  return x > 0 ? x : alpha * expMinusOne64(x)
}

/** The derivative of elu: 1 for x > 0, else alpha e^x, in float64. */
export function eluDerivative64(x: number, alpha = 1): number {
  return x > 0 ? 1 : alpha * exp64(x)
}

/** elu as float32, of a float32 x. */
export function elu32(x: number, alpha = 1): number {
  return Math.fround(elu64(x, alpha))
}

/** The derivative of elu as float32, of a float32 x. */
export function eluDerivative32(x: number, alpha = 1): number {
  return Math.fround(eluDerivative64(x, alpha))
}

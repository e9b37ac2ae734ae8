// gelu in its exact form, x Phi(x) with Phi the normal distribution (Keras's approximate = false), and its derivative.
// Beside 0 the value x/2 + 0.4 x^2 sits on midpoints of float32 for every odd subnormal: the sum is rounded to odd there.
// The derivative has a root, where it is formed from its own series.

import { addToOdd } from './bits.ts'
import {
  GELU_CENTRE,
  GELU_ROOT,
  GELU_ROOT_HIGH,
  GELU_ROOT_LOW,
  NORMAL_CUBIC,
  NORMAL_DENSITY,
  ROOT_RADIUS,
  TAIL_END,
} from './coefficients.ts'
import { exp64 } from './exp.ts'
import { scaledNormalTail } from './normalTail.ts'

const [C0, C1, C2, C3, C4, C5, C6] = GELU_ROOT

/**
 * x Phi(x) = 0.5 x (1 + erf(x / sqrt(2))) in float64, for a float32 x; relative error below 2^-49.
 *
 * Sequence: u = min(|x|, 16); T = e^(-0.5 u u) tail(u), which is Phi(-u).
 * |x| < 2^-13: h = x (NORMAL_DENSITY + NORMAL_CUBIC (x x)), result 0.5 x + x h rounded to odd (x itself where it is 0).
 * Else x < 0: -u T; x >= 0: x (1 - T).
 */
export function gelu64(x: number): number {
  const u = Math.min(Math.abs(x), TAIL_END)
  if (u < GELU_CENTRE) {
    const h = x * (NORMAL_DENSITY + NORMAL_CUBIC * (x * x))
    return x === 0 ? x : addToOdd(0.5 * x, x * h)
  }
  const tail = exp64(-0.5 * u * u) * scaledNormalTail(u)
  return x < 0 ? -u * tail : x * (1 - tail)
}

/**
 * The derivative of gelu, Phi(x) + x phi(x) with phi the normal density, in float64, for a float32 x; relative error
 * below 2^-43 beside its root at -0.7518 and below 2^-48 elsewhere.
 *
 * Sequence: u = min(|x|, 16); v = (-u - ROOT_HIGH) - ROOT_LOW; G = v times Horner where |v| < 2^-7, else
 * e^(-0.5 u u) (tail(u) - u NORMAL_DENSITY); the result is G for x < 0, 1 - G for x >= 0.
 */
export function geluDerivative64(x: number): number {
  const u = Math.min(Math.abs(x), TAIL_END)
  const v = -u - GELU_ROOT_HIGH - GELU_ROOT_LOW
  const g =
    Math.abs(v) < ROOT_RADIUS
      ? v * ((((((C6 * v + C5) * v + C4) * v + C3) * v + C2) * v + C1) * v + C0)
      : exp64(-0.5 * u * u) * (scaledNormalTail(u) - u * NORMAL_DENSITY)
  return x < 0 ? g : 1 - g
}

/** gelu as float32, of a float32 x. */
export function gelu32(x: number): number {
  return Math.fround(gelu64(x))
}

/** The derivative of gelu as float32, of a float32 x. */
export function geluDerivative32(x: number): number {
  return Math.fround(geluDerivative64(x))
}

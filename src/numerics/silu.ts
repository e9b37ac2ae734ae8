// silu (swish), x sigmoid(x), and its derivative. Beside 0 the value x/2 + x^2/4 - ... sits on midpoints of float32 (all odd
// subnormals among them): the sum is rounded to odd there. The derivative has a root, where it is formed from its own series.

import { addToOdd } from './bits.ts'
import { ROOT_RADIUS, SIGMOID_CENTRE, SILU_LOWEST, SILU_ROOT, SILU_ROOT_HIGH, SILU_ROOT_LOW } from './coefficients.ts'
import { exp64, expMinusOne64 } from './exp.ts'

const [C0, C1, C2, C3, C4, C5, C6] = SILU_ROOT

/**
 * x / (1 + e^-x) in float64, relative error below 2^-50.5.
 *
 * Sequence: e, E, D as in sigmoid. |x| < 1/4: q = (-E / 2) / D, result x/2 + |x| q rounded to odd (x itself where it is 0).
 * Else x < 0: max(x, -200) (e / D); x >= 0: x (1 / D).
 */
export function silu64(x: number): number {
  const magnitude = Math.abs(x)
  const e = exp64(-magnitude)
  const lessOne = expMinusOne64(-magnitude)
  const centre = magnitude < SIGMOID_CENTRE
  const numerator = centre ? -0.5 * lessOne : x < 0 ? e : 1
  const q = numerator / (2 + lessOne)
  if (!centre) return Math.max(x, SILU_LOWEST) * q
  return x === 0 ? x : addToOdd(0.5 * x, magnitude * q)
}

/**
 * The derivative of silu, s + x s (1 - s) with s = sigmoid(x), in float64; relative error below 2^-43 beside its root
 * at -1.2785 and below 2^-48 elsewhere.
 *
 * Sequence: e, E, D as in sigmoid. |x| < 1/4: q = (-E / 2) / D, g = q + |x| (1/4 - q q) with the sign of x, result 1/2 + g
 * rounded to odd. Else v = (x - ROOT_HIGH) - ROOT_LOW; |v| < 2^-7: v times Horner. Else x < 0: (e (D - |x|)) / (D D);
 * x >= 0: (D + |x| e) / (D D). |x| is clamped to 200 throughout, x in v is not.
 */
export function siluDerivative64(x: number): number {
  const magnitude = Math.min(Math.abs(x), -SILU_LOWEST)
  const e = exp64(-magnitude)
  const lessOne = expMinusOne64(-magnitude)
  const d = 2 + lessOne
  if (magnitude < SIGMOID_CENTRE) {
    const q = (-0.5 * lessOne) / d
    const g = q + magnitude * (0.25 - q * q)
    return addToOdd(0.5, x < 0 ? -g : g)
  }
  const v = x - SILU_ROOT_HIGH - SILU_ROOT_LOW
  if (Math.abs(v) < ROOT_RADIUS) {
    return v * ((((((C6 * v + C5) * v + C4) * v + C3) * v + C2) * v + C1) * v + C0)
  }
  const numerator = x < 0 ? e * (d - magnitude) : d + magnitude * e
  return numerator / (d * d)
}

/** silu as float32, of a float32 x. */
export function silu32(x: number): number {
  return Math.fround(silu64(x))
}

/** The derivative of silu as float32, of a float32 x. */
export function siluDerivative32(x: number): number {
  return Math.fround(siluDerivative64(x))
}

// Exponentials from + - * / and one power of two, in float64: the same bits in every engine, unlike Math.exp.
// Two reductions: the row's (fast, for differences that are <= 0) and the layers' (nearly full float64 accuracy).

import { powerOfTwo } from './bits.ts'
import { EXP_HIGHEST, EXP_LOWEST, EXP2, EXPM1, LINEAR_LIMIT, LN2_HIGH, LN2_LOW, LOG2_E, ROUND_SHIFT } from './coefficients.ts'

const [A0, A1, A2, A3, A4, A5] = EXP2
const [B0, B1, B2, B3, B4, B5, B6, B7, B8, B9] = EXPM1

/**
 * e^d for a row's difference d <= 0 to its maximum, with a relative error below 2^-44.8 for d >= -104, where a float32
 * result is not 0 (2^-46.98 of the polynomial, and the rounding of d log2(e), which grows with |d|: 2^-43 at -708).
 * e^0 is 1 exactly; e^-infinity is 0; between -infinity and -708 it is e^-708, which is 0 in float32.
 *
 * Sequence: t = max(d, -708) LOG2_E; n = (t + SHIFT) - SHIFT; f = t - n; p = 1 + f (Horner, highest power first);
 * p squared three times; result p^8 2^n, or +0 where d is -infinity.
 */
export function expNonPositive(d: number): number {
  const t = Math.max(d, EXP_LOWEST) * LOG2_E
  const n = t + ROUND_SHIFT - ROUND_SHIFT
  const f = t - n
  const p = (((((A5 * f + A4) * f + A3) * f + A2) * f + A1) * f + A0) * f + 1
  const p2 = p * p
  const p4 = p2 * p2
  const e = p4 * p4 * powerOfTwo(n)
  return d === Number.NEGATIVE_INFINITY ? 0 : e
}

/** The nearest integer to x log2(e), where x has been clamped to [-708, 709]. */
function exponentOf(clamped: number): number {
  return clamped * LOG2_E + ROUND_SHIFT - ROUND_SHIFT
}

/**
 * e^r - 1 for r = x - n ln 2, |r| <= 0.3466.
 *
 * Sequence: r = (x - n LN2_HIGH) - n LN2_LOW; r + (r r) Q(r), Q by Horner.
 */
function reducedExpm1(clamped: number, n: number): number {
  const r = clamped - n * LN2_HIGH - n * LN2_LOW
  const q = ((((((((B9 * r + B8) * r + B7) * r + B6) * r + B5) * r + B4) * r + B3) * r + B2) * r + B1) * r + B0
  return r + r * r * q
}

/**
 * e^x in float64, relative error below 2^-52.5 for -708 <= x <= 709; beyond, the value at the nearer end, which
 * rounds to the right float32 (0 or infinity).
 *
 * Sequence: c = max(min(x, 709), -708); n = nearest integer of c LOG2_E; p = e^r - 1 (reduced); result (1 + p) 2^n.
 */
export function exp64(x: number): number {
  const clamped = Math.max(Math.min(x, EXP_HIGHEST), EXP_LOWEST)
  const n = exponentOf(clamped)
  return (1 + reducedExpm1(clamped, n)) * powerOfTwo(n)
}

/**
 * e^x - 1 in float64, without the cancellation near 0; relative error below 2^-51.
 *
 * Sequence: as exp64, then p 2^n + (2^n - 1); where |x| < 2^-54, x itself (which keeps the sign of zero).
 */
export function expMinusOne64(x: number): number {
  const clamped = Math.max(Math.min(x, EXP_HIGHEST), EXP_LOWEST)
  const n = exponentOf(clamped)
  const scale = powerOfTwo(n)
  const y = reducedExpm1(clamped, n) * scale + (scale - 1)
  return Math.abs(x) < LINEAR_LIMIT ? x : y
}

/** e^x as float32, of a float32 x. Its measured error: docs/numerics.md. */
export function exp32(x: number): number {
  return Math.fround(exp64(x))
}

/** e^x - 1 as float32, of a float32 x. */
export function expMinusOne32(x: number): number {
  return Math.fround(expMinusOne64(x))
}

// Logarithms in float64 from + - * / and the exponent's bits: the same bits in every engine, unlike Math.log and Math.log1p.

import { highWord, powerOfTwo } from './bits.ts'
import { LINEAR_LIMIT, LN2_HIGH, LN2_LOW, LOG, SQRT_HALF_HIGH_WORD } from './coefficients.ts'

const [C0, C1, C2, C3, C4, C5, C6] = LOG

/**
 * ln(t + c) for a normal t > 0 and |c| at most half an ulp of t.
 *
 * Sequence: k = (bits of t - bits of sqrt(1/2), 32 high bits) >> 52, so that z = t 2^-k lies in [sqrt(1/2), sqrt(2));
 * f = (z - 1) + c 2^-k; s = f / (2 + f); z2 = s s; R = z2 (Horner); h = 0.5 f f;
 * result k LN2_HIGH + (f - (h - (s (h + R) + k LN2_LOW))). For k = 0 and small f the leading term is f itself, which is exact.
 */
function logOfSum(t: number, c: number): number {
  const k = (highWord(t) - SQRT_HALF_HIGH_WORD) >> 20
  const scale = powerOfTwo(-k)
  const f = t * scale - 1 + c * scale
  const s = f / (2 + f)
  const z = s * s
  const r = ((((((C6 * z + C5) * z + C4) * z + C3) * z + C2) * z + C1) * z + C0) * z
  const h = 0.5 * f * f
  return k * LN2_HIGH + (f - (h - (s * (h + r) + k * LN2_LOW)))
}

/** ln x in float64 for 0 and every x from 2^-1021 to 2^1022 (so every float32); relative error below 2^-52. NaN for x < 0. */
export function log64(x: number): number {
  if (x > 0 && x < Number.POSITIVE_INFINITY) return logOfSum(x, 0)
  return outsideDomain(x)
}

/**
 * ln(1 + x) in float64, relative error below 2^-51, for -1 <= x < 2^1022; -infinity at -1, NaN below.
 *
 * Sequence: t = 1 + x and its error c by TwoSum; then logOfSum(t, c). Where |x| < 2^-54 the result is x, which keeps the
 * sign of zero.
 */
export function log1p64(x: number): number {
  if (Math.abs(x) < LINEAR_LIMIT) return x
  const t = 1 + x
  if (!(t > 0 && t < Number.POSITIVE_INFINITY)) return outsideDomain(t)
  const part = t - 1
  const c = 1 - (t - part) + (x - part)
  return logOfSum(t, c)
}

/** The logarithm where there is no positive, finite number to take it of. */
function outsideDomain(t: number): number {
  return t === 0 ? Number.NEGATIVE_INFINITY : t > 0 ? t : Number.NaN
}

/** ln x as float32, of a float32 x. */
export function log32(x: number): number {
  return Math.fround(log64(x))
}

/** ln(1 + x) as float32, of a float32 x. */
export function log1p32(x: number): number {
  return Math.fround(log1p64(x))
}

// The error function: an odd polynomial for |x| < 1, one minus the normal tail beyond.

import { ERF, ERF_HIGHEST, SQRT_2 } from './coefficients.ts'
import { exp64 } from './exp.ts'
import { scaledNormalTail } from './normalTail.ts'

const [C0, C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11] = ERF

/**
 * erf x = 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x, in float64, for a float32 x (whose square is exact in float64);
 * relative error below 2^-51.
 *
 * Sequence: a = min(|x|, 8); z = a a. |x| < 1: x times Horner in z. Else y = 1 - 2 e^-z tail(a SQRT_2) with the sign of x.
 */
export function erf64(x: number): number {
  const a = Math.min(Math.abs(x), ERF_HIGHEST)
  const z = a * a
  if (a < 1) {
    const low = (((((C11 * z + C10) * z + C9) * z + C8) * z + C7) * z + C6) * z + C5
    return x * (((((low * z + C4) * z + C3) * z + C2) * z + C1) * z + C0)
  }
  const y = 1 - 2 * (exp64(-z) * scaledNormalTail(a * SQRT_2))
  return x < 0 ? -y : y
}

/** erf x as float32, of a float32 x. */
export function erf32(x: number): number {
  return Math.fround(erf64(x))
}

// numerics/exp.ts on vectors: the same operations in the same order, so the same bits.

import {
  EXP_HIGHEST,
  EXP_LOWEST,
  EXP2,
  EXP2_SQUARINGS,
  EXPM1,
  LINEAR_LIMIT,
  LN2_HIGH,
  LN2_LOW,
  LOG2_E,
  ROUND_SHIFT,
} from '../../../numerics/coefficients.ts'
import type { Vectors } from './vectors.ts'

/** The exponent 0 of a float64, in place. */
const BIAS = 1023n << 52n

/** Constants of {@link expNonPositive}. */
export const EXP_CONSTANTS: readonly number[] = [LOG2_E, ROUND_SHIFT, 1, ...EXP2]

/**
 * e^d for d <= 0, as `expNonPositive`.
 *
 * 2^n multiplies by adding n to the exponent's bits: from -708 on the result is normal, so the product would have these bits.
 * (A NaN has no bits among the lowest 12, whose sum would reach the exponent: it came from a float32.)
 *
 * @param near whether every d is known to be NaN or > -708: then nothing need be clamped, and no d is -infinity
 */
export function expNonPositive(d: Vectors, near = false): Vectors {
  return d.writer.scope(() => {
    const t = (near ? d : d.atLeast(EXP_LOWEST)).times(LOG2_E)
    const shifted = t.plus(ROUND_SHIFT)
    const f = t.minus(shifted.minus(ROUND_SHIFT))
    let power = f.polynomial([1, ...EXP2])
    for (let i = 0; i < EXP2_SQUARINGS; i++) power = power.times(power)
    const e = power.plusBits(shifted.shiftedLeft(52))
    return near ? e : e.and(d.differsFrom(Number.NEGATIVE_INFINITY))
  })
}

/** e^r - 1 and 2^n, where r + n ln 2 = x clamped to [-708, 709]. */
function reduce(x: Vectors): [Vectors, Vectors] {
  const clamped = x.atMost(EXP_HIGHEST).atLeast(EXP_LOWEST)
  const shifted = clamped.times(LOG2_E).plus(ROUND_SHIFT)
  const n = shifted.minus(ROUND_SHIFT)
  const r = clamped.minus(n.times(LN2_HIGH)).minus(n.times(LN2_LOW))
  const expm1 = r.plus(r.times(r).times(r.polynomial(EXPM1)))
  return [expm1, shifted.shiftedLeft(52).plusBits(BIAS)]
}

/** e^x, as `exp64`. */
export function exp64(x: Vectors): Vectors {
  return x.writer.scope(() => {
    const [expm1, scale] = reduce(x)
    return expm1.plus(1).times(scale)
  })
}

/** e^x and e^x - 1, as `exp64` and `expMinusOne64`, which share their reduction and polynomial. */
export function expBoth64(x: Vectors): [Vectors, Vectors] {
  const both = x.writer.scope(() => {
    const [expm1, scale] = reduce(x)
    const y = expm1.times(scale).plus(scale.minus(1))
    const lessOne = x.magnitude().isBelow(LINEAR_LIMIT).select(x, y)
    return [expm1.plus(1).times(scale), lessOne]
  })
  return [both[0] as Vectors, both[1] as Vectors]
}

/** e^x - 1, as `expMinusOne64`. */
export function expMinusOne64(x: Vectors): Vectors {
  return expBoth64(x)[1]
}

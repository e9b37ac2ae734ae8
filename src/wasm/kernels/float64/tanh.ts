// numerics/tanh.ts on vectors.

import { TANH_LINEAR_LIMIT } from '../../../numerics/coefficients.ts'
import { expMinusOne64 } from './exp.ts'
import type { Vectors } from './vectors.ts'

/** The hyperbolic tangent, as `tanh64`. */
export function tanh64(x: Vectors): Vectors {
  return x.writer.scope(() => {
    const magnitude = x.magnitude()
    const e = expMinusOne64(magnitude.times(-2))
    const t = e.negated().over(e.plus(2))
    const signed = x.isBelow(0).select(t.negated(), t)
    return magnitude.isBelow(TANH_LINEAR_LIMIT).select(x, signed)
  })
}

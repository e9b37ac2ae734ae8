// numerics/normalTail.ts on vectors.

import { TAIL_DENOMINATOR, TAIL_NUMERATOR } from '../../../numerics/coefficients.ts'
import type { Vectors } from './vectors.ts'

/** e^(u^2/2) Phi(-u), as `scaledNormalTail`. */
export function scaledNormalTail(u: Vectors): Vectors {
  return u.writer.scope(() => u.polynomial(TAIL_NUMERATOR).over(u.polynomial(TAIL_DENOMINATOR)))
}

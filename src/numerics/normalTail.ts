// The lower tail of the normal distribution, which erf and gelu are made of, as e^(-u^2/2) times a rational function whose
// coefficients are all positive: nothing cancels, so the tail is accurate in relative terms down to float32's subnormals.

import { TAIL_DENOMINATOR, TAIL_NUMERATOR } from './coefficients.ts'

const [P0, P1, P2, P3, P4, P5, P6, P7, P8, P9] = TAIL_NUMERATOR
const [Q0, Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, Q10] = TAIL_DENOMINATOR

/**
 * e^(u^2/2) Phi(-u) for 0 <= u <= 16, relative error below 2^-49.5. At 0 it is 1/2 exactly.
 *
 * Sequence: P(u) / Q(u), each by Horner, highest power first.
 */
export function scaledNormalTail(u: number): number {
  const p = ((((((((P9 * u + P8) * u + P7) * u + P6) * u + P5) * u + P4) * u + P3) * u + P2) * u + P1) * u + P0
  const q = (((((((((Q10 * u + Q9) * u + Q8) * u + Q7) * u + Q6) * u + Q5) * u + Q4) * u + Q3) * u + Q2) * u + Q1) * u + Q0
  return p / q
}

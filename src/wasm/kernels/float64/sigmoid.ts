// numerics/sigmoid.ts and numerics/silu.ts on vectors: both sides of every choice are computed.

import {
  ROOT_RADIUS,
  SIGMOID_CENTRE,
  SILU_LOWEST,
  SILU_ROOT,
  SILU_ROOT_HIGH,
  SILU_ROOT_LOW,
} from '../../../numerics/coefficients.ts'
import { addToOdd } from './addToOdd.ts'
import { expBoth64 } from './exp.ts'
import type { Vectors } from './vectors.ts'

/** tanh(|x|/2)/2 beside 0, sigmoid(x) elsewhere. */
function quotient(x: Vectors, magnitude: Vectors, centre: Vectors): Vectors {
  const [e, lessOne] = expBoth64(magnitude.negated())
  const numerator = centre.select(lessOne.times(-0.5), x.isBelow(0).select(e, 1))
  return numerator.over(lessOne.plus(2))
}

/** 1 / (1 + e^-x), as `sigmoid64`. */
export function sigmoid64(x: Vectors): Vectors {
  return x.writer.scope(() => {
    const magnitude = x.magnitude()
    const centre = magnitude.isBelow(SIGMOID_CENTRE)
    const q = quotient(x, magnitude, centre)
    const odd = addToOdd(x.writer.constant(0.5), x.isBelow(0).select(q.negated(), q))
    return centre.select(odd, q)
  })
}

/** x / (1 + e^-x), as `silu64`. */
export function silu64(x: Vectors): Vectors {
  return x.writer.scope(() => {
    const magnitude = x.magnitude()
    const centre = magnitude.isBelow(SIGMOID_CENTRE)
    const q = quotient(x, magnitude, centre)
    const odd = addToOdd(x.times(0.5), magnitude.times(q))
    return centre.select(x.equals(0).select(x, odd), x.atLeast(SILU_LOWEST).times(q))
  })
}

/** The derivative of silu, as `siluDerivative64`. */
export function siluDerivative64(x: Vectors): Vectors {
  return x.writer.scope(() => {
    const magnitude = x.magnitude().atMost(-SILU_LOWEST)
    const [e, lessOne] = expBoth64(magnitude.negated())
    const d = lessOne.plus(2)
    const negative = x.isBelow(0)
    const q = lessOne.times(-0.5).over(d)
    const g = q.plus(magnitude.times(x.writer.constant(0.25).minus(q.times(q))))
    const centre = addToOdd(x.writer.constant(0.5), negative.select(g.negated(), g))
    const v = x.minus(SILU_ROOT_HIGH).minus(SILU_ROOT_LOW)
    const root = v.times(v.polynomial(SILU_ROOT))
    const numerator = negative.select(e.times(d.minus(magnitude)), d.plus(magnitude.times(e)))
    const wide = v
      .magnitude()
      .isBelow(ROOT_RADIUS)
      .select(root, numerator.over(d.times(d)))
    return magnitude.isBelow(SIGMOID_CENTRE).select(centre, wide)
  })
}

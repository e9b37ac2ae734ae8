// numerics/gelu.ts on vectors: both sides of every choice are computed.

import {
  GELU_CENTRE,
  GELU_ROOT,
  GELU_ROOT_HIGH,
  GELU_ROOT_LOW,
  NORMAL_CUBIC,
  NORMAL_DENSITY,
  ROOT_RADIUS,
  TAIL_END,
} from '../../../numerics/coefficients.ts'
import { addToOdd } from './addToOdd.ts'
import { exp64 } from './exp.ts'
import { scaledNormalTail } from './normalTail.ts'
import type { Vectors } from './vectors.ts'

/** x Phi(x), as `gelu64`. */
export function gelu64(x: Vectors): Vectors {
  return x.writer.scope(() => {
    const u = x.magnitude().atMost(TAIL_END)
    const h = x.times(x.times(x).times(NORMAL_CUBIC).plus(NORMAL_DENSITY))
    const odd = addToOdd(x.times(0.5), x.times(h))
    const centre = x.equals(0).select(x, odd)
    const tail = exp64(u.times(-0.5).times(u)).times(scaledNormalTail(u))
    const above = x.times(x.writer.constant(1).minus(tail))
    const wide = x.isBelow(0).select(u.negated().times(tail), above)
    return u.isBelow(GELU_CENTRE).select(centre, wide)
  })
}

/** The derivative of gelu, as `geluDerivative64`. */
export function geluDerivative64(x: Vectors): Vectors {
  return x.writer.scope(() => {
    const u = x.magnitude().atMost(TAIL_END)
    const v = u.negated().minus(GELU_ROOT_HIGH).minus(GELU_ROOT_LOW)
    const root = v.times(v.polynomial(GELU_ROOT))
    const wide = exp64(u.times(-0.5).times(u)).times(scaledNormalTail(u).minus(u.times(NORMAL_DENSITY)))
    const g = v.magnitude().isBelow(ROOT_RADIUS).select(root, wide)
    return x.isBelow(0).select(g, x.writer.constant(1).minus(g))
  })
}

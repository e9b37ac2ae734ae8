// numerics/elu.ts on vectors, with alpha = 1, as ir/activations.ts has it.

import { exp64, expMinusOne64 } from './exp.ts'
import type { Vectors } from './vectors.ts'

/** x for x > 0, else e^x - 1, as `elu64`. */
export function elu64(x: Vectors): Vectors {
  return x.writer.scope(() => x.isAbove(0).select(x, expMinusOne64(x)))
}

/** 1 for x > 0, else e^x, as `eluDerivative64`. */
export function eluDerivative64(x: Vectors): Vectors {
  return x.writer.scope(() => x.isAbove(0).select(1, exp64(x)))
}

// The references of activations.ts: the formulas of numerics/.

import {
  elu64,
  eluDerivative64,
  exp64,
  gelu64,
  geluDerivative64,
  log64,
  sigmoid64,
  silu64,
  siluDerivative64,
  tanh64,
} from '../numerics/index.ts'
import { elementwiseReference, lipschitzBound, monotoneBound } from './elementwise.reference.ts'
import type { Reference, References } from './reference.ts'

/** How far beyond correct rounding a function may be, in units in the last place. docs/numerics.md publishes less. */
const EXCESS = 0.01

/** A function whose slope is at most `slope` everywhere. */
function lipschitz(f: (x: number) => number, slope: number): Reference {
  return elementwiseReference({ excess: EXCESS, scalar: ([x = 0]) => f(x), bound: lipschitzBound(slope) })
}

export const activationReferences: References<
  | 'gelu'
  | 'geluDerivative'
  | 'silu'
  | 'siluDerivative'
  | 'elu'
  | 'eluDerivative'
  | 'exponential'
  | 'logarithm'
  | 'relu'
  | 'sigmoid'
  | 'tanh'
> = {
  exponential: elementwiseReference({
    excess: EXCESS,
    scalar: ([x = 0]) => exp64(x),
    bound: monotoneBound(exp64),
  }),
  logarithm: elementwiseReference({
    excess: EXCESS,
    scalar: ([x = 0]) => log64(x),
    bound: (operands, errors, result, attributes) =>
      (operands[0] ?? 0) - (errors[0] ?? 0) > 0
        ? monotoneBound(log64)(operands, errors, result, attributes)
        : (errors[0] ?? 0) > 0
          ? Number.POSITIVE_INFINITY
          : 0,
  }),
  relu: elementwiseReference({
    contract: 'exact',
    scalar: ([x = 0]) => Math.max(x, 0),
    bound: lipschitzBound(1),
  }),
  sigmoid: elementwiseReference({
    excess: EXCESS,
    scalar: ([x = 0]) => sigmoid64(x),
    bound: monotoneBound(sigmoid64),
  }),
  tanh: elementwiseReference({
    excess: EXCESS,
    scalar: ([x = 0]) => tanh64(x),
    bound: monotoneBound(tanh64),
  }),
  // Slopes and curvatures are bounds over the whole line: gelu' <= 1.13 and |gelu''| <= 0.8, silu' <= 1.1 and |silu''| <= 0.5.
  gelu: lipschitz(gelu64, 1.13),
  geluDerivative: lipschitz(geluDerivative64, 0.8),
  silu: lipschitz(silu64, 1.1),
  siluDerivative: lipschitz(siluDerivative64, 0.5),
  elu: lipschitz(elu64, 1),
  eluDerivative: lipschitz(eluDerivative64, 1),
}

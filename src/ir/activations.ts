// Activation functions and the exponentials they are made of. Each is computed in float64 and rounded to float32 once; the
// formulas are those of numerics/, whose operation sequences the kernels repeat bit for bit.

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
import { divide, multiply, subtract } from './arithmetic.ts'
import { greater, select } from './comparison.ts'
import { elementwise, lipschitzBound, monotoneBound } from './elementwise.ts'
import type { Node, Operation } from './types.ts'

/** How far beyond correct rounding a function may be, in units in the last place. docs/numerics.md publishes less. */
const EXCESS = 0.01

const exponentiation = elementwise({
  name: 'exponential',
  arity: 1,
  excess: EXCESS,
  scalar: ([x = 0]) => exp64(x),
  bound: monotoneBound(exp64),
  gradient: (node, upstream) => [multiply(upstream, node)],
})

const logarithmOperation = elementwise({
  name: 'logarithm',
  arity: 1,
  excess: EXCESS,
  scalar: ([x = 0]) => log64(x),
  bound: (operands, errors, result, attributes) =>
    (operands[0] ?? 0) - (errors[0] ?? 0) > 0
      ? monotoneBound(log64)(operands, errors, result, attributes)
      : (errors[0] ?? 0) > 0
        ? Number.POSITIVE_INFINITY
        : 0,
  gradient: ({ inputs: [x] }, upstream) => [divide(upstream, x as Node)],
})

const rectifier = elementwise({
  name: 'relu',
  arity: 1,
  scalar: ([x = 0]) => Math.max(x, 0),
  bound: lipschitzBound(1),
  gradient: (node, upstream) => [select(greater(node, 0), upstream, 0)],
  contract: 'exact',
})

const logistic = elementwise({
  name: 'sigmoid',
  arity: 1,
  excess: EXCESS,
  scalar: ([x = 0]) => sigmoid64(x),
  bound: monotoneBound(sigmoid64),
  gradient: (node, upstream) => [multiply(upstream, multiply(node, subtract(1, node)))],
})

const hyperbolicTangent = elementwise({
  name: 'tanh',
  arity: 1,
  excess: EXCESS,
  scalar: ([x = 0]) => tanh64(x),
  bound: monotoneBound(tanh64),
  gradient: (node, upstream) => [multiply(upstream, subtract(1, multiply(node, node)))],
})

/** An activation with a derivative of its own as a second operation. */
function withDerivative(
  name: string,
  f: (x: number) => number,
  derivative: (x: number) => number,
  slope: number,
  curvature: number,
): Operation {
  const derivativeOperation = elementwise({
    name: `${name}Derivative`,
    arity: 1,
    excess: EXCESS,
    scalar: ([x = 0]) => derivative(x),
    bound: lipschitzBound(curvature),
  })
  return elementwise({
    name,
    arity: 1,
    excess: EXCESS,
    scalar: ([x = 0]) => f(x),
    bound: lipschitzBound(slope),
    gradient: ({ inputs: [x] }, upstream) => [multiply(upstream, (x as Node).graph.apply(derivativeOperation, [x as Node]))],
  })
}

// Slopes and curvatures are bounds over the whole line: gelu' <= 1.13 and |gelu''| <= 0.8, silu' <= 1.1 and |silu''| <= 0.5.
const gaussian = withDerivative('gelu', gelu64, geluDerivative64, 1.13, 0.8)
const swish = withDerivative('silu', silu64, siluDerivative64, 1.1, 0.5)
const exponentialLinear = withDerivative('elu', elu64, eluDerivative64, 1, 1)

/** e^x */
export function exponential(x: Node): Node {
  return x.graph.apply(exponentiation, [x])
}
/** The natural logarithm of x */
export function logarithm(x: Node): Node {
  return x.graph.apply(logarithmOperation, [x])
}
/** max(x, 0), with gradient 0 at 0 */
export function relu(x: Node): Node {
  return x.graph.apply(rectifier, [x])
}
/** x where x > 0, else slope * x */
export function leakyRelu(x: Node, slope: number): Node {
  return select(greater(x, 0), x, multiply(x, slope))
}
/** x where x > 0, else e^x - 1 */
export function elu(x: Node): Node {
  return x.graph.apply(exponentialLinear, [x])
}
/** 1 / (1 + e^-x) */
export function sigmoid(x: Node): Node {
  return x.graph.apply(logistic, [x])
}
/** The hyperbolic tangent of x */
export function tanh(x: Node): Node {
  return x.graph.apply(hyperbolicTangent, [x])
}
/** x (1 + erf(x / sqrt 2)) / 2: the exact form, as Keras's default */
export function gelu(x: Node): Node {
  return x.graph.apply(gaussian, [x])
}
/** x / (1 + e^-x) */
export function silu(x: Node): Node {
  return x.graph.apply(swish, [x])
}

// Activation functions and the exponentials they are made of. Each is computed in float64 and rounded to float32 once; the
// formulas are those of numerics/, whose operation sequences the kernels repeat bit for bit.

import { divide, multiply, subtract } from './arithmetic.ts'
import { greater, select } from './comparison.ts'
import { elementwise } from './elementwise.ts'
import type { Node, Operation } from './types.ts'

const exponentiation = elementwise('exponential', {
  arity: 1,
  gradient: (node, upstream) => [multiply(upstream, node)],
})

const logarithmOperation = elementwise('logarithm', {
  arity: 1,
  gradient: ({ inputs: [x] }, upstream) => [divide(upstream, x as Node)],
})

const rectifier = elementwise('relu', {
  arity: 1,
  gradient: (node, upstream) => [select(greater(node, 0), upstream, 0)],
})

const logistic = elementwise('sigmoid', {
  arity: 1,
  gradient: (node, upstream) => [multiply(upstream, multiply(node, subtract(1, node)))],
})

const hyperbolicTangent = elementwise('tanh', {
  arity: 1,
  gradient: (node, upstream) => [multiply(upstream, subtract(1, multiply(node, node)))],
})

/** An activation with a derivative of its own as a second operation. */
function withDerivative(name: 'gelu' | 'silu' | 'elu'): Operation {
  const derivative = elementwise(`${name}Derivative`, { arity: 1 })
  return elementwise(name, {
    arity: 1,
    gradient: ({ inputs: [x] }, upstream) => [multiply(upstream, (x as Node).graph.apply(derivative, [x as Node]))],
  })
}

const gaussian = withDerivative('gelu')
const swish = withDerivative('silu')
const exponentialLinear = withDerivative('elu')

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

// Elementwise arithmetic: one IEEE 754 rounding each, so every engine gives the same bits.

import { greater, select } from './comparison.ts'
import { elementwise, sumToOperand } from './elementwise.ts'
import { scalarOf } from './scalar.ts'
import type { Node, Operation } from './types.ts'

type Operand = Node | number

const binary = (operation: Operation, a: Operand, b: Operand): Node => {
  const [left, right] = scalarOf(a, b)
  return left.graph.apply(operation, [left, right])
}

const addition = elementwise('add', {
  arity: 2,
  gradient: (node, upstream) => node.inputs.map((operand) => sumToOperand(upstream, operand)),
})

const subtraction = elementwise('subtract', {
  arity: 2,
  gradient: ({ inputs: [a, b] }, upstream) => [sumToOperand(upstream, a as Node), sumToOperand(negate(upstream), b as Node)],
})

const multiplication = elementwise('multiply', {
  arity: 2,
  gradient: ({ inputs: [a, b] }, upstream) => [
    sumToOperand(multiply(upstream, b as Node), a as Node),
    sumToOperand(multiply(upstream, a as Node), b as Node),
  ],
})

const division = elementwise('divide', {
  arity: 2,
  gradient: (node, upstream) => {
    const [a, b] = node.inputs as [Node, Node]
    const overB = divide(upstream, b)
    return [sumToOperand(overB, a), sumToOperand(negate(multiply(overB, node)), b)]
  },
})

const larger = elementwise('maximum', {
  arity: 2,
  gradient: ({ inputs: [a, b] }, upstream) => {
    const first = greater(a as Node, b as Node)
    return [sumToOperand(select(first, upstream, 0), a as Node), sumToOperand(select(first, 0, upstream), b as Node)]
  },
})

const smaller = elementwise('minimum', {
  arity: 2,
  gradient: ({ inputs: [a, b] }, upstream) => {
    const second = greater(a as Node, b as Node)
    return [sumToOperand(select(second, 0, upstream), a as Node), sumToOperand(select(second, upstream, 0), b as Node)]
  },
})

const negation = elementwise('negate', {
  arity: 1,
  gradient: (_node, upstream) => [negate(upstream)],
})

const absoluteValue = elementwise('absolute', {
  arity: 1,
  gradient: ({ inputs: [x] }, upstream) => [
    select(greater(x as Node, 0), upstream, select(greater(0, x as Node), negate(upstream), 0)),
  ],
})

const root = elementwise('squareRoot', {
  arity: 1,
  gradient: (node, upstream) => [divide(multiply(upstream, 0.5), node)],
})

/** a + b */
export function add(a: Operand, b: Operand): Node {
  return binary(addition, a, b)
}
/** a - b */
export function subtract(a: Operand, b: Operand): Node {
  return binary(subtraction, a, b)
}
/** a * b */
export function multiply(a: Operand, b: Operand): Node {
  return binary(multiplication, a, b)
}
/** a / b */
export function divide(a: Operand, b: Operand): Node {
  return binary(division, a, b)
}
/** The larger of a and b; NaN if either is NaN. Where they are equal, the gradient goes to b. */
export function maximum(a: Operand, b: Operand): Node {
  return binary(larger, a, b)
}
/** The smaller of a and b; NaN if either is NaN. Where they are equal, the gradient goes to a. */
export function minimum(a: Operand, b: Operand): Node {
  return binary(smaller, a, b)
}
/** -x */
export function negate(x: Node): Node {
  return x.graph.apply(negation, [x])
}
/** |x|, with gradient 0 at 0 */
export function absolute(x: Node): Node {
  return x.graph.apply(absoluteValue, [x])
}
/** The square root of x; NaN below 0 */
export function squareRoot(x: Node): Node {
  return x.graph.apply(root, [x])
}

// Comparisons, which give 1 or 0, and the choice by them. A comparison has no gradient; a choice passes it to what it chose.

import { elementwise, sumToOperand } from './elementwise.ts'
import { scalarOf } from './scalar.ts'
import type { Node } from './types.ts'

type Operand = Node | number

const greaterThan = elementwise('greater', {
  arity: 2,
  gradient: () => [undefined, undefined],
})

const equality = elementwise('equal', {
  arity: 2,
  gradient: () => [undefined, undefined],
})

const selection = elementwise('select', {
  arity: 3,
  gradient: ({ inputs: [condition, a, b] }, upstream) => [
    undefined,
    sumToOperand(select(condition as Node, upstream, 0), a as Node),
    sumToOperand(select(condition as Node, 0, upstream), b as Node),
  ],
})

/** 1 where a > b, else 0 (0 too where either is NaN) */
export function greater(a: Operand, b: Operand): Node {
  const [left, right] = scalarOf(a, b)
  return left.graph.apply(greaterThan, [left, right])
}

/** 1 where a = b, else 0 */
export function equal(a: Operand, b: Operand): Node {
  const [left, right] = scalarOf(a, b)
  return left.graph.apply(equality, [left, right])
}

/** a where the condition is not 0, else b */
export function select(condition: Node, a: Operand, b: Operand): Node {
  const operands = scalarOf(condition, a, b)
  return condition.graph.apply(selection, [...operands])
}

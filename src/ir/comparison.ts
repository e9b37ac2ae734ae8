// Comparisons, which give 1 or 0, and the choice by them. A comparison has no gradient; a choice passes it to what it chose.

import { elementwise, sumToOperand } from './elementwise.ts'
import { scalarOf } from './scalar.ts'
import type { Node } from './types.ts'

type Operand = Node | number

const greaterThan = elementwise({
  name: 'greater',
  arity: 2,
  scalar: ([a = 0, b = 0]) => (a > b ? 1 : 0),
  bound: ([a = 0, b = 0], [ea = 0, eb = 0]) => (ea + eb > 0 && Math.abs(a - b) <= ea + eb ? 1 : 0),
  gradient: () => [undefined, undefined],
  contract: 'exact',
})

const equality = elementwise({
  name: 'equal',
  arity: 2,
  scalar: ([a = 0, b = 0]) => (a === b ? 1 : 0),
  bound: ([a = 0, b = 0], [ea = 0, eb = 0]) => (ea + eb > 0 && Math.abs(a - b) <= ea + eb ? 1 : 0),
  gradient: () => [undefined, undefined],
  contract: 'exact',
})

const selection = elementwise({
  name: 'select',
  arity: 3,
  scalar: ([condition = 0, a = 0, b = 0]) => (condition !== 0 ? a : b),
  bound: ([condition = 0, a = 0, b = 0], [uncertain = 0, ea = 0, eb = 0]) =>
    uncertain > 0 ? Math.abs(a - b) + Math.max(ea, eb) : condition !== 0 ? ea : eb,
  gradient: ({ inputs: [condition, a, b] }, upstream) => [
    undefined,
    sumToOperand(select(condition as Node, upstream, 0), a as Node),
    sumToOperand(select(condition as Node, 0, upstream), b as Node),
  ],
  contract: 'exact',
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

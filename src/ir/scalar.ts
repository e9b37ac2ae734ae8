// Lets numbers stand where operands are expected: a number becomes a constant of the other operand's graph.

import { UsageError } from '../errors.ts'
import { constant } from './leaf.ts'
import type { Node } from './types.ts'

/** The operands as nodes. @throws UsageError if none of them is a node */
export function scalarOf<T extends readonly (Node | number)[]>(...operands: T): { [K in keyof T]: Node } {
  const anchor = operands.find((operand): operand is Node => typeof operand !== 'number')
  if (!anchor) throw new UsageError('At least one operand must be a value of the graph; received only numbers.')
  return operands.map((operand) =>
    typeof operand === 'number' ? anchor.graph.apply(constant, [], { value: operand }) : operand,
  ) as { [K in keyof T]: Node }
}

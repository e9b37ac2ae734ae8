// The reference of an elementwise operation: its formula, element by element, with what is known about its errors.

import { sizeOf } from '../tensor/index.ts'
import { type Broadcast, broadcastOf } from './elementwise.ts'
import { type Evaluated, type Evaluation, type Reference, type Result, underflow, unitRoundoff } from './reference.ts'
import type { Attributes, ValueType } from './types.ts'

/** The formula of an elementwise operation and what is known about its errors. */
export interface Formula {
  /** The exact formula in float64 (before the one rounding to float32). */
  scalar(operands: readonly number[], attributes: Attributes): number
  /** Error of the result when operand i is wrong by up to errors[i], without the result's own rounding. */
  bound(operands: readonly number[], errors: readonly number[], result: number, attributes: Attributes): number
  /** Units in the last place by which the float32 result may miss, beyond correct rounding (0 for + - * / sqrt). */
  readonly excess?: number
  /** The operation's rounding, in words. Default 'one rounding'. */
  readonly contract?: string
}

/** Makes an elementwise operation's reference from its formula. */
export function elementwiseReference(formula: Formula): Reference {
  return { contract: formula.contract ?? 'one rounding', evaluate: (evaluation) => evaluate(evaluation, formula) }
}

/** The flat index of an operand for the result's flat index. */
function indexer(how: Broadcast, columns: number): (index: number) => number {
  if (how === 'full') return (index) => index
  if (how === 'scalar') return () => 0
  if (how === 'columns') return (index) => index % columns
  return (index) => Math.floor(index / columns)
}

function evaluate(evaluation: Evaluation, { scalar, bound: boundOf, excess = 0 }: Formula): Result {
  const { inputs, attributes, precision, round, shape } = evaluation
  const size = sizeOf(shape)
  const columns = shape.length > 0 ? (shape[shape.length - 1] as number) : 1
  // Broadcasting was decided on static shapes: a batch of one row must not turn a full operand into a scalar.
  const target = evaluation.inputTypes.reduce((widest, type) =>
    sizeOf(type.shape) > sizeOf(widest.shape) ||
    (sizeOf(type.shape) === sizeOf(widest.shape) && type.shape.length > widest.shape.length)
      ? type
      : widest,
  )
  const at = inputs.map((_, i) =>
    indexer(broadcastOf((evaluation.inputTypes[i] as ValueType).shape, target.shape) as Broadcast, columns),
  )
  const data = new Float64Array(size)
  const bound = precision === 'float64' ? new Float64Array(size) : null
  const operands: number[] = new Array(inputs.length).fill(0)
  const errors: number[] = new Array(inputs.length).fill(0)
  for (let index = 0; index < size; index++) {
    for (let i = 0; i < inputs.length; i++) {
      const source = inputs[i] as Evaluated
      const position = (at[i] as (index: number) => number)(index)
      operands[i] = source.data[position] as number
      if (bound) errors[i] = source.bound?.[position] ?? 0
    }
    const result = scalar(operands, attributes)
    data[index] = round(result)
    if (bound) {
      const propagated = boundOf(operands, errors, result, attributes)
      bound[index] = propagated + (1 + 2 * excess) * unitRoundoff * (Math.abs(result) + propagated) + underflow
    }
  }
  return { data, bound }
}

/** The bound of a monotone function: its values at both ends of the operand's interval. */
export function monotoneBound(f: (x: number) => number): Formula['bound'] {
  return ([x = 0], [error = 0], result) =>
    error === 0 ? 0 : Math.max(Math.abs(f(x + error) - result), Math.abs(result - f(x - error)))
}

/** The bound of a function whose slope is at most `slope` everywhere. */
export function lipschitzBound(slope: number): Formula['bound'] {
  return (_operands, [error = 0]) => slope * error
}

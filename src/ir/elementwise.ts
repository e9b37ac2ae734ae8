// What all elementwise operations share: the broadcasting rule, the loop of the reference, and how gradients of broadcast
// operands are summed back. An operation adds its formula, its error bound and its gradient.

import { ShapeError } from '../errors.ts'
import { sizeOf } from '../tensor/index.ts'
import { reduceSum } from './reduce.ts'
import { reshape } from './reshape.ts'
import type { Attributes, DType, Evaluation, Node, Operation, ValueType } from './types.ts'

/** Unit roundoff of float32. */
export const unitRoundoff: number = 1 / 0x1000000
/** Half the smallest subnormal float32: the absolute part of a rounding error. */
export const underflow: number = 1 / 0x10000000000000 / 0x10000000000000 / 0x400000000000

/**
 * How an operand is read at a position (row, column) of the result, where columns are the last axis and rows all others.
 * - full: same shape; scalar: one value; columns: one value for each column; rows: one value for each row
 */
export type Broadcast = 'full' | 'scalar' | 'columns' | 'rows'

/** How an operand of `shape` is broadcast over `target`, or null if it cannot be. */
export function broadcastOf(shape: readonly number[], target: readonly number[]): Broadcast | null {
  if (shape.length === target.length && shape.every((dimension, axis) => dimension === target[axis])) return 'full'
  // Rows before scalars: for a batch of one row, [1, 1] is still a value for each row.
  const sameLead = shape.length === target.length && shape.slice(0, -1).every((dimension, axis) => dimension === target[axis])
  if (sameLead && shape[shape.length - 1] === 1) return 'rows'
  if (sizeOf(shape) === 1) return 'scalar'
  return shape.length === 1 && shape[0] === target[target.length - 1] ? 'columns' : null
}

/** The formula of an elementwise operation and what is known about its errors. */
export interface Formula {
  readonly name: string
  readonly arity: number
  /** The exact formula in float64 (before the one rounding to float32). */
  scalar(operands: readonly number[], attributes: Attributes): number
  /** Error of the result when operand i is wrong by up to errors[i], without the result's own rounding. */
  bound(operands: readonly number[], errors: readonly number[], result: number, attributes: Attributes): number
  readonly gradient?: Operation['gradient']
  /** Units in the last place by which the float32 result may miss, beyond correct rounding (0 for + - * / sqrt). */
  readonly excess?: number
  readonly contract?: string
}

/** Makes an elementwise operation of float32 values from its formula. */
export function elementwise(formula: Formula): Operation {
  const { name, arity, gradient, excess = 0, contract = 'one rounding' } = formula
  return {
    name,
    infer(inputs) {
      if (inputs.length !== arity) throw new ShapeError(`${name} takes ${arity} operands; received ${inputs.length}.`)
      return broadcastType(name, inputs)
    },
    evaluate(evaluation) {
      return evaluateElementwise(evaluation, formula, excess)
    },
    ...(gradient ? { gradient } : {}),
    contract,
    partition: 'elements',
    elementwise: true,
  }
}

/** The result type of broadcasting: the operand with the most elements gives the shape. */
export function broadcastType(name: string, inputs: readonly ValueType[], dtype: DType = 'float32'): ValueType {
  let widest = inputs[0] as ValueType
  for (const type of inputs) {
    if (type.dtype !== dtype) throw new ShapeError(`${name} works on ${dtype} values; received ${type.dtype}. Use cast first.`)
    if (
      sizeOf(type.shape) > sizeOf(widest.shape) ||
      (sizeOf(type.shape) === sizeOf(widest.shape) && type.shape.length > widest.shape.length)
    ) {
      widest = type
    }
  }
  const batched = inputs.some((type) => type.batched)
  for (const type of inputs) {
    const how = broadcastOf(type.shape, widest.shape)
    const perRow = how === 'full' || how === 'rows'
    if (how === null || type.batched !== (perRow && batched)) {
      throw new ShapeError(
        `${name}: an operand of shape [${type.shape}]${type.batched ? ' (batch)' : ''} does not fit [${widest.shape}]` +
          `${batched ? ' (batch)' : ''}. Allowed: the same shape, one value, [columns], or the same shape with a last dimension of 1.`,
      )
    }
  }
  return { shape: widest.shape, dtype, batched }
}

/** The flat index of an operand for the result's flat index. */
function indexer(how: Broadcast, columns: number): (index: number) => number {
  if (how === 'full') return (index) => index
  if (how === 'scalar') return () => 0
  if (how === 'columns') return (index) => index % columns
  return (index) => Math.floor(index / columns)
}

function evaluateElementwise(evaluation: Evaluation, formula: Formula, excess: number) {
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
      const source = inputs[i] as Evaluation['inputs'][number]
      const position = (at[i] as (index: number) => number)(index)
      operands[i] = source.data[position] as number
      if (bound) errors[i] = source.bound?.[position] ?? 0
    }
    const result = formula.scalar(operands, attributes)
    data[index] = round(result)
    if (bound) {
      const propagated = formula.bound(operands, errors, result, attributes)
      bound[index] = propagated + (1 + 2 * excess) * unitRoundoff * (Math.abs(result) + propagated) + underflow
    }
  }
  return { data, bound }
}

/** Sums a gradient over the axes along which an operand was broadcast, so that it has the operand's shape again. */
export function sumToOperand(gradient: Node, operand: Node): Node {
  const target = gradient.type.shape
  const how = broadcastOf(operand.type.shape, target)
  if (how === 'full') return gradient
  const columns = target[target.length - 1] as number
  // Row values [batch] are a column of one; other vectors a row of one: the batch dimension stays first.
  const flat = target.length === 1 ? reshape(gradient, gradient.type.batched ? [columns, 1] : [1, columns]) : gradient
  if (how === 'columns') return reshape(reduceSum(flat, 'rows'), operand.type.shape)
  if (how === 'rows') return reshape(reduceSum(flat, 'columns'), operand.type.shape)
  return reshape(reduceSum(flat, 'all'), operand.type.shape)
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

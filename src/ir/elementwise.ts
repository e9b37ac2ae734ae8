// What all elementwise operations share: the broadcasting rule, and how gradients of broadcast operands are summed back. An
// operation adds its gradient; its formula stands in its reference (elementwise.reference.ts) and in its kernel.

import { ShapeError } from '../errors.ts'
import { sizeOf } from '../tensor/index.ts'
import { reduceSum } from './reduce.ts'
import { reshape } from './reshape.ts'
import type { DType, Node, Operation, OperationName, ValueType } from './types.ts'

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

/** What an elementwise operation of float32 values declares. */
export interface ElementwiseOptions {
  /** How many operands it takes. */
  readonly arity: number
  readonly gradient?: Operation['gradient']
}

/** Makes an elementwise operation of float32 values. */
export function elementwise(name: OperationName, { arity, gradient }: ElementwiseOptions): Operation {
  return {
    name,
    infer(inputs) {
      if (inputs.length !== arity) throw new ShapeError(`${name} takes ${arity} operands; received ${inputs.length}.`)
      return broadcastType(name, inputs)
    },
    ...(gradient ? { gradient } : {}),
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

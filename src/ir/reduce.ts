// Sums of a matrix over its rows, its columns, or both.

import { ShapeError } from '../errors.ts'
import { sizeOf } from '../tensor/index.ts'
import { multiply } from './arithmetic.ts'
import type { Node, Operation } from './types.ts'

/** rows (all axes but the last): one sum for each column [columns]; columns: one for each row [..., 1]; all: one sum [] */
export type ReduceOver = 'rows' | 'columns' | 'all'

const summation: Operation = {
  name: 'reduceSum',
  infer([type], attributes) {
    if (!type || type.shape.length < 2 || type.dtype !== 'float32') {
      throw new ShapeError(
        `reduceSum takes float32 values [..., columns] of at least two dimensions; received [${type?.shape}] (${type?.dtype}). Use reshape first.`,
      )
    }
    const columns = type.shape[type.shape.length - 1] as number
    const over = attributes.over as ReduceOver
    if (over === 'columns') return { shape: [...type.shape.slice(0, -1), 1], dtype: 'float32', batched: type.batched }
    return { shape: over === 'rows' ? [columns] : [], dtype: 'float32', batched: false }
  },
  gradient: (node, upstream) => {
    // The sum spreads its gradient evenly: multiplying a matrix of ones broadcasts it.
    const x = node.inputs[0] as Node
    return [multiply(x.graph.apply(onesLike, [x]), upstream)]
  },
  partition: 'rows',
  elementwise: false,
}

/** A matrix of ones of the operand's shape (what a gradient of a sum is broadcast over). */
const onesLike: Operation = {
  name: 'onesLike',
  infer: ([type]) => type as NonNullable<typeof type>,
  gradient: () => [undefined],
  partition: 'elements',
  elementwise: true,
}

/** Sums [..., columns]: over its rows (all leading axes) -> [columns], over its columns -> [..., 1], over all -> []. */
export function reduceSum(x: Node, over: ReduceOver): Node {
  return x.graph.apply(summation, [x], { over })
}

/** The mean over rows, columns, or all (over a batch's rows, a batch of the full size is meant). */
export function reduceMean(x: Node, over: ReduceOver): Node {
  const columns = x.type.shape[x.type.shape.length - 1] as number
  const rows = sizeOf(x.type.shape) / columns
  const count = over === 'rows' ? rows : over === 'columns' ? columns : rows * columns
  return multiply(reduceSum(x, over), 1 / count)
}

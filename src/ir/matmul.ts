// The matrix product, in the three forms that a dense layer and its gradients need. Each form has its own fixed order of
// summation, chosen so that a SIMD kernel runs along the contiguous axis without changing it.

import { ShapeError } from '../errors.ts'
import type { Node, Operation } from './types.ts'

/**
 * - none: a [m, k] times b [k, n] (a layer's forward pass)
 * - left: a^T [m, k] from a [k, m], times b [k, n] (its weight gradient: the sum over the batch)
 * - right: a [m, k] times b^T from b [n, k] (the gradient of its input)
 */
export type Transposed = 'none' | 'left' | 'right'

export interface Extents {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly aAt: (i: number, p: number) => number
  readonly bAt: (p: number, j: number) => number
}

/** The extents of a product's loops, and where its operands' elements lie. */
export function extents(aShape: readonly number[], bShape: readonly number[], transposed: Transposed): Extents {
  const [a0, a1] = aShape as [number, number]
  const [b0, b1] = bShape as [number, number]
  if (transposed === 'left') return { m: a1, n: b1, k: a0, aAt: (i, p) => p * a1 + i, bAt: (p, j) => p * b1 + j }
  if (transposed === 'right') return { m: a0, n: b0, k: a1, aAt: (i, p) => i * a1 + p, bAt: (p, j) => j * b1 + p }
  return { m: a0, n: b1, k: a1, aAt: (i, p) => i * a1 + p, bAt: (p, j) => p * b1 + j }
}

const product: Operation = {
  name: 'matmul',
  infer([a, b], attributes) {
    const transposed = attributes.transposed as Transposed
    if (a?.shape.length !== 2 || b?.shape.length !== 2 || a.dtype !== 'float32' || b.dtype !== 'float32') {
      throw new ShapeError(
        `matmul takes two float32 matrices; received [${a?.shape}] (${a?.dtype}) and [${b?.shape}] (${b?.dtype}). ` +
          'A layer on images needs Flatten before Dense.',
      )
    }
    const inner = { none: [1, 0], left: [0, 0], right: [1, 1] }[transposed] as [number, number]
    if (a.shape[inner[0]] !== b.shape[inner[1]]) {
      throw new ShapeError(`matmul (${transposed}): [${a.shape}] and [${b.shape}] differ in the dimension summed over.`)
    }
    const { m, n } = extents(a.shape, b.shape, transposed)
    if (transposed === 'left' ? a.batched !== b.batched : b.batched) {
      throw new ShapeError('matmul: only the left operand, or both operands of a sum over the batch, may have a batch dimension.')
    }
    return { shape: [m, n], dtype: 'float32', batched: transposed !== 'left' && a.batched }
  },
  gradient: (node, upstream) => {
    const [a, b] = node.inputs as [Node, Node]
    const transposed = node.attributes.transposed as Transposed
    if (transposed === 'none') return [matmul(upstream, b, 'right'), matmul(a, upstream, 'left')]
    if (transposed === 'left') return [matmul(b, upstream, 'right'), matmul(a, upstream)]
    return [matmul(upstream, b), matmul(upstream, a, 'left')]
  },
  partition: 'rows',
  elementwise: false,
  // A dot product runs along the input features, so a layer's kernel is stored with those contiguous; so is its gradient.
  operandStorage: (node) => (node.attributes.transposed === 'left' ? ['rows', 'rows'] : ['rows', 'columns']),
  anyStorage: (node) => node.attributes.transposed === 'left',
}

/** The matrix product of a and b, one of them transposed on request. See {@link Transposed} for the shapes. */
export function matmul(a: Node, b: Node, transposed: Transposed = 'none'): Node {
  return a.graph.apply(product, [a, b], { transposed })
}

/** Whether a node is a matrix product. */
export const matmulOperation: Operation = product

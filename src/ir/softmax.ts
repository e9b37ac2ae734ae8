// Softmax and log-softmax over the last axis. The formulas and their order live in numerics/, which the references call.

import { ShapeError } from '../errors.ts'
import { multiply, subtract } from './arithmetic.ts'
import { reduceSum } from './reduce.ts'
import type { Node, Operation, ValueType } from './types.ts'

function inferRows(name: string): (inputs: readonly ValueType[]) => ValueType {
  return ([type]) => {
    if (type?.shape.length !== 2 || type.dtype !== 'float32') {
      throw new ShapeError(`${name} takes float32 logits [batch, classes]; received [${type?.shape}] (${type?.dtype}).`)
    }
    return type
  }
}

const softmaxOperation: Operation = {
  name: 'softmax',
  infer: inferRows('softmax'),
  gradient: (node, upstream) => {
    const weighted = reduceSum(multiply(upstream, node), 'columns')
    return [multiply(node, subtract(upstream, weighted))]
  },
  partition: 'rows',
  elementwise: false,
}

const logSoftmaxOperation: Operation = {
  name: 'logSoftmax',
  infer: inferRows('logSoftmax'),
  gradient: (node, upstream) => {
    const x = node.inputs[0] as Node
    return [subtract(upstream, multiply(softmax(x), reduceSum(upstream, 'columns')))]
  },
  partition: 'rows',
  elementwise: false,
}

/** exp(x_i) / sum_j exp(x_j) over the last axis of [batch, classes]. */
export function softmax(logits: Node): Node {
  return logits.graph.apply(softmaxOperation, [logits])
}

/** log softmax(x) over the last axis of [batch, classes], without forming softmax. */
export function logSoftmax(logits: Node): Node {
  return logits.graph.apply(logSoftmaxOperation, [logits])
}

/** Whether a node is a softmax (lowering swaps it for its logits under a cross-entropy). */
export function isSoftmax(node: Node): boolean {
  return node.operation === softmaxOperation
}

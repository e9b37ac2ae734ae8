// Softmax and log-softmax over the last axis. The formulas and their order live in numerics/; float32 evaluation calls it.

import { ShapeError } from '../errors.ts'
import { exp64 as exp, log1p64 as log1p, logSoftmax as logSoftmaxRows, softmax as softmaxRows } from '../numerics/index.ts'
import { multiply, subtract } from './arithmetic.ts'
import { underflow, unitRoundoff } from './elementwise.ts'
import { reduceSum } from './reduce.ts'
import type { Evaluation, Node, Operation, ValueType } from './types.ts'

/** What softmax and cross-entropy of a row are made of, in float64. */
export interface RowStatistics {
  /** The row's maximum. */
  readonly maximum: number
  /** log of the sum of exp(x_i - maximum). */
  readonly logSum: number
  /** The largest error bound of the row's logits. */
  readonly error: number
}

/** The statistics of one row of logits. */
export function rowStatistics(logits: Evaluation['inputs'][number], start: number, classes: number): RowStatistics {
  let maximum = Number.NEGATIVE_INFINITY
  let index = 0
  let error = 0
  for (let c = 0; c < classes; c++) {
    const value = logits.data[start + c] as number
    if (value > maximum) {
      maximum = value
      index = c
    }
    error = Math.max(error, logits.bound?.[start + c] ?? 0)
  }
  let sum = 0
  for (let c = 0; c < classes; c++) if (c !== index) sum += exp((logits.data[start + c] as number) - maximum)
  return { maximum, logSum: log1p(sum), error }
}

/** exp(2 error) - 1, the relative change of a probability when every logit may move by `error`; infinite when error is. */
export function probabilityChange(error: number): number {
  return error > 300 ? Number.POSITIVE_INFINITY : (exp(2 * error) - 1) * 1.001 + 1e-15 * (error > 0 ? 1 : 0)
}

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
  evaluate({ inputs: [logits], precision }) {
    const x = logits as Evaluation['inputs'][number]
    const [rows, classes] = x.shape as [number, number]
    if (precision === 'float32') return { data: Float64Array.from(softmaxRows(Float32Array.from(x.data), classes)), bound: null }
    const data = new Float64Array(x.data.length)
    const bound = new Float64Array(x.data.length)
    for (let r = 0; r < rows; r++) {
      const { maximum, logSum, error } = rowStatistics(x, r * classes, classes)
      for (let i = r * classes; i < (r + 1) * classes; i++) {
        const probability = exp((x.data[i] as number) - maximum - logSum)
        data[i] = probability
        bound[i] = probability * probabilityChange(error) + 1.1 * unitRoundoff * probability + underflow * 2
      }
    }
    return { data, bound }
  },
  gradient: (node, upstream) => {
    const weighted = reduceSum(multiply(upstream, node), 'columns')
    return [multiply(node, subtract(upstream, weighted))]
  },
  contract: 'numerics.softmax: float64, 8 lanes, one rounding',
  partition: 'rows',
  elementwise: false,
}

const logSoftmaxOperation: Operation = {
  name: 'logSoftmax',
  infer: inferRows('logSoftmax'),
  evaluate({ inputs: [logits], precision }) {
    const x = logits as Evaluation['inputs'][number]
    const [rows, classes] = x.shape as [number, number]
    if (precision === 'float32') return { data: Float64Array.from(logSoftmaxRows(Float32Array.from(x.data), classes)), bound: null }
    const data = new Float64Array(x.data.length)
    const bound = new Float64Array(x.data.length)
    for (let r = 0; r < rows; r++) {
      const { maximum, logSum, error } = rowStatistics(x, r * classes, classes)
      for (let i = r * classes; i < (r + 1) * classes; i++) {
        const value = (x.data[i] as number) - maximum - logSum
        data[i] = value
        bound[i] = 2 * error + 1.1 * unitRoundoff * (Math.abs(value) + 2 * error) + underflow * 2
      }
    }
    return { data, bound }
  },
  gradient: (node, upstream) => {
    const x = node.inputs[0] as Node
    return [subtract(upstream, multiply(softmax(x), reduceSum(upstream, 'columns')))]
  },
  contract: 'numerics.logSoftmax: float64, 8 lanes, one rounding',
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

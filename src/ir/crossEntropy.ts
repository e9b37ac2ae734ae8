// Cross-entropy of logits and its gradient, as one family: the compiler makes one kernel of both. Row losses and gradients
// carry their weight in float64 before the one rounding to float32.

import { ShapeError } from '../errors.ts'
import type { Node, Operation, ValueType } from './types.ts'
import { toFloat64 } from './widths.ts'

/** Operands: logits [batch, classes], labels (int32 [batch] or soft float32 [batch, classes]), and optionally weights float64 [batch]. */
function checkOperands(name: string, inputs: readonly ValueType[]): readonly [number, number] {
  const [logits, labels, ...rowValues] = inputs
  const [rows, classes] = (logits?.shape ?? []) as [number, number]
  const hard = labels?.dtype === 'int32' && labels.shape.length === 1
  const soft = labels?.dtype === 'float32' && labels.shape.length === 2 && labels.shape[1] === classes
  if (logits?.shape.length !== 2 || labels?.shape[0] !== rows || !(hard || soft)) {
    throw new ShapeError(
      `${name} takes logits [batch, classes] with labels int32 [batch] or float32 [batch, classes]; ` +
        `received [${logits?.shape}] and [${labels?.shape}] (${labels?.dtype}).`,
    )
  }
  for (const type of rowValues) {
    if (type.dtype !== 'float64' || type.shape.length !== 1 || type.shape[0] !== rows) {
      throw new ShapeError(`${name}: row weights must be float64 [batch]; received [${type.shape}] (${type.dtype}).`)
    }
  }
  return [rows, classes]
}

const lossOperation: Operation = {
  name: 'crossEntropy',
  infer(inputs) {
    const [rows] = checkOperands('crossEntropy', inputs)
    return { shape: [rows], dtype: 'float32', batched: inputs[0]?.batched ?? false }
  },
  gradient: (node, upstream) => {
    const [logits, labels, weights] = node.inputs as [Node, Node, Node | undefined]
    return [
      node.graph.apply(gradientOperation, [logits, labels, toFloat64(upstream), ...(weights ? [weights] : [])], node.attributes),
      undefined,
      undefined,
    ]
  },
  wideGradient: true,
  partition: 'rows',
  elementwise: false,
}

const gradientOperation: Operation = {
  name: 'crossEntropyGradient',
  infer(inputs) {
    checkOperands('crossEntropyGradient', inputs)
    return inputs[0] as ValueType
  },
  partition: 'rows',
  elementwise: false,
}

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions {
  /** Rows with this label have loss 0 and gradient 0. Default: none. */
  readonly ignoreClass?: number | null
  /** Soft labels become q (1 - s) + s / classes. Default 0. */
  readonly labelSmoothing?: number
  /** Row weights, float64 [batch]. */
  readonly weights?: Node
}

/**
 * Row losses weight_r * (logSumExp(x_r) - x_r[label]) from logits [batch, classes] -> [batch]; for soft labels
 * weight_r * sum_j q_j (logSumExp(x_r) - x_rj).
 */
export function crossEntropy(logits: Node, labels: Node, options: CrossEntropyOptions = {}): Node {
  const { ignoreClass = null, labelSmoothing = 0, weights } = options
  return logits.graph.apply(lossOperation, weights ? [logits, labels, weights] : [logits, labels], { ignoreClass, labelSmoothing })
}

/** The loss operation, for the pass that fuses it with its gradient. */
export const crossEntropyOperation: Operation = lossOperation
/** The gradient operation. */
export const crossEntropyGradientOperation: Operation = gradientOperation

// Cross-entropy of logits and its gradient, as one family: the compiler makes one kernel of both. Row losses and gradients
// carry their weight in float64 before the one rounding to float32.

import { ShapeError } from '../errors.ts'
import { categoricalCrossentropy, exp64 as exp, sparseCategoricalCrossentropy } from '../numerics/index.ts'
import { underflow, unitRoundoff } from './elementwise.ts'
import { probabilityChange, rowStatistics } from './softmax.ts'
import type { Attributes, Evaluation, Node, Operation, ValueType } from './types.ts'
import { toFloat64 } from './widths.ts'

type Input = Evaluation['inputs'][number]

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

/** Row weights multiplied in float64: weight, coefficient, both, or none. */
function rowScale(inputs: readonly (Input | undefined)[], rows: number): Float64Array | undefined {
  const given = inputs.filter((input): input is Input => input !== undefined)
  if (given.length === 0) return undefined
  return Float64Array.from({ length: rows }, (_, r) => given.reduce((product, { data }) => product * (data[r] as number), 1))
}

function rowsOf(inputs: readonly Input[], attributes: Attributes, scale: Float64Array | undefined) {
  const [logits, labels] = inputs as [Input, Input]
  const classes = logits.shape[1] as number
  const x = Float32Array.from(logits.data)
  const weights = scale ? { weights: scale } : {}
  if (labels.shape.length === 2) {
    return categoricalCrossentropy(Float32Array.from(labels.data), x, classes, {
      labelSmoothing: attributes.labelSmoothing as number,
      ...weights,
    })
  }
  const ignoreClass = attributes.ignoreClass as number | null
  return sparseCategoricalCrossentropy(Int32Array.from(labels.data), x, classes, {
    ...(ignoreClass === null ? {} : { ignoreClass }),
    ...weights,
  })
}

/** The target distribution of a row: one-hot, or soft labels after smoothing; null where the row is ignored. */
function targetOf(labels: Input, row: number, classes: number, attributes: Attributes): ((c: number) => number) | null {
  if (labels.shape.length === 1) {
    const label = labels.data[row] as number
    return label === attributes.ignoreClass ? null : (c) => (c === label ? 1 : 0)
  }
  const smoothing = (attributes.labelSmoothing as number) ?? 0
  return (c) => (labels.data[row * classes + c] as number) * (1 - smoothing) + smoothing / classes
}

const lossOperation: Operation = {
  name: 'crossEntropy',
  infer(inputs) {
    const [rows] = checkOperands('crossEntropy', inputs)
    return { shape: [rows], dtype: 'float32', batched: inputs[0]?.batched ?? false }
  },
  evaluate({ inputs, attributes, precision }) {
    const [logits, labels, weights] = inputs as [Input, Input, Input | undefined]
    const [rows, classes] = logits.shape as [number, number]
    const scale = rowScale([weights], rows)
    if (precision === 'float32') return { data: Float64Array.from(rowsOf(inputs, attributes, scale).losses), bound: null }
    const data = new Float64Array(rows)
    const bound = new Float64Array(rows)
    for (let r = 0; r < rows; r++) {
      const target = targetOf(labels, r, classes, attributes)
      if (!target) continue
      const { maximum, logSum, error } = rowStatistics(logits, r * classes, classes)
      const weight = scale ? (scale[r] as number) : 1
      let total = 0
      let loss = 0
      for (let c = 0; c < classes; c++) {
        const q = target(c)
        if (q === 0) continue
        total += q
        loss += q * (maximum - (logits.data[r * classes + c] as number) + logSum)
      }
      data[r] = loss * weight
      const moved = 2 * error * Math.abs(total * weight)
      bound[r] =
        moved * 1.001 +
        1.1 * unitRoundoff * (Math.abs(data[r] as number) + moved) +
        1e-11 * Math.abs(total * weight) +
        underflow * 2
    }
    return { data, bound }
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
  contract: 'numerics: float64, 8 lanes, times the row weight, one rounding',
  partition: 'rows',
  elementwise: false,
}

const gradientOperation: Operation = {
  name: 'crossEntropyGradient',
  infer(inputs) {
    checkOperands('crossEntropyGradient', inputs)
    return inputs[0] as ValueType
  },
  evaluate({ inputs, attributes, precision }) {
    const [logits, labels, coefficient, weights] = inputs as [Input, Input, Input, Input | undefined]
    const [rows, classes] = logits.shape as [number, number]
    const scale = rowScale([weights, coefficient], rows)
    if (precision === 'float32') return { data: Float64Array.from(rowsOf(inputs, attributes, scale).gradient), bound: null }
    const data = new Float64Array(rows * classes)
    const bound = new Float64Array(rows * classes)
    for (let r = 0; r < rows; r++) {
      const target = targetOf(labels, r, classes, attributes)
      if (!target) continue
      const { maximum, logSum, error } = rowStatistics(logits, r * classes, classes)
      const weight = scale ? (scale[r] as number) : 1
      const change = probabilityChange(error)
      let total = 0
      for (let c = 0; c < classes; c++) total += target(c)
      for (let c = 0; c < classes; c++) {
        const i = r * classes + c
        const probability = exp((logits.data[i] as number) - maximum - logSum)
        data[i] = weight * (probability * total - target(c))
        const moved = Math.abs(weight * total) * probability * change
        bound[i] =
          moved +
          1.1 * unitRoundoff * (Math.abs(data[i] as number) + moved) +
          1e-11 * Math.abs(weight * total) * probability +
          underflow * 2
      }
    }
    return { data, bound }
  },
  contract: 'numerics: float64, 8 lanes, times weight x coefficient, one rounding',
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

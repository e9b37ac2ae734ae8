// The references of softmax.ts. In float32 they are numerics/'s own; in float64 they carry a bound.

import { exp64 as exp, log1p64 as log1p, logSoftmax as logSoftmaxRows, softmax as softmaxRows } from '../numerics/index.ts'
import { type Evaluated, type References, underflow, unitRoundoff } from './reference.ts'

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
export function rowStatistics(logits: Evaluated, start: number, classes: number): RowStatistics {
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

export const softmaxReferences: References<'softmax' | 'logSoftmax'> = {
  softmax: {
    contract: 'numerics.softmax: float64, 8 lanes, one rounding',
    evaluate({ inputs: [logits], precision }) {
      const x = logits as Evaluated
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
  },

  logSoftmax: {
    contract: 'numerics.logSoftmax: float64, 8 lanes, one rounding',
    evaluate({ inputs: [logits], precision }) {
      const x = logits as Evaluated
      const [rows, classes] = x.shape as [number, number]
      if (precision === 'float32')
        return { data: Float64Array.from(logSoftmaxRows(Float32Array.from(x.data), classes)), bound: null }
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
  },
}

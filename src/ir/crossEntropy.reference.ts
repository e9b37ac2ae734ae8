// The references of crossEntropy.ts. In float32 they are numerics/'s own; in float64 they carry a bound.

import { categoricalCrossentropy, exp64 as exp, sparseCategoricalCrossentropy } from '../numerics/index.ts'
import { type Evaluated, type References, underflow, unitRoundoff } from './reference.ts'
import { probabilityChange, rowStatistics } from './softmax.reference.ts'
import type { Attributes } from './types.ts'

/** Row weights multiplied in float64: weight, coefficient, both, or none. */
function rowScale(inputs: readonly (Evaluated | undefined)[], rows: number): Float64Array | undefined {
  const given = inputs.filter((input): input is Evaluated => input !== undefined)
  if (given.length === 0) return undefined
  return Float64Array.from({ length: rows }, (_, r) => given.reduce((product, { data }) => product * (data[r] as number), 1))
}

function rowsOf(inputs: readonly Evaluated[], attributes: Attributes, scale: Float64Array | undefined) {
  const [logits, labels] = inputs as [Evaluated, Evaluated]
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
function targetOf(labels: Evaluated, row: number, classes: number, attributes: Attributes): ((c: number) => number) | null {
  if (labels.shape.length === 1) {
    const label = labels.data[row] as number
    return label === attributes.ignoreClass ? null : (c) => (c === label ? 1 : 0)
  }
  const smoothing = (attributes.labelSmoothing as number) ?? 0
  return (c) => (labels.data[row * classes + c] as number) * (1 - smoothing) + smoothing / classes
}

export const crossEntropyReferences: References<'crossEntropy' | 'crossEntropyGradient'> = {
  crossEntropy: {
    contract: 'numerics: float64, 8 lanes, times the row weight, one rounding',
    evaluate({ inputs, attributes, precision }) {
      const [logits, labels, weights] = inputs as [Evaluated, Evaluated, Evaluated | undefined]
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
  },

  crossEntropyGradient: {
    contract: 'numerics: float64, 8 lanes, times weight x coefficient, one rounding',
    evaluate({ inputs, attributes, precision }) {
      const [logits, labels, coefficient, weights] = inputs as [Evaluated, Evaluated, Evaluated, Evaluated | undefined]
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
  },
}

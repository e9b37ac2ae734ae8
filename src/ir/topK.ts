// Whether a row's label is among its k highest scores: the row value behind accuracy and top-k accuracy.

import { ShapeError } from '../errors.ts'
import type { Evaluation, Node, Operation } from './types.ts'

/** How equal scores rank: 'first' as argmax (the lower class wins), 'all' counts every class tied with the k-th. */
export type Ties = 'first' | 'all'

const inHighest: Operation = {
  name: 'inTopK',
  infer([scores, labels]) {
    if (scores?.shape.length !== 2 || labels?.shape[0] !== scores.shape[0]) {
      throw new ShapeError(
        `inTopK takes scores [batch, classes] and labels [batch]; received [${scores?.shape}] and [${labels?.shape}].`,
      )
    }
    return { shape: [scores.shape[0] as number], dtype: 'float32', batched: scores.batched }
  },
  evaluate({ inputs: [scores, labels], attributes, precision }) {
    const { data, bound, shape } = scores as Evaluation['inputs'][number]
    const [rows, classes] = shape as [number, number]
    const targets = labels as Evaluation['inputs'][number]
    const out = new Float64Array(rows)
    const errors = precision === 'float64' ? new Float64Array(rows) : null
    for (let r = 0; r < rows; r++) {
      const start = r * classes
      const label = targets.shape.length === 2 ? highest(targets.data, start, classes) : (targets.data[r] as number)
      if (!(label >= 0 && label < classes)) continue
      const own = data[start + label] as number
      let above = 0
      let valid = !Number.isNaN(own)
      for (let c = 0; c < classes; c++) {
        const score = data[start + c] as number
        if (Number.isNaN(score)) valid = false
        if (score > own || (attributes.ties === 'first' && score === own && c < label)) above++
        if (errors && bound && c !== label) {
          const doubt = (bound[start + c] as number) + (bound[start + label] as number)
          if (doubt > 0 && Math.abs(score - own) <= doubt) errors[r] = 1
        }
      }
      out[r] = valid && above < (attributes.k as number) ? 1 : 0
    }
    return { data: out, bound: errors }
  },
  contract: 'exact',
  partition: 'rows',
  elementwise: false,
}

/** The index of the first highest value of a row. */
function highest(data: Float64Array, start: number, length: number): number {
  let best = 0
  for (let c = 1; c < length; c++) if ((data[start + c] as number) > (data[start + best] as number)) best = c
  return best
}

/**
 * 1 for each row whose label is among its k highest scores, else 0; 0 where a score is NaN or the label is no class.
 *
 * @param scores [batch, classes]
 * @param labels int32 [batch], or soft labels [batch, classes], whose first highest counts
 */
export function inTopK(scores: Node, labels: Node, k: number, ties: Ties = 'first'): Node {
  return scores.graph.apply(inHighest, [scores, labels], { k, ties })
}

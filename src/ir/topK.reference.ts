// The reference of topK.ts.

import type { Evaluated, References } from './reference.ts'

export const topKReferences: References<'inTopK'> = {
  inTopK: {
    contract: 'exact',
    evaluate({ inputs: [scores, labels], attributes, precision }) {
      const { data, bound, shape } = scores as Evaluated
      const [rows, classes] = shape as [number, number]
      const targets = labels as Evaluated
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
  },
}

/** The index of the first highest value of a row. */
function highest(data: Float64Array, start: number, length: number): number {
  let best = 0
  for (let c = 1; c < length; c++) if ((data[start + c] as number) > (data[start + best] as number)) best = c
  return best
}

// The references of segmentedMatmul.ts.

import { type Evaluated, type References, underflow, unitRoundoff } from './reference.ts'
import { segmentsOf } from './segments.ts'

export const segmentedMatmulReferences: References<'matmulPartial' | 'segmentSum'> = {
  matmulPartial: {
    contract: 'each segment: 4 lanes (k mod 4) ascending, (l0+l1)+(l2+l3); fma arithmetic: one rounding a term',
    evaluate({ inputs, precision, round }) {
      const [a, b] = inputs as [Evaluated, Evaluated]
      const [m, k] = a.shape as [number, number]
      const n = b.shape[1] as number
      const { count, length } = segmentsOf(k)
      const data = new Float64Array(m * count * n)
      const bound = precision === 'float64' ? new Float64Array(data.length) : null
      for (let i = 0; i < m; i++) {
        for (let s = 0; s < count; s++) {
          for (let j = 0; j < n; j++) {
            const lanes = [0, 0, 0, 0]
            let magnitude = 0
            let moved = 0
            for (let p = s * length; p < Math.min(k, (s + 1) * length); p++) {
              const x = a.data[i * k + p] as number
              const w = b.data[p * n + j] as number
              lanes[p & 3] = round((lanes[p & 3] as number) + round(x * w))
              const ex = a.bound?.[i * k + p] ?? 0
              const ew = b.bound?.[p * n + j] ?? 0
              magnitude += (Math.abs(x) + ex) * (Math.abs(w) + ew)
              moved += Math.abs(x) * ew + Math.abs(w) * ex + ex * ew
            }
            const [l0, l1, l2, l3] = lanes as [number, number, number, number]
            const at = (i * count + s) * n + j
            data[at] = round(round(l0 + l1) + round(l2 + l3))
            if (bound) bound[at] = moved * 1.001 + (length + 8) * unitRoundoff * 1.001 * magnitude + length * underflow
          }
        }
      }
      return { data, bound }
    },
  },

  segmentSum: {
    contract: 'segments ascending',
    evaluate({ inputs: [partial], attributes, precision, round, shape }) {
      const count = attributes.count as number
      const { data, bound } = partial as Evaluated
      const [m, n] = shape as [number, number]
      const out = new Float64Array(m * n)
      const errors = precision === 'float64' ? new Float64Array(m * n) : null
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let total = 0
          let magnitude = 0
          let moved = 0
          for (let s = 0; s < count; s++) {
            const at = (i * count + s) * n + j
            total = s === 0 ? (data[at] as number) : round(total + (data[at] as number))
            magnitude += Math.abs(data[at] as number)
            moved += bound?.[at] ?? 0
          }
          out[i * n + j] = total
          if (errors) errors[i * n + j] = moved * 1.001 + count * unitRoundoff * 1.001 * (magnitude + moved)
        }
      }
      return { data: out, bound: errors }
    },
  },
}

// The reference of dequantize.ts.

import { splitScale } from './dequantize.ts'
import type { Evaluated, References } from './reference.ts'

export const dequantizeReferences: References<'dequantize'> = {
  dequantize: {
    contract: 'value x high + value x low, with scale = high + low: the float32 nearest to value x scale, nearly always',
    evaluate({ inputs: [x], attributes, precision }) {
      const { high, low } = splitScale(attributes.scale as number)
      const { data } = x as Evaluated
      // Rounded in both precisions: it is where the network's numbers begin, not an approximation of others.
      const out = data.map((value) => Math.fround(Math.fround(value * high) + Math.fround(value * low)))
      return { data: out, bound: precision === 'float64' ? new Float64Array(out.length) : null }
    },
  },
}

// The references of widths.ts.

import type { Evaluated, References } from './reference.ts'

export const widthReferences: References<'toFloat64' | 'toFloat32'> = {
  toFloat64: {
    contract: 'exact',
    evaluate: ({ inputs: [x], precision }) => ({
      data: (x as Evaluated).data,
      bound: precision === 'float64' ? ((x as Evaluated).bound ?? new Float64Array((x as Evaluated).data.length)) : null,
    }),
  },

  toFloat32: {
    contract: 'one rounding',
    evaluate: ({ inputs: [x], precision, round }) => {
      const { data, bound } = x as Evaluated
      const errors = data.map((value, i) => (bound?.[i] ?? 0) + Math.abs(value) / 0x1000000)
      return { data: data.map(round), bound: precision === 'float64' ? errors : null }
    },
  },
}

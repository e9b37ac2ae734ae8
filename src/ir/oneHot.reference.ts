// The reference of oneHot.ts.

import type { Evaluated, References } from './reference.ts'

export const oneHotReferences: References<'oneHot'> = {
  oneHot: {
    contract: 'exact',
    evaluate({ inputs: [labels], attributes, precision }) {
      const classes = attributes.classes as number
      const { data } = labels as Evaluated
      const out = new Float64Array(data.length * classes)
      data.forEach((label, row) => {
        if (label >= 0 && label < classes && label !== attributes.ignoreClass) out[row * classes + label] = 1
      })
      return { data: out, bound: precision === 'float64' ? new Float64Array(out.length) : null }
    },
  },
}

// The reference of dropoutMask.ts: Philox, element by element.

import { philox4x32 } from '../random.ts'
import { dropThreshold } from './dropoutMask.ts'
import type { Evaluated, References } from './reference.ts'

export const dropoutMaskReferences: References<'dropoutMask'> = {
  dropoutMask: {
    contract: 'exact',
    evaluate({ inputs: [, seed, step], attributes, shape, precision }) {
      const [rows, columns] = shape as [number, number]
      const out = new Float64Array(rows * columns)
      const rate = attributes.rate as number
      const kept = Math.fround(1 / (1 - rate))
      const threshold = dropThreshold(rate)
      const [seedLow = 0, seedHigh = 0] = (seed as Evaluated).data
      const [stepLow = 0, stepHigh = 0] = (step as Evaluated).data
      const key = [seedLow >>> 0, ((attributes.purpose as number) ^ seedHigh) >>> 0]
      const words = new Uint32Array(4)
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          if ((c & 3) === 0) philox4x32([c >>> 2, r, stepLow >>> 0, stepHigh >>> 0], key, words)
          out[r * columns + c] = (words[c & 3] as number) >= threshold ? kept : 0
        }
      }
      return { data: out, bound: precision === 'float64' ? new Float64Array(out.length) : null }
    },
  },
}

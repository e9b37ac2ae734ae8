// Stored integers to float32: a value is data x scale, so pixels can stay bytes until a step needs them.

import { ShapeError } from '../errors.ts'
import type { Evaluation, Node, Operation } from './types.ts'

const dequantization: Operation = {
  name: 'dequantize',
  infer([type]) {
    if (type?.dtype !== 'uint8') throw new ShapeError(`dequantize takes uint8 values; received ${type?.dtype}.`)
    return { ...type, dtype: 'float32' }
  },
  evaluate({ inputs: [x], attributes, round, precision }) {
    const scale = Math.fround(attributes.scale as number)
    const { data } = x as Evaluation['inputs'][number]
    // Rounded in both precisions: it is where the network's numbers begin, not an approximation of others.
    const out = data.map((value) => Math.fround(value * scale))
    return {
      data: precision === 'float32' ? out.map(round) : out,
      bound: precision === 'float64' ? new Float64Array(out.length) : null,
    }
  },
  contract: 'value times float32 scale, one rounding',
  partition: 'elements',
  elementwise: true,
}

/** float32(x) * float32(scale), for uint8 x. */
export function dequantize(x: Node, scale: number): Node {
  return x.graph.apply(dequantization, [x], { scale })
}

// From logits to probabilities in float64, with the temperature that was fitted on held-out rows.

import { softmaxInPlace } from '../../linear/linearModel.ts'
import type { Tensor } from '../../tensor/index.ts'

/** softmax(logits / temperature), [rows, classes]. */
export function softmaxRows({ data, shape }: Tensor, temperature = 1): Tensor<Float64Array> {
  return { data: softmaxInPlace(Float64Array.from(data), shape[1] as number, temperature), shape }
}

/** Logits as float64 numbers. */
export const numberedLogits = ({ data }: Tensor): Float64Array => Float64Array.from(data)

/** Logits / temperature. */
export function temperedLogits(logits: Float64Array, temperature = 1): Float64Array {
  return temperature === 1 ? logits : logits.map((value) => value / temperature)
}

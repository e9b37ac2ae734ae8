// What each unit of a network says of one row, by the weights that the page has. It is for looking at: the figures in tables and the
// gallery are argmax's own.

import { elu64, gelu64, sigmoid64, silu64, tanh64 } from 'argmax/numerics'
import type { Activation } from './setting.ts'

/** argmax's activations, on one number. */
const ACTIVATIONS: Readonly<Record<Activation | 'linear', (z: number) => number>> = {
  linear: (z) => z,
  relu: (z) => Math.max(0, z),
  leaky_relu: (z) => (z > 0 ? z : 0.2 * z),
  tanh: tanh64,
  sigmoid: sigmoid64,
  elu: elu64,
  gelu: gelu64,
  silu: silu64,
}

/** A layer's sums z = w x + b and activations a. */
export interface LayerValues {
  readonly sums: Float64Array
  readonly activations: Float64Array
}

/** All layers on a row. @param weights kernel [inputs, units] and bias of each layer in turn */
export function forward(weights: readonly Float32Array[], row: ArrayLike<number>, activation: Activation): LayerValues[] {
  const layers: LayerValues[] = []
  let inputs: ArrayLike<number> = row
  for (let layer = 0; layer < weights.length; layer += 2) {
    const kernel = weights[layer] as Float32Array
    const bias = weights[layer + 1] as Float32Array
    const units = bias.length
    const sums = Float64Array.from(bias)
    for (let i = 0; i < inputs.length; i++) {
      const value = inputs[i] as number
      if (value === 0) continue
      for (let unit = 0; unit < units; unit++) sums[unit] = (sums[unit] as number) + value * (kernel[i * units + unit] as number)
    }
    const apply = ACTIVATIONS[layer + 2 < weights.length ? activation : 'linear']
    // elu takes a second argument, which must not be the place.
    const activations = Float64Array.from(sums, (z) => apply(z))
    layers.push({ sums, activations })
    inputs = activations
  }
  return layers
}

// What an initializer is: the first values of a weight, drawn from a stream of the seed.

import type { RandomStream } from '../random.ts'

/** Fills weights. */
export interface Initializer {
  readonly kind: string
  /** The values of a weight of `shape`, in row-major order; random ones come from `stream` alone. */
  fill(shape: readonly number[], stream: RandomStream): Float32Array
  /** What a model file keeps of it. */
  config(): Readonly<Record<string, unknown>>
}

/** A kernel's inputs and outputs: [inputs, outputs], with leading dimensions as the receptive field. */
export function fans(shape: readonly number[]): { inputs: number; outputs: number } {
  if (shape.length === 0) return { inputs: 1, outputs: 1 }
  if (shape.length === 1) return { inputs: shape[0] as number, outputs: shape[0] as number }
  const field = shape.slice(0, -2).reduce((product, dimension) => product * dimension, 1)
  return { inputs: (shape[shape.length - 2] as number) * field, outputs: (shape[shape.length - 1] as number) * field }
}

/** Uniform values in [-limit, limit). */
export function fillUniform(size: number, limit: number, stream: RandomStream): Float32Array {
  const values = new Float32Array(size)
  for (let i = 0; i < size; i++) values[i] = (2 * stream.nextUniform() - 1) * limit
  return values
}

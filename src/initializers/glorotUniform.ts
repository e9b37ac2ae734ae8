// Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010: keeps the
// variance of signals and gradients alike from layer to layer. The default of kernels, as in Keras.

import type { RandomStream } from '../random.ts'
import { sizeOf } from '../tensor/index.ts'
import { fans, fillUniform, type Initializer } from './initializer.ts'

/** Uniform in [-limit, limit) with limit = sqrt(6 / (inputs + outputs)). */
export class GlorotUniform implements Initializer {
  readonly kind = 'GlorotUniform'

  fill(shape: readonly number[], stream: RandomStream): Float32Array {
    const { inputs, outputs } = fans(shape)
    return fillUniform(sizeOf(shape), Math.sqrt(6 / (inputs + outputs)), stream)
  }

  config(): Readonly<Record<string, unknown>> {
    return {}
  }
}

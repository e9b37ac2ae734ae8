// All zeros: the default of biases.

import { sizeOf } from '../tensor/index.ts'
import type { Initializer } from './initializer.ts'

/** Fills with 0. */
export class Zeros implements Initializer {
  readonly kind = 'Zeros'

  fill(shape: readonly number[]): Float32Array {
    return new Float32Array(sizeOf(shape))
  }

  config(): Readonly<Record<string, unknown>> {
    return {}
  }
}

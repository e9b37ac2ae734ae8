// He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015: for layers followed by relu, which halves the variance.

import type { RandomStream } from '../random.ts'
import { sizeOf } from '../tensor/index.ts'
import { fans, fillUniform, type Initializer } from './initializer.ts'

/** Uniform in [-limit, limit) with limit = sqrt(6 / inputs). */
export class HeUniform implements Initializer {
  readonly kind = 'HeUniform'

  fill(shape: readonly number[], stream: RandomStream): Float32Array {
    return fillUniform(sizeOf(shape), Math.sqrt(6 / fans(shape).inputs), stream)
  }

  config(): Readonly<Record<string, unknown>> {
    return {}
  }
}

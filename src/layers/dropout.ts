// Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 2014; inverted, so that
// prediction needs no scaling.

import { describe, UsageError } from '../errors.ts'
import { multiply } from '../ir/arithmetic.ts'
import { dropoutMask } from '../ir/dropoutMask.ts'
import { reshape } from '../ir/reshape.ts'
import type { Node } from '../ir/types.ts'
import { hashPurpose } from '../random.ts'
import { sizeOf } from '../tensor/index.ts'
import type { Layer, LowerContext, WeightSpec } from './layer.ts'

/** In training each element becomes 0 with probability `rate`, else x / (1 - rate); in prediction it stays. */
export class Dropout implements Layer {
  readonly kind = 'Dropout'
  readonly #rate: number

  /** @param options the rate, in [0, 1), alone or as `{ rate }` */
  constructor(options: number | { readonly rate: number }) {
    const rate = typeof options === 'number' ? options : options?.rate
    if (!(rate >= 0 && rate < 1)) throw new UsageError(`Dropout: rate must be in [0, 1); received ${describe(rate)}.`)
    this.#rate = rate
  }

  outputShape(inputShape: readonly number[]): readonly number[] {
    return inputShape
  }

  weights(): readonly WeightSpec[] {
    return []
  }

  lower(x: Node, { training, path, randomness }: LowerContext): Node {
    if (!training || this.#rate === 0) return x
    const { seed, step } = randomness()
    const shape = x.type.shape
    const flat = reshape(x, [shape[0] as number, sizeOf(shape.slice(1))])
    return reshape(multiply(flat, dropoutMask(flat, seed, step, this.#rate, hashPurpose(`dropout/${path}`))), shape)
  }

  config(): Readonly<Record<string, unknown>> {
    return { rate: this.#rate }
  }
}

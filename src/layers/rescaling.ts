// Rescales inputs inside the model, so that whoever uses it need not.

import { describe, UsageError } from '../errors.ts'
import { add, multiply } from '../ir/arithmetic.ts'
import type { Node } from '../ir/types.ts'
import { checkInputShape } from './inputShape.ts'
import type { Layer, WeightSpec } from './layer.ts'

/** x * scale + offset, for every element. */
export class Rescaling implements Layer {
  readonly kind = 'Rescaling'
  readonly inputShape: readonly number[] | undefined
  readonly #scale: number
  readonly #offset: number

  constructor(options: { readonly scale: number; readonly offset?: number; readonly inputShape?: readonly number[] }) {
    const { scale, offset = 0, inputShape } = options ?? {}
    if (!Number.isFinite(scale) || !Number.isFinite(offset)) {
      throw new UsageError(
        `Rescaling: scale and offset must be finite numbers; received ${describe(scale)} and ${describe(offset)}.`,
      )
    }
    this.#scale = scale
    this.#offset = offset
    this.inputShape = checkInputShape('Rescaling', inputShape)
  }

  outputShape(inputShape: readonly number[]): readonly number[] {
    return inputShape
  }

  weights(): readonly WeightSpec[] {
    return []
  }

  lower(x: Node): Node {
    const scaled = multiply(x, this.#scale)
    return this.#offset === 0 ? scaled : add(scaled, this.#offset)
  }

  config(): Readonly<Record<string, unknown>> {
    return { scale: this.#scale, offset: this.#offset, ...(this.inputShape ? { inputShape: [...this.inputShape] } : {}) }
  }
}

// Says the shape of a model's input, so that it can be built before it sees data.

import { UsageError } from '../errors.ts'
import type { Node } from '../ir/types.ts'
import { checkInputShape } from './inputShape.ts'
import type { Layer, WeightSpec } from './layer.ts'

/** The first layer of a model whose input shape is known; it computes nothing. */
export class Input implements Layer {
  readonly kind = 'Input'
  readonly inputShape: readonly number[]

  /** @param options the shape of one row, such as `{ shape: [784] }` */
  constructor(options: { readonly shape: readonly number[] }) {
    const shape = checkInputShape('Input', options?.shape)
    if (!shape) throw new UsageError('Input: give the shape of one row, as in new Input({ shape: [784] }).')
    this.inputShape = shape
  }

  outputShape(inputShape: readonly number[]): readonly number[] {
    return inputShape
  }

  weights(): readonly WeightSpec[] {
    return []
  }

  lower(x: Node): Node {
    return x
  }

  config(): Readonly<Record<string, unknown>> {
    return { shape: [...this.inputShape] }
  }
}

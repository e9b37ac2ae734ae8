// Flattens images to rows.

import { reshape } from '../ir/reshape.ts'
import type { Node } from '../ir/types.ts'
import { sizeOf } from '../tensor/index.ts'
import { checkInputShape } from './inputShape.ts'
import type { Layer, WeightSpec } from './layer.ts'

/** [batch, ...shape] -> [batch, product of shape], in row-major order. */
export class Flatten implements Layer {
  readonly kind = 'Flatten'
  readonly inputShape: readonly number[] | undefined

  constructor(options: { readonly inputShape?: readonly number[] } = {}) {
    this.inputShape = checkInputShape('Flatten', options.inputShape)
  }

  outputShape(inputShape: readonly number[]): readonly number[] {
    return [sizeOf(inputShape)]
  }

  weights(): readonly WeightSpec[] {
    return []
  }

  lower(x: Node): Node {
    return reshape(x, [x.type.shape[0] as number, sizeOf(x.type.shape.slice(1))])
  }

  config(): Readonly<Record<string, unknown>> {
    return this.inputShape ? { inputShape: [...this.inputShape] } : {}
  }
}

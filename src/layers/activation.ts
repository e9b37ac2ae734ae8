// An activation as a layer of its own.

import type { Node } from '../ir/types.ts'
import { type ActivationName, activationName, applyActivation } from './activations.ts'
import { checkInputShape } from './inputShape.ts'
import type { Layer, WeightSpec } from './layer.ts'

/** Applies an activation function to every element; softmax over the last axis. */
export class Activation implements Layer {
  readonly kind = 'Activation'
  readonly activation: ActivationName
  readonly inputShape: readonly number[] | undefined

  constructor(activation: ActivationName | 'leakyRelu' | 'swish', options: { readonly inputShape?: readonly number[] } = {}) {
    this.activation = activationName(activation)
    this.inputShape = checkInputShape('Activation', options.inputShape)
  }

  outputShape(inputShape: readonly number[]): readonly number[] {
    return inputShape
  }

  weights(): readonly WeightSpec[] {
    return []
  }

  lower(x: Node): Node {
    return applyActivation(this.activation, x)
  }

  config(): Readonly<Record<string, unknown>> {
    return { activation: this.activation, ...(this.inputShape ? { inputShape: [...this.inputShape] } : {}) }
  }
}

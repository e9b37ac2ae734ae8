// The dense (fully connected) layer.

import { describe, ShapeError, UsageError } from '../errors.ts'
import { type Initializer, type InitializerName, initializerOf } from '../initializers/index.ts'
import { add, multiply } from '../ir/arithmetic.ts'
import { matmul } from '../ir/matmul.ts'
import { reduceSum } from '../ir/reduce.ts'
import type { Node } from '../ir/types.ts'
import { type ActivationName, activationName, applyActivation } from './activations.ts'
import { checkInputShape } from './inputShape.ts'
import type { Layer, LowerContext, WeightSpec } from './layer.ts'

/** Options of {@link Dense}. */
export interface DenseOptions {
  /** Number of outputs, >= 1. */
  readonly units: number
  /** Default linear. */
  readonly activation?: ActivationName | 'leakyRelu' | 'swish'
  /** Whether a bias is added. Default true. */
  readonly useBias?: boolean
  /** Default glorot_uniform. */
  readonly kernelInitializer?: Initializer | InitializerName
  /** Default zeros. */
  readonly biasInitializer?: Initializer | InitializerName
  /** Adds l2 * sum(kernel^2) to the loss. Default none. */
  readonly kernelRegularizer?: { readonly l2: number }
  /** The number of inputs, as [inputs]: a first layer that has it lets the model be built at once. */
  readonly inputShape?: readonly number[]
}

/**
 * activation(x kernel + bias), with x [batch, inputs], kernel [inputs, units], bias [units].
 *
 * @throws UsageError for options that are not allowed
 */
export class Dense implements Layer {
  readonly kind = 'Dense'
  readonly units: number
  readonly activation: ActivationName
  readonly inputShape: readonly number[] | undefined
  readonly #useBias: boolean
  readonly #kernelInitializer: Initializer
  readonly #biasInitializer: Initializer
  readonly #l2: number

  constructor(options: DenseOptions) {
    const {
      units,
      activation = 'linear',
      useBias = true,
      kernelInitializer = 'glorot_uniform',
      biasInitializer = 'zeros',
      kernelRegularizer,
      inputShape,
    } = options ?? {}
    if (!Number.isInteger(units) || units < 1) {
      throw new UsageError(`Dense: units must be a whole number >= 1; received ${describe(units)}.`)
    }
    if (typeof useBias !== 'boolean') throw new UsageError(`Dense: useBias must be true or false; received ${describe(useBias)}.`)
    this.units = units
    this.activation = activationName(activation)
    this.inputShape = checkInputShape('Dense', inputShape)
    this.#useBias = useBias
    this.#kernelInitializer = initializerOf(kernelInitializer)
    this.#biasInitializer = initializerOf(biasInitializer)
    this.#l2 = kernelRegularizer?.l2 ?? 0
    if (!(this.#l2 >= 0 && Number.isFinite(this.#l2))) {
      throw new UsageError(`Dense: kernelRegularizer.l2 must be a finite number >= 0; received ${describe(kernelRegularizer?.l2)}.`)
    }
  }

  outputShape(inputShape: readonly number[]): readonly number[] {
    if (inputShape.length !== 1) {
      throw new ShapeError(
        `Dense takes rows of numbers, [batch, inputs]; received [batch, ${inputShape.join(', ')}]. Put a Flatten layer before it.`,
      )
    }
    return [this.units]
  }

  weights(inputShape: readonly number[]): readonly WeightSpec[] {
    const kernel: WeightSpec = {
      name: 'kernel',
      shape: [inputShape[0] as number, this.units],
      initializer: this.#kernelInitializer,
      storage: 'columns',
    }
    return this.#useBias ? [kernel, { name: 'bias', shape: [this.units], initializer: this.#biasInitializer }] : [kernel]
  }

  lower(x: Node, context: LowerContext): Node {
    const kernel = context.weight('kernel')
    if (this.#l2 > 0) context.addPenalty(multiply(reduceSum(multiply(kernel, kernel), 'all'), this.#l2))
    const product = matmul(x, kernel) // [batch, units]
    return applyActivation(this.activation, this.#useBias ? add(product, context.weight('bias')) : product)
  }

  config(): Readonly<Record<string, unknown>> {
    const named = (initializer: Initializer): Readonly<Record<string, unknown>> => ({
      kind: initializer.kind,
      ...initializer.config(),
    })
    return {
      units: this.units,
      activation: this.activation,
      useBias: this.#useBias,
      kernelInitializer: named(this.#kernelInitializer),
      biasInitializer: named(this.#biasInitializer),
      ...(this.#l2 > 0 ? { kernelRegularizer: { l2: this.#l2 } } : {}),
      ...(this.inputShape ? { inputShape: [...this.inputShape] } : {}),
    }
  }
}

// Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, in the form that Keras computes.

import { describe, UsageError } from '../errors.ts'
import { add, divide, multiply, squareRoot, subtract } from '../ir/arithmetic.ts'
import { isLearningRate, type Optimizer, type OptimizerState, type Updated, type UpdateOperands } from './optimizer.ts'

/** Options of {@link Adam}. */
export interface AdamOptions {
  /** Default 0.001. */
  readonly learningRate?: number
  /** Decay of the mean of gradients, in [0, 1); default 0.9. */
  readonly beta1?: number
  /** Decay of the mean of their squares, in [0, 1); default 0.999. */
  readonly beta2?: number
  /** Added to the root; default 1e-7. */
  readonly epsilon?: number
}

/**
 * m += (g - m)(1 - beta1); v += (g^2 - v)(1 - beta2); w -= alpha m / (sqrt(v) + epsilon), with
 * alpha = lr sqrt(1 - beta2^t) / (1 - beta1^t) in float64, its powers by repeated multiplication.
 */
export class Adam implements Optimizer {
  readonly kind = 'Adam'
  learningRate: number
  readonly slots: readonly string[] = ['mean', 'square']
  readonly scalars: readonly string[] = ['alpha']
  readonly #beta1: number
  readonly #beta2: number
  readonly #epsilon: number

  constructor({ learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions = {}) {
    if (!isLearningRate(learningRate)) {
      throw new UsageError(`Adam: learningRate must be a finite number > 0; received ${describe(learningRate)}.`)
    }
    for (const [name, value] of Object.entries({ beta1, beta2 })) {
      if (!(value >= 0 && value < 1)) throw new UsageError(`Adam: ${name} must be in [0, 1); received ${describe(value)}.`)
    }
    if (!(epsilon >= 0 && Number.isFinite(epsilon))) {
      throw new UsageError(`Adam: epsilon must be a finite number >= 0; received ${describe(epsilon)}.`)
    }
    this.learningRate = learningRate
    this.#beta1 = beta1
    this.#beta2 = beta2
    this.#epsilon = epsilon
  }

  initialState(): OptimizerState {
    return { step: 0, powers: { beta1: 1, beta2: 1 } }
  }

  advance(state: OptimizerState): readonly number[] {
    state.step++
    const beta1Power = (state.powers.beta1 as number) * this.#beta1
    const beta2Power = (state.powers.beta2 as number) * this.#beta2
    state.powers.beta1 = beta1Power
    state.powers.beta2 = beta2Power
    return [(this.learningRate * Math.sqrt(1 - beta2Power)) / (1 - beta1Power)]
  }

  update({ parameter, gradient, slots, scalar }: UpdateOperands): Updated {
    const [mean, square] = slots as [UpdateOperands['parameter'], UpdateOperands['parameter']]
    const nextMean = add(mean, multiply(subtract(gradient, mean), 1 - this.#beta1))
    const nextSquare = add(square, multiply(subtract(multiply(gradient, gradient), square), 1 - this.#beta2))
    const change = divide(multiply(nextMean, scalar('alpha')), add(squareRoot(nextSquare), this.#epsilon))
    return { parameter: subtract(parameter, change), slots: [nextMean, nextSquare] }
  }

  config(): Readonly<Record<string, unknown>> {
    return { learningRate: this.learningRate, beta1: this.#beta1, beta2: this.#beta2, epsilon: this.#epsilon }
  }
}

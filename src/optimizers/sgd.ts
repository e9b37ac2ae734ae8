// Stochastic gradient descent, plain, with momentum, or with Nesterov's (Sutskever et al., ICML 2013), as Keras has it.

import { describe, UsageError } from '../errors.ts'
import { add, multiply, subtract } from '../ir/arithmetic.ts'
import { isLearningRate, type Optimizer, type OptimizerState, type Updated, type UpdateOperands } from './optimizer.ts'

/** Options of {@link SGD}. */
export interface SGDOptions {
  /** Default 0.01. */
  readonly learningRate?: number
  /** In [0, 1); default 0. */
  readonly momentum?: number
  /** Look ahead along the momentum. Default false. */
  readonly nesterov?: boolean
}

/** v = momentum v - lr g; w += v, or with nesterov w += momentum v - lr g. Without momentum w -= lr g. */
export class SGD implements Optimizer {
  readonly kind = 'SGD'
  learningRate: number
  readonly slots: readonly string[]
  readonly scalars: readonly string[] = ['learningRate']
  readonly #momentum: number
  readonly #nesterov: boolean

  constructor({ learningRate = 0.01, momentum = 0, nesterov = false }: SGDOptions = {}) {
    if (!isLearningRate(learningRate)) {
      throw new UsageError(`SGD: learningRate must be a finite number > 0; received ${describe(learningRate)}.`)
    }
    if (!(momentum >= 0 && momentum < 1)) throw new UsageError(`SGD: momentum must be in [0, 1); received ${describe(momentum)}.`)
    this.learningRate = learningRate
    this.#momentum = momentum
    this.#nesterov = nesterov
    this.slots = momentum > 0 ? ['velocity'] : []
  }

  initialState(): OptimizerState {
    return { step: 0, powers: {} }
  }

  advance(state: OptimizerState): readonly number[] {
    state.step++
    return [this.learningRate]
  }

  update({ parameter, gradient, slots: [velocity], scalar }: UpdateOperands): Updated {
    const step = multiply(gradient, scalar('learningRate'))
    if (!velocity) return { parameter: subtract(parameter, step), slots: [] }
    const next = subtract(multiply(velocity, this.#momentum), step)
    const change = this.#nesterov ? subtract(multiply(next, this.#momentum), step) : next
    return { parameter: add(parameter, change), slots: [next] }
  }

  config(): Readonly<Record<string, unknown>> {
    return { learningRate: this.learningRate, momentum: this.#momentum, nesterov: this.#nesterov }
  }
}

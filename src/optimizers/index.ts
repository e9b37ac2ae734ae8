// The optimizers, by name as in Keras.

import { describe, UsageError } from '../errors.ts'
import { Adam } from './adam.ts'
import type { Optimizer } from './optimizer.ts'
import { SGD } from './sgd.ts'

export { Adam, type AdamOptions } from './adam.ts'
export type { Optimizer, OptimizerState, UpdateOperands } from './optimizer.ts'
export { SGD, type SGDOptions } from './sgd.ts'

/** Names that stand for an optimizer with its defaults. */
export type OptimizerName = 'adam' | 'sgd' | 'Adam' | 'SGD'

const makers: Readonly<Record<string, (options: object) => Optimizer>> = {
  adam: (options) => new Adam(options),
  Adam: (options) => new Adam(options),
  sgd: (options) => new SGD(options),
  SGD: (options) => new SGD(options),
}

/** An optimizer, or the one of a name. @throws UsageError for an unknown name */
export function optimizerOf(value: Optimizer | string, options: object = {}): Optimizer {
  if (typeof value === 'object' && value !== null && typeof value.update === 'function') return value
  const make = typeof value === 'string' && Object.hasOwn(makers, value) ? makers[value] : undefined
  if (make) return make(options)
  throw new UsageError(
    `Unknown optimizer ${describe(value)}. Known: adam, sgd; or pass an object such as new Adam({ learningRate: 1e-3 }).`,
  )
}

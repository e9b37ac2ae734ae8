// The losses, by name as in Keras.

import { describe, UsageError } from '../errors.ts'
import { CategoricalCrossentropy, type CategoricalCrossentropyOptions } from './categoricalCrossentropy.ts'
import type { Loss } from './loss.ts'
import { SparseCategoricalCrossentropy, type SparseCategoricalCrossentropyOptions } from './sparseCategoricalCrossentropy.ts'

export { CategoricalCrossentropy, type CategoricalCrossentropyOptions } from './categoricalCrossentropy.ts'
export type { Loss, LossContext } from './loss.ts'
export { SparseCategoricalCrossentropy, type SparseCategoricalCrossentropyOptions } from './sparseCategoricalCrossentropy.ts'

/** Names that stand for a loss with Keras's defaults (from probabilities). */
export type LossName =
  | 'sparse_categorical_crossentropy'
  | 'categorical_crossentropy'
  | 'SparseCategoricalCrossentropy'
  | 'CategoricalCrossentropy'

type Options = SparseCategoricalCrossentropyOptions & CategoricalCrossentropyOptions

const makers: Readonly<Record<string, (options: Options) => Loss>> = {
  sparse_categorical_crossentropy: (options) => new SparseCategoricalCrossentropy(options),
  sparseCategoricalCrossentropy: (options) => new SparseCategoricalCrossentropy(options),
  SparseCategoricalCrossentropy: (options) => new SparseCategoricalCrossentropy(options),
  categorical_crossentropy: (options) => new CategoricalCrossentropy(options),
  categoricalCrossentropy: (options) => new CategoricalCrossentropy(options),
  CategoricalCrossentropy: (options) => new CategoricalCrossentropy(options),
}

/** A loss, or the one of a name. @throws UsageError for an unknown name */
export function lossOf(value: Loss | string, options: Readonly<Record<string, unknown>> = {}): Loss {
  if (typeof value === 'object' && value !== null && typeof value.lower === 'function') return value
  const make = typeof value === 'string' && Object.hasOwn(makers, value) ? makers[value] : undefined
  if (make) return make(options as Options)
  throw new UsageError(
    `Unknown loss ${describe(value)}. Known: sparse_categorical_crossentropy, categorical_crossentropy; or pass a loss object such as ` +
      'new SparseCategoricalCrossentropy({ fromLogits: true }).',
  )
}

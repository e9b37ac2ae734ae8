// Initializers by name, as in Keras.

import { describe, UsageError } from '../errors.ts'
import { GlorotUniform } from './glorotUniform.ts'
import { HeUniform } from './heUniform.ts'
import type { Initializer } from './initializer.ts'
import { Zeros } from './zeros.ts'

export { GlorotUniform } from './glorotUniform.ts'
export { HeUniform } from './heUniform.ts'
export type { Initializer } from './initializer.ts'
export { Zeros } from './zeros.ts'

/** The names that stand for an initializer. */
export type InitializerName = 'glorot_uniform' | 'he_uniform' | 'zeros'

const makers: Readonly<Record<string, () => Initializer>> = {
  glorot_uniform: () => new GlorotUniform(),
  GlorotUniform: () => new GlorotUniform(),
  he_uniform: () => new HeUniform(),
  HeUniform: () => new HeUniform(),
  zeros: () => new Zeros(),
  Zeros: () => new Zeros(),
}

/** An initializer, or the one of a name. @throws UsageError for an unknown name */
export function initializerOf(value: Initializer | string): Initializer {
  if (typeof value === 'object' && value !== null && typeof value.fill === 'function') return value
  const make = typeof value === 'string' && Object.hasOwn(makers, value) ? makers[value] : undefined
  if (make) return make()
  throw new UsageError(
    `Unknown initializer ${describe(value)}. Known: glorot_uniform, he_uniform, zeros; or pass an object with fill(shape, stream).`,
  )
}

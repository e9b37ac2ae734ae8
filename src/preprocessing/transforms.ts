// All transforms by name, and what a column may be told to be.

import { describe, FormatError, UsageError } from '../errors.ts'
import type { BagOptions } from './bag.ts'
import { type BooleanOptions, boolean } from './boolean.ts'
import { type CategoryOptions, category } from './category.ts'
import { characters } from './characters.ts'
import { configObject } from './config.ts'
import { type DateOptions, date } from './date.ts'
import { type HashedOptions, hashed } from './hashed.ts'
import { type NumberOptions, number } from './number.ts'
import { type OneHotOptions, oneHot } from './oneHot.ts'
import { type OrdinalOptions, ordinal } from './ordinal.ts'
import { type SpellingOptions, spelling } from './spelling.ts'
import type { FittedTransform, Fitter, TransformKind } from './transform.ts'
import { words } from './words.ts'

/** What a column becomes, with its options. */
export type ColumnTransform =
  | ({ readonly as: 'number' } & NumberOptions)
  | ({ readonly as: 'boolean' } & BooleanOptions)
  | ({ readonly as: 'category' } & CategoryOptions)
  | ({ readonly as: 'spelling' } & SpellingOptions)
  | ({ readonly as: 'oneHot' } & OneHotOptions)
  | ({ readonly as: 'hashed' } & HashedOptions)
  | ({ readonly as: 'ordinal' } & OrdinalOptions)
  | ({ readonly as: 'date' } & DateOptions)
  | ({ readonly as: 'words' | 'characters' } & BagOptions)

/** The name of a transform. */
export type TransformName = ColumnTransform['as']

type Known = Pick<TransformKind<never>, 'fitter'> & Partial<TransformKind<never>>

const TRANSFORMS: Readonly<Record<TransformName, Known>> = {
  number,
  boolean,
  category,
  spelling,
  oneHot,
  hashed,
  ordinal,
  date,
  words,
  characters,
}

/** A new fitter of a transform. @throws UsageError for an unknown name or an option that is not allowed */
export function fitterOf(transform: ColumnTransform, what: string): Fitter {
  const { as, ...options } = transform ?? {}
  if (typeof as !== 'string' || !Object.hasOwn(TRANSFORMS, as)) {
    throw new UsageError(
      `${what}: a transform must be { as: NAME } with a name of ${Object.keys(TRANSFORMS).join(', ')}; received ${describe(as ?? transform)}.`,
    )
  }
  return TRANSFORMS[as].fitter(options as never, what)
}

/** A fitted transform from its config. @throws FormatError for anything else */
export function transformFromConfig(value: unknown, where: string): FittedTransform {
  const config = configObject(value, where)
  const kind =
    typeof config.as === 'string' && Object.hasOwn(TRANSFORMS, config.as) ? TRANSFORMS[config.as as TransformName] : undefined
  if (kind?.fromConfig) return kind.fromConfig(config, where)
  throw new FormatError(`${where} is a transform that this argmax does not know: ${describe(config.as)}. Update argmax.`)
}

// Columns of two answers: true is 1 and false is 0, then as numbers.

import { NumberFitter, type NumberOptions, numberFromConfig } from './number.ts'
import type { TransformKind } from './transform.ts'

/** Options of the transform `boolean`. Default missing: mostFrequent. */
export type BooleanOptions = NumberOptions

/** true, yes, y, t, on and 1 as 1 and their opposites as 0, in any case; other numbers as they are, other texts as missing. */
export const boolean: TransformKind<BooleanOptions> = {
  fitter: (options, what) => new NumberFitter({ missing: 'mostFrequent', ...options }, what, 'boolean', 'boolean'),
  fromConfig: (config, where) => numberFromConfig(config, where, 'boolean'),
}

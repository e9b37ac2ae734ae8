// How a column of numbers is brought to the size of the others.

import { minMax } from './minMax.ts'
import { robust } from './robust.ts'
import { standardize } from './standardize.ts'

/** x becomes (x - center) / scale. */
export interface Scaling {
  readonly center: number
  readonly scale: number
}

/** The name of a way to find it. */
export type ScalerName = 'standard' | 'minMax' | 'robust' | 'none'

/** The ways there are. */
export const SCALERS: Readonly<Record<ScalerName, (values: Float64Array) => Scaling>> = {
  standard: standardize,
  minMax,
  robust,
  none: () => ({ center: 0, scale: 1 }),
}

/** Their names. */
export const SCALER_NAMES = Object.keys(SCALERS) as ScalerName[]

/**
 * The scaling of values that aren't all equal. Where their squares leave float64, they are divided by the greatest.
 *
 * @param values at least two different ones, all finite
 */
export function scalingOf(name: ScalerName, values: Float64Array): Scaling {
  const { center, scale } = SCALERS[name](values)
  if (center - center === 0 && scale > 0 && scale - scale === 0) return { center, scale } // false for NaN and the infinities
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  return { center: 0, scale: most }
}

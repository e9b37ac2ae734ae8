// Min-max scaling: to [0, 1].

import type { Scaling } from './scaling.ts'

/**
 * x becomes (x - min) / (max - min), as scikit-learn's MinMaxScaler; values beyond those of training leave [0, 1].
 *
 * @param values at least one, all finite
 */
export function minMax(values: Float64Array): Scaling {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return { center: min, scale: max - min }
}

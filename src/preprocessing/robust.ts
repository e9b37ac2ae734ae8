// Robust scaling: by what outliers don't move.

import { quantile } from './quantile.ts'
import type { Scaling } from './scaling.ts'

/**
 * x becomes (x - median) / (Q3 - Q1), as scikit-learn's RobustScaler. Where the quartiles are equal the median is only subtracted.
 *
 * @param values at least one, all finite
 */
export function robust(values: Float64Array): Scaling {
  const ascending = values.slice().sort()
  const scale = quantile(ascending, 0.75) - quantile(ascending, 0.25)
  return { center: quantile(ascending, 0.5), scale: scale > 0 ? scale : 1 }
}

// Standardising: to mean 0 and deviation 1.

import type { Scaling } from './scaling.ts'

/**
 * x becomes (x - mean) / deviation, where deviation = sqrt(sum (x - mean)^2 / n), as scikit-learn's StandardScaler. Values are shifted by
 * the first before they are summed, so that 1e9 + 60 keeps its 60.
 *
 * @param values at least one, all finite
 */
export function standardize(values: Float64Array): Scaling {
  const start = values[0] as number
  let sum = 0
  for (const value of values) sum += value - start
  const mean = start + sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) * (value - mean)
  return { center: mean, scale: Math.sqrt(squares / values.length) }
}

// What stands in for a missing number.

import { quantile } from './quantile.ts'
import { standardize } from './standardize.ts'

/** The name of a way to choose it. */
export type FillName = 'median' | 'mean' | 'mostFrequent'

/** Ways to choose it from the values that are there. */
export const FILLS: Readonly<Record<FillName, (values: Float64Array) => number>> = {
  median: (values) => quantile(values.slice().sort(), 0.5),
  mean: (values) => standardize(values).center,
  mostFrequent,
}

/** The value that occurs most often; of equally frequent ones the least. */
function mostFrequent(values: Float64Array): number {
  const ascending = values.slice().sort()
  let [best, most, run] = [ascending[0] as number, 0, 0]
  for (let i = 0; i < ascending.length; i++) {
    run = i > 0 && ascending[i] === ascending[i - 1] ? run + 1 : 1
    if (run <= most) continue
    most = run
    best = ascending[i] as number
  }
  return best
}

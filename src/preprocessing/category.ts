// Categories, as their number decides: one-hot where there are few, else hashed.

import { categoryFitter } from './categoryCounter.ts'
import { checkHashed, fitHashed, type HashedOptions } from './hashed.ts'
import { checkOneHot, fitOneHot, type OneHotOptions } from './oneHot.ts'
import type { TransformKind } from './transform.ts'

/** Options of the transform `category`: `most` different categories are one-hot, more are hashed to `buckets`. */
export interface CategoryOptions extends OneHotOptions, HashedOptions {}

/** oneHot up to `most` different categories among the training rows, hashed beyond; its config is that of one of them. */
export const category: Pick<TransformKind<CategoryOptions>, 'fitter'> = {
  fitter(options, what) {
    const few = checkOneHot(options, what)
    const many = checkHashed(options, what)
    return categoryFitter((counter) => {
      const categories = counter.counts.size - (counter.missing > 0 ? 1 : 0)
      return categories <= few.most ? fitOneHot(counter, few) : fitHashed(counter, many)
    })
  },
}

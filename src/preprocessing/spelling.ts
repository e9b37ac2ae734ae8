// The spelling of categories, where many of them are rare: "ford pinto" and "ford torino" have something in common.

import type { BagOptions } from './bag.ts'
import { categoryFitter } from './categoryCounter.ts'
import { characters } from './characters.ts'
import type { Dropped, FittedTransform, Fitter, TransformKind } from './transform.ts'

/** Options of the transform `spelling`: those of characters. Default ngrams [1, 3], 1,024 buckets. */
export type SpellingOptions = BagOptions

/** Categories must be so many, and the rows of those that occur but once such a part of all, for their spelling to matter. */
const [LEAST_CATEGORIES, RARE_SHARE] = [20, 0.2]

/** A bag of the characters of categories, where at least a fifth of the rows have a category of their own; its config is that of characters. */
export const spelling: Pick<TransformKind<SpellingOptions>, 'fitter'> = {
  fitter(options, what): Fitter {
    const bag = characters.fitter({ ngrams: [1, 3], buckets: 1024, ...options }, what)
    const counting = categoryFitter((counter): FittedTransform | Dropped => {
      const all = counter.categories()
      const rare = all.filter(([, rows]) => rows === 1).length
      const matters = all.length >= LEAST_CATEGORIES && rare >= RARE_SHARE * (counter.rows - counter.missing)
      return matters ? bag.finish() : { dropped: 'few of its categories are rare' }
    })
    return {
      add(table, column) {
        counting.add(table, column)
        bag.add(table, column)
      },
      finish: () => counting.finish(),
    }
  },
}

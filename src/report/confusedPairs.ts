// Which classes are taken for which: the cells of a confusion matrix beside its diagonal, largest first.

/** Rows of one class that were called another. */
export interface ConfusedPair {
  /** Class indices. */
  readonly truth: number
  readonly predicted: number
  readonly count: number
  /** Of all rows of the true class. */
  readonly share: number
}

/**
 * The pairs of classes that are confused, most rows first; of equal ones, in the order of classes.
 *
 * @param confusion `confusion[i][j]`: rows of true class i predicted as j
 */
export function confusedPairs(confusion: readonly (readonly number[])[]): ConfusedPair[] {
  return confusion
    .flatMap((counts, truth) => {
      const support = counts.reduce((sum, count) => sum + count, 0)
      return counts.map((count, predicted) => ({ truth, predicted, count, share: count / support }))
    })
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count) // stable
}

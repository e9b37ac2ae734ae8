// What ROC and precision-recall curves are both made of: how many positives and negatives have at least a score, for every
// score that occurs.

/** Sums of weights, an entry for each different score, the largest score first. */
export interface ThresholdCounts {
  /** The different scores, descending. */
  readonly thresholds: number[]
  /** Rows of the class with a score >= the threshold; last, all of them. */
  readonly truePositives: number[]
  /** Other rows with a score >= the threshold; last, all of them. */
  readonly falsePositives: number[]
}

/**
 * Counts rows at every threshold. Rows of weight 0 are left out, so that they make no threshold either.
 *
 * @param scores the score of each row for one class, shape [rows]
 * @param positive 1 where the row is of this class, shape [rows]
 */
export function thresholdCounts(scores: Float64Array, positive: Uint8Array, weights?: Float64Array): ThresholdCounts {
  let order: Uint32Array = Uint32Array.from(scores, (_, row) => row)
  if (weights !== undefined) order = order.filter((row) => weights[row] > 0)
  order.sort((a, b) => scores[b] - scores[a] || a - b)
  const thresholds: number[] = []
  const truePositives: number[] = []
  const falsePositives: number[] = []
  let hits = 0
  let misses = 0
  order.forEach((row, place) => {
    const weight = weights === undefined ? 1 : weights[row]
    if (positive[row] === 1) hits += weight
    else misses += weight
    if (place + 1 < order.length && scores[order[place + 1]] === scores[row]) return
    thresholds.push(scores[row])
    truePositives.push(hits)
    falsePositives.push(misses)
  })
  return { thresholds, truePositives, falsePositives }
}

/** The places of points to keep: the first, the last, and those that `keep` wants. */
export function keptPoints(points: number, keep: (place: number) => boolean): number[] {
  return Array.from({ length: points }, (_, place) => place).filter(
    (place) => place === 0 || place === points - 1 || points <= 2 || keep(place),
  )
}

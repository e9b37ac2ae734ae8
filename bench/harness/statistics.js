// What a list of timings says: the median, with the smallest and largest beside it. On a shared machine a mean says little.

/** The middle value; of an even count the mean of the two in the middle. */
export function median(values) {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** @returns {{ median: number, min: number, max: number, count: number }} */
export function summary(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), count: values.length }
}

/**
 * How many times longer `other` took than `own`, pair by pair: both values of a pair were measured one right after the other,
 * so what slowed the machine for a while slowed both.
 *
 * @param {readonly { own: number, other: number }[]} pairs
 */
export function ratios(pairs) {
  return summary(pairs.map(({ own, other }) => other / own))
}

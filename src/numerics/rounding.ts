// Counts of parts, and sizes that are a whole number of them, rounded up.

/** How many parts of `size` hold `count`: count / size, rounded up. */
export function countParts(count: number, size: number): number {
  return Math.floor((count + size - 1) / size)
}

/** The lowest multiple of `size` that is not below `count`. */
export function roundUp(count: number, size: number): number {
  return countParts(count, size) * size
}

// Quantiles of numbers.

/**
 * The q-quantile of ascending values: at position q (n - 1), and between two values on the line through them. As NumPy's default.
 */
export function quantile(ascending: Float64Array, q: number): number {
  const position = q * (ascending.length - 1)
  const below = Math.floor(position)
  const low = ascending[below] as number
  const high = ascending[Math.min(below + 1, ascending.length - 1)] as number
  const part = position - below
  // From the nearer end, as NumPy does.
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part)
}

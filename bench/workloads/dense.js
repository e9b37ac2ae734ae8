// What one training step of a dense network costs: the multiply-adds of its matrix products, two operations each.

export const PIXELS = 784
export const IMAGES = 60_000

/** Floating-point operations of the products of one row: forward, weight gradient, and all but the first layer's input gradient. */
export function trainingFlops(units) {
  const sizes = [PIXELS, ...units]
  return units.reduce((sum, count, i) => sum + 2 * sizes[i] * count * (i === 0 ? 2 : 3), 0)
}

/** Of the forward pass of one row. */
export function predictionFlops(units) {
  const sizes = [PIXELS, ...units]
  return units.reduce((sum, count, i) => sum + 2 * sizes[i] * count, 0)
}

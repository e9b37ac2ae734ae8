// Holds the double-double references against values that mpmath computed, so that the accuracy scripts don't trust themselves.

import { exactValue, rational } from './exact.js'
import { references } from './references.js'

/** How many bits of a double-double reference must be right (beside the roots of derivatives it has about 80). */
const BITS = 76

/**
 * @param {{ functions: Record<string, [string, string][]> }} samples for each function, pairs of a float32's bits and the value
 * @param {string[]} names
 */
export function checkReferences(samples, names) {
  const view = new DataView(new ArrayBuffer(4))
  for (const { name, exact } of references) {
    if (!names.includes(name)) continue
    for (const [bits, decimal] of samples.functions[name]) {
      view.setUint32(0, Number.parseInt(bits, 16))
      const x = view.getFloat32(0)
      const [high, low] = exact(x)
      const [a, b] = exactValue(high)
      const [c, d] = exactValue(low)
      const [n, m] = rational(decimal)
      // |high + low - n / m| < 2^-BITS |n / m|, in whole numbers
      const difference = (a * d + c * b) * m - n * b * d
      const size = n * b * d
      if ((difference < 0n ? -difference : difference) << BigInt(BITS) > (size < 0n ? -size : size)) {
        throw new Error(`the reference for ${name} at ${x} differs from mpmath's ${decimal}: ${high} + ${low}`)
      }
    }
  }
}

// Holds the double-double references against values that mpmath computed, so that the accuracy scripts don't trust themselves.

import { references } from './references.js'

/** How many bits of a double-double reference must be right (beside the roots of derivatives it has about 80). */
const BITS = 76

/** @param {string} text a decimal number @returns {[bigint, bigint]} numerator and denominator */
export function rational(text) {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text)
  if (match === null) throw new Error(`not a decimal number: ${text}`)
  const [, sign, whole, fraction = '', exponent = '0'] = match
  const digits = BigInt(sign + whole + fraction)
  const power = Number(exponent) - fraction.length
  return power >= 0 ? [digits * 10n ** BigInt(power), 1n] : [digits, 10n ** BigInt(-power)]
}

/** @param {number} x a finite float64 @returns {[bigint, bigint]} its exact value */
export function exactValue(x) {
  let power = 0
  let value = x
  while (!Number.isInteger(value)) {
    value *= 2
    power++
    if (power > 1100) throw new Error(`not finite: ${x}`)
  }
  return [BigInt(value), 1n << BigInt(power)]
}

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

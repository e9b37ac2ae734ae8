// Exact comparison of computed numbers with decimal strings, in whole numbers (BigInt): what the scripts measure ulp with.

/** @typedef {[bigint, bigint]} Rational numerator and positive denominator */

/** @param {string} text a decimal number @returns {Rational} */
export function rational(text) {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text)
  if (match === null) throw new Error(`not a decimal number: ${text}`)
  const [, sign, whole, fraction = '', exponent = '0'] = match
  const digits = BigInt(sign + whole + fraction)
  const power = Number(exponent) - fraction.length
  if (power < -5000) return [0n, 1n] // e^-1e30 and its like: nothing beside the smallest float32, too long to write down
  return power >= 0 ? [digits * 10n ** BigInt(power), 1n] : [digits, 10n ** BigInt(-power)]
}

const view = new DataView(new ArrayBuffer(8))

/** @param {number} x a finite float64 @returns {Rational} its exact value */
export function exactValue(x) {
  view.setFloat64(0, x)
  const bits = view.getBigUint64(0)
  const field = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  if (field === 0x7ff) throw new Error(`not finite: ${x}`)
  const whole = field === 0 ? fraction : fraction | (1n << 52n)
  const power = Math.max(field, 1) - 1075
  const signed = x < 0 ? -whole : whole
  return power >= 0 ? [signed << BigInt(power), 1n] : [signed, 1n << BigInt(-power)]
}

/** @param {number} v @returns {number} the distance between float32 neighbours at |v| (the smallest one at 0) */
export function ulpOf(v) {
  view.setFloat32(0, Math.abs(v))
  const field = view.getUint32(0) >>> 23
  // Rounding to float32 may have reached the next power of two, which v itself is below.
  const raised =
    field > 0 && Number.isFinite(view.getFloat32(0)) && Math.abs(v) < view.getFloat32(0) && (view.getUint32(0) & 0x7fffff) === 0
  return 2 ** (Math.min(Math.max(raised ? field - 1 : field, 1), 254) - 150)
}

/**
 * |computed - exact| / unit, exactly formed and rounded once at the end (to 2^-60 of a unit).
 *
 * @param {number} computed @param {Rational} exact @param {number} unit
 * @returns {number}
 */
export function distance(computed, [n, d], unit) {
  const [a, b] = exactValue(computed)
  const [u, v] = exactValue(unit)
  const difference = a * d - n * b
  const scaled = (((difference < 0n ? -difference : difference) * v) << 60n) / (b * d * u)
  return Number(scaled) / 2 ** 60
}

/** @param {string[] | string} hex bits of float32, as an array or eight digits each @returns {Float32Array} */
export function float32sOf(hex) {
  const each = typeof hex === 'string' ? (hex.match(/.{8}/g) ?? []) : hex
  return new Float32Array(Uint32Array.from(each, (digits) => Number.parseInt(digits, 16)).buffer)
}

/** @param {number} x @returns {number} the bits of a float32 */
export function bitsOf(x) {
  view.setFloat32(0, x)
  return view.getUint32(0)
}

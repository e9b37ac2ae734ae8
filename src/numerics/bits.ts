// The bits of a float64 through typed-array views. JavaScript has no 64-bit integers that are fast, so an i64 operation of a
// WebAssembly kernel appears here as one on the high and the low word.

const doubles: Float64Array = new Float64Array(1)
const words: Int32Array = new Int32Array(doubles.buffer)
/** Where the high word lies: 1 on little-endian machines. */
const HIGH: number = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0
const LOW: number = 1 - HIGH

/** The smallest exponent of the table of powers: 2^-1022 is the smallest normal float64. */
const LOWEST_EXPONENT = -1022

const powers: Float64Array = /* @__PURE__ */ makePowers()

function makePowers(): Float64Array {
  const table = new Float64Array(1023 - LOWEST_EXPONENT + 1)
  table[-LOWEST_EXPONENT] = 1
  for (let n = 1; n <= 1023; n++) table[n - LOWEST_EXPONENT] = table[n - 1 - LOWEST_EXPONENT] * 2
  for (let n = -1; n >= LOWEST_EXPONENT; n--) table[n - LOWEST_EXPONENT] = table[n + 1 - LOWEST_EXPONENT] / 2
  return table
}

/**
 * 2^n for a whole number n from -1022 to 1023. In a kernel: `(n + 1023) << 52` as the bits of a float64.
 * A NaN gives some power of two: what it multiplies is NaN then.
 */
export function powerOfTwo(n: number): number {
  return powers[(n | 0) - LOWEST_EXPONENT]
}

/** The high 32 bits of a float64: sign, exponent and the first 20 bits of the fraction. */
export function highWord(x: number): number {
  doubles[0] = x
  return words[HIGH]
}

/**
 * a + b, rounded to odd: where the sum is not exact, of the two float64 around it the one whose last bit is 1.
 *
 * A float64 rounded to odd never sits on a midpoint of float32 that the exact sum is not on, so that one further rounding to
 * float32 (subnormal ones too) gives the correctly rounded sum: double rounding does no harm (Boldo and Melquiond, "When
 * double rounding is odd", 2005). Sums that are NaN or infinite pass.
 *
 * In a kernel: TwoSum (Knuth), which gives the sum s and its error e exactly; then, where |e| > 0 and the bits of s are even,
 * add 1 to the bits of s if s and e have the same sign, else subtract 1.
 */
export function addToOdd(a: number, b: number): number {
  const s = a + b
  const part = s - a
  const e = a - (s - part) + (b - part)
  if (!(Math.abs(e) > 0)) return s
  doubles[0] = s
  const low = words[LOW]
  if ((low & 1) === 1) return s
  if (s > 0 === e > 0) {
    words[LOW] = low | 1
  } else {
    if (low === 0) words[HIGH]--
    words[LOW] = low - 1
  }
  return doubles[0]
}

// Double-double arithmetic: a number as the unevaluated sum of two float64, about 105 bits (Dekker 1971; Hida, Li and
// Bailey 2001). The reference that the accuracy scripts compare with; checked against mpmath's values before each run.

/** @typedef {[number, number]} Pair a number as high + low, |low| at most half an ulp of high */

/** @param {number} a @param {number} b @returns {Pair} the exact sum */
function twoSum(a, b) {
  const s = a + b
  const part = s - a
  return [s, a - (s - part) + (b - part)]
}

/** @param {number} a @param {number} b @returns {Pair} the exact product, by splitting each factor in 26 and 27 bits */
function twoProduct(a, b) {
  const p = a * b
  const ta = 134217729 * a
  const aHigh = ta - (ta - a)
  const aLow = a - aHigh
  const tb = 134217729 * b
  const bHigh = tb - (tb - b)
  const bLow = b - bHigh
  return [p, aHigh * bHigh - p + aHigh * bLow + aLow * bHigh + aLow * bLow]
}

/** @param {number} high @param {number} low @returns {Pair} */
function normal(high, low) {
  const s = high + low
  return [s, low - (s - high)]
}

/** @param {number} a @returns {Pair} */
export const from = (a) => [a, 0]

/** @param {Pair} a @param {Pair} b @returns {Pair} */
export function add(a, b) {
  const [s, e] = twoSum(a[0], b[0])
  const [t, f] = twoSum(a[1], b[1])
  const [u, v] = normal(s, e + t)
  return normal(u, v + f)
}

/** @param {Pair} a @returns {Pair} */
export const negate = (a) => [-a[0], -a[1]]

/** @param {Pair} a @param {Pair} b @returns {Pair} */
export const subtract = (a, b) => add(a, negate(b))

/** @param {Pair} a @param {Pair} b @returns {Pair} */
export function multiply(a, b) {
  const [p, e] = twoProduct(a[0], b[0])
  return normal(p, e + (a[0] * b[1] + a[1] * b[0]))
}

/** @param {Pair} a @param {number} power a power of two @returns {Pair} */
export const scale = (a, power) => [a[0] * power, a[1] * power]

/** @param {Pair} a @param {Pair} b @returns {Pair} */
export function divide(a, b) {
  const q1 = a[0] / b[0]
  const r1 = subtract(a, multiply(b, from(q1)))
  const q2 = r1[0] / b[0]
  const r2 = subtract(r1, multiply(b, from(q2)))
  return add(normal(q1, q2), from(r2[0] / b[0]))
}

/** @param {Pair} a @returns {Pair} */
export function squareRoot(a) {
  const s = Math.sqrt(a[0])
  return add(from(s), divide(subtract(a, multiply(from(s), from(s))), from(2 * s)))
}

/** ln 2 as a pair. */
const LN2 = /** @type {Pair} */ ([Math.LN2, 2.3190468138462996e-17])
/** pi as a pair. */
const PI = /** @type {Pair} */ ([Math.PI, 1.2246467991473532e-16])
/** What LN2 leaves of ln 2. */
const LN2_REST = 5.707708438416212e-34

/**
 * e^r - 1 for r = x - n ln 2, and n. The series runs on r / 256, then e^(2 r) - 1 = (e^r - 1) (e^r + 1) eight times.
 *
 * @param {Pair} x @returns {[Pair, number]}
 */
function reduced(x) {
  const n = Math.round(x[0] / LN2[0])
  const r = scale(subtract(subtract(x, multiply(LN2, from(n))), from(LN2_REST * n)), 1 / 256)
  let sum = from(1)
  for (let k = 13; k >= 2; k--) sum = add(from(1), divide(multiply(r, sum), from(k)))
  sum = multiply(r, sum)
  for (let k = 0; k < 8; k++) sum = multiply(sum, add(sum, from(2)))
  return [sum, n]
}

/** @param {number} n @returns {number} */
const powerOfTwo = (n) => 2 ** n

/** @param {Pair} x @returns {Pair} e^x */
export function exp(x) {
  const [p, n] = reduced(x)
  return scale(add(from(1), p), powerOfTwo(n))
}

/** @param {Pair} x @returns {Pair} e^x - 1 */
export function expm1(x) {
  const [p, n] = reduced(x)
  return add(scale(p, powerOfTwo(n)), subtract(from(powerOfTwo(n)), from(1)))
}

/** @param {Pair} x @returns {Pair} ln(1 + x): two Newton steps' worth from the engine's own value */
export function log1p(x) {
  const y = Math.log1p(x[0])
  const e = expm1(from(-y))
  const t = add(add(x, e), multiply(x, e))
  return add(from(y), subtract(t, scale(multiply(t, t), 0.5)))
}

/** @param {Pair} x @returns {Pair} ln x */
export function log(x) {
  if (x[0] > 0.5 && x[0] < 2) return log1p(subtract(x, from(1)))
  const y = Math.log(x[0])
  const t = subtract(multiply(x, exp(from(-y))), from(1))
  return add(from(y), subtract(t, scale(multiply(t, t), 0.5)))
}

/** 1 / sqrt(2 pi). */
const DENSITY = divide(from(1), squareRoot(scale(PI, 2)))

/** @param {Pair} u @returns {Pair} the normal density at u */
export const normalDensity = (u) => multiply(DENSITY, exp(scale(multiply(u, u), -0.5)))

/**
 * The normal distribution less 1/2: phi(u) (u + u^3 / 3 + u^5 / 15 + ...), all terms of one sign.
 *
 * @param {Pair} u @returns {Pair}
 */
export function normalCentre(u) {
  const z = multiply(u, u)
  let term = u
  let sum = u
  for (let k = 3; Math.abs(term[0]) > 1e-34 * Math.abs(sum[0]) && k < 2000; k += 2) {
    term = divide(multiply(term, z), from(k))
    sum = add(sum, term)
  }
  return multiply(normalDensity(u), sum)
}

/**
 * e^(u^2/2) Phi(-u) for u >= 0: by the series below 2.5, by the continued fraction of Mills's ratio beyond.
 *
 * @param {Pair} u @returns {Pair}
 */
export function scaledNormalTail(u) {
  if (u[0] < 2.5) return divide(subtract(from(0.5), normalCentre(u)), scaledOne(u))
  let tail = u
  for (let k = 300; k >= 1; k--) tail = add(u, divide(from(k), tail))
  return divide(DENSITY, tail)
}

/** @param {Pair} u @returns {Pair} e^(-u^2/2) */
const scaledOne = (u) => exp(scale(multiply(u, u), -0.5))

/** @param {Pair} u u >= 0 @returns {Pair} Phi(-u) */
export const normalTail = (u) => (u[0] < 2.5 ? subtract(from(0.5), normalCentre(u)) : multiply(scaledOne(u), scaledNormalTail(u)))

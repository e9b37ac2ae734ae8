// For each function of a float32: the one under test, a fast float64 estimate that shares no code with it (the engine's own
// Math functions, and Taylor series around tabulated points for the normal tail), and the double-double reference.

import * as dd from './double-double.js'

/** @typedef {import('./double-double.js').Pair} Pair */
/**
 * @typedef {object} Reference
 * @property {string} name the export under test, without its suffix 32
 * @property {(x: number) => number} estimate a float64 value with relative error below 2^-46, save where `slack` says more
 * @property {(x: number) => number} [slack] an absolute error of the estimate that comes on top
 * @property {(x: number) => Pair} exact the reference, for finite x inside the domain
 */

const { from, add, subtract, multiply, divide, scale } = dd
const SQRT_2 = dd.squareRoot(from(2))
const SPACING = 1 / 16
const DEGREE = 11

const factorials = [1]
for (let n = 1; n <= DEGREE; n++) factorials.push(factorials[n - 1] * n)

/** Taylor coefficients of e^(u^2/2) Phi(-u) around 0, 1/16, ..., 16: W' = u W - 1 / sqrt(2 pi), and so on. */
const tailSeries = Array.from({ length: 16 / SPACING + 1 }, (_, node) => {
  const u = from(node * SPACING)
  const derivatives = [dd.scaledNormalTail(u)]
  derivatives.push(subtract(multiply(u, derivatives[0]), dd.normalDensity(from(0))))
  for (let n = 1; n < DEGREE; n++) {
    derivatives.push(add(multiply(u, derivatives[n]), multiply(from(n), derivatives[n - 1])))
  }
  return derivatives.map((value, n) => value[0] / factorials[n])
})

/** @param {number} u |u|, up to 16 @returns {number} e^(u^2/2) Phi(-u) */
function scaledTail(u) {
  const node = Math.round(u / SPACING)
  const h = u - node * SPACING
  const c = tailSeries[node]
  let sum = c[DEGREE]
  for (let n = DEGREE - 1; n >= 0; n--) sum = sum * h + c[n]
  return sum
}

/** @param {number} x @returns {number} Phi(-|x|) */
const tail = (x) => {
  const u = Math.min(Math.abs(x), 16)
  return Math.exp(-0.5 * u * u) * scaledTail(u)
}

/** @param {number} x @returns {number} */
const sigmoid = (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))

/** @param {number} x @returns {Pair} */
const exactSigmoid = (x) => divide(from(1), add(from(1), dd.exp(from(-x))))

/** @param {number} x @returns {Pair} Phi(x) */
const exactNormal = (x) => (x < 0 ? dd.normalTail(from(-x)) : subtract(from(1), dd.normalTail(from(x))))

/** @param {number} x @returns {number} */
function erf(x) {
  const a = Math.min(Math.abs(x), 8)
  if (a > 0.75) return Math.sign(x) * (1 - 2 * tail(a * Math.SQRT2))
  let term = x
  let sum = x
  for (let n = 1; n < 22; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

/** @param {number} x @returns {Pair} */
function exactErf(x) {
  const u = multiply(from(Math.abs(x)), SQRT_2)
  const y = u[0] < 2.5 ? scale(dd.normalCentre(u), 2) : subtract(from(1), scale(dd.normalTail(u), 2))
  return x < 0 ? dd.negate(y) : y
}

/** @type {Reference[]} */
export const references = [
  { name: 'exp', estimate: Math.exp, exact: (x) => dd.exp(from(x)) },
  { name: 'expMinusOne', estimate: Math.expm1, exact: (x) => dd.expm1(from(x)) },
  { name: 'log', estimate: Math.log, exact: (x) => dd.log(from(x)) },
  { name: 'log1p', estimate: Math.log1p, exact: (x) => dd.log1p(from(x)) },
  {
    name: 'tanh',
    estimate: Math.tanh,
    exact: (x) => {
      const e = dd.expm1(from(2 * x))
      return divide(e, add(e, from(2)))
    },
  },
  { name: 'sigmoid', estimate: sigmoid, exact: exactSigmoid },
  {
    name: 'softplus',
    estimate: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    exact: (x) => add(from(Math.max(x, 0)), dd.log1p(dd.exp(from(-Math.abs(x))))),
  },
  { name: 'silu', estimate: (x) => Math.max(x, -200) * sigmoid(x), exact: (x) => multiply(from(x), exactSigmoid(x)) },
  {
    name: 'siluDerivative',
    estimate: (x) => {
      const c = Math.max(Math.min(x, 200), -200)
      const s = sigmoid(c)
      return s + c * s * sigmoid(-c)
    },
    slack: (x) => {
      const c = Math.max(Math.min(x, 200), -200)
      return 2 ** -48 * (1 + Math.abs(c)) * sigmoid(c)
    },
    exact: (x) => {
      const s = exactSigmoid(x)
      return multiply(s, add(from(1), multiply(from(x), exactSigmoid(-x))))
    },
  },
  { name: 'erf', estimate: erf, exact: exactErf },
  {
    name: 'gelu',
    estimate: (x) => Math.max(x, -16) * (x < 0 ? tail(x) : 1 - tail(x)),
    exact: (x) => multiply(from(x), exactNormal(x)),
  },
  {
    name: 'geluDerivative',
    estimate: (x) => {
      const u = Math.min(Math.abs(x), 16)
      const g = Math.exp(-0.5 * u * u) * (scaledTail(u) - u / Math.sqrt(2 * Math.PI))
      return x < 0 ? g : 1 - g
    },
    slack: (x) => 2 ** -48 * (1 + Math.min(Math.abs(x), 16)) * Math.exp(-0.5 * Math.min(Math.abs(x), 16) ** 2),
    exact: (x) => {
      const u = from(Math.abs(x))
      const g = subtract(dd.normalTail(u), multiply(u, dd.normalDensity(u)))
      return x < 0 ? g : subtract(from(1), g)
    },
  },
  {
    name: 'elu',
    estimate: (x) => (x > 0 ? x : Math.expm1(x)),
    exact: (x) => (x > 0 ? from(x) : dd.expm1(from(x))),
  },
]

// Counts errors by function and regime, and prints the table of `npm run verify:numerics`.

import { bitsOf, distance, rational, ulpOf } from './exact.js'

/**
 * @typedef {object} Entry
 * @property {number} count
 * @property {number} wrong results that are not the float32 nearest to the exact value
 * @property {number} worst ulp
 * @property {number} sum ulp
 * @property {number} falseZero
 * @property {number} falseNaN
 */

const OVERFLOW = 3.4028235677973366e38

export class Report {
  /** @type {Map<string, Map<string, Entry>>} */
  #functions = new Map()
  /** @type {string[]} */
  failures = []

  /** @param {string} name @param {string} regime @returns {Entry} */
  entry(name, regime) {
    const regimes = this.#functions.get(name) ?? new Map()
    this.#functions.set(name, regimes)
    const entry = regimes.get(regime) ?? { count: 0, wrong: 0, worst: 0, sum: 0, falseZero: 0, falseNaN: 0 }
    regimes.set(regime, entry)
    return entry
  }

  /**
   * One result against a decimal string ("inf", "-inf" and "nan" too).
   *
   * @param {string} name @param {string} regime @param {number} computed
   * @param {string} decimal @param {string} [bits] the nearest float32, in hexadecimal
   * @param {number} [unit] what counts as one ulp; that of the exact value if left out
   */
  compare(name, regime, computed, decimal, bits, unit) {
    const value = Number(decimal.replace(/inf/, 'Infinity'))
    if (!Number.isFinite(value) || Math.abs(value) >= OVERFLOW) {
      const limit = Math.abs(value) >= OVERFLOW ? Math.sign(value) * Number.POSITIVE_INFINITY : value
      this.record(name, regime, computed, Object.is(computed, limit) ? 0 : Number.POSITIVE_INFINITY, false, limit)
      return
    }
    const exact = rational(decimal)
    const error = Number.isFinite(computed) ? distance(computed, exact, unit ?? ulpOf(value)) : Number.POSITIVE_INFINITY
    const plain = unit === undefined || !Number.isFinite(computed) ? error : distance(computed, exact, ulpOf(value))
    const wrong = bits === undefined ? plain > 0.5 : bitsOf(computed) !== Number.parseInt(bits, 16)
    this.record(name, regime, computed, error, wrong, value)
  }

  /** @param {string} name @param {string} regime @param {number} computed @param {number} error @param {boolean} wrong @param {number} value */
  record(name, regime, computed, error, wrong, value) {
    const entry = this.entry(name, regime)
    entry.count++
    if (wrong || error === Number.POSITIVE_INFINITY) entry.wrong++
    entry.sum += error
    entry.worst = Math.max(entry.worst, error)
    if (computed === 0 && Math.abs(value) > 2 ** -150) entry.falseZero++
    if (Number.isNaN(computed) && !Number.isNaN(value)) entry.falseNaN++
  }

  /**
   * Fails a function whose worst error, zeros, NaN or (where `exact` asks for it) roundings break the promise.
   *
   * @param {string} name @param {number} bound ulp @param {boolean} exact
   */
  require(name, bound, exact) {
    for (const [regime, { worst, wrong, falseZero, falseNaN }] of this.#functions.get(name) ?? []) {
      const where = `${name}, ${regime}`
      if (!(worst <= bound)) this.failures.push(`${where}: an error of ${worst} ulp; the promise is ${bound}`)
      if (exact && wrong > 0) this.failures.push(`${where}: ${wrong} wrong roundings; none were expected on these rows`)
      if (falseZero > 0) this.failures.push(`${where}: ${falseZero} zeros that are not`)
      if (falseNaN > 0) this.failures.push(`${where}: ${falseNaN} NaN where the exact result is a number`)
    }
  }

  print() {
    const heads = ['count', 'wrong roundings', 'worst ULP', 'mean ULP', 'false zeros', 'false NaN']
    console.log(`${'function'.padEnd(18)}${'regime'.padEnd(18)}${heads.map((head) => head.padStart(16)).join('')}`)
    for (const [name, regimes] of this.#functions) {
      for (const [regime, entry] of regimes) {
        const { count, wrong, worst, sum, falseZero, falseNaN } = entry
        const cells = [count, wrong, worst.toFixed(6), (sum / count).toFixed(6), falseZero, falseNaN]
        console.log(`${name.padEnd(18)}${regime.padEnd(18)}${cells.map((cell) => String(cell).padStart(16)).join('')}`)
      }
    }
  }
}

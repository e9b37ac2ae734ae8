// Runs one function over a range of float32 inputs and counts: the inner loop of `npm run verify:functions`.

/** @typedef {import('./references.js').Reference} Reference */
/** @typedef {import('./double-double.js').Pair} Pair */
/**
 * @typedef {object} Tally
 * @property {number} inputs float32 bit patterns tried
 * @property {number} finite those with a number as input and a finite, nonzero exact result
 * @property {number} wrong results that are not the float32 nearest to the exact one
 * @property {number} worst the largest error in ulp
 * @property {number} worstAt the input that has it
 * @property {number} sum the sum of errors in ulp over `finite`
 * @property {number} falseZero zeros where the nearest float32 is not zero
 * @property {number} falseInfinity infinities where the nearest float32 is finite
 * @property {number} falseNaN NaN where the exact result is a number
 * @property {number} exactCalls how often the double-double reference was needed
 * @property {number} estimateWorst the largest relative error seen of the fast estimate, as a multiple of what is allowed
 */

const double = new Float64Array(1)
const doubleWords = new Uint32Array(double.buffer)
const single = new Float32Array(1)
const singleWord = new Uint32Array(single.buffer)

/** The relative error that the fast estimates are trusted to keep. */
const TRUST = 2 ** -46

/** @param {number} bits @returns {number} */
function float32Of(bits) {
  singleWord[0] = bits
  return single[0]
}

/** @param {number} y nonzero @returns {number} the distance between float32 neighbours at y */
export function ulp(y) {
  double[0] = y
  const exponent = ((doubleWords[1] >>> 20) & 0x7ff) - 1023
  return exponent < -126 ? 2 ** -149 : exponent > 127 ? 2 ** 104 : powersOfTwo[exponent + 126]
}
const powersOfTwo = Float64Array.from({ length: 254 }, (_, i) => 2 ** (i - 126 - 23))

/** @param {Pair} y @returns {number} the float32 nearest to a pair */
export function nearest([high, low]) {
  const r = Math.fround(high)
  if (!Number.isFinite(r)) return r
  const error = high - r + low
  if (error === 0) return r
  single[0] = r
  const away = r === 0 || error > 0 === r > 0
  singleWord[0] = r === 0 ? (error > 0 ? 1 : 0x80000001) : singleWord[0] + (away ? 1 : -1)
  const other = single[0]
  if (!Number.isFinite(other)) return r
  if (high - r === other - high) return low === 0 || low > 0 === other < r ? r : other
  return Math.abs(high - other + low) < Math.abs(error) ? other : r
}

/** @returns {Tally} */
export const emptyTally = () => ({
  inputs: 0,
  finite: 0,
  wrong: 0,
  worst: 0,
  worstAt: 0,
  sum: 0,
  falseZero: 0,
  falseInfinity: 0,
  falseNaN: 0,
  exactCalls: 0,
  estimateWorst: 0,
})

/** @param {Tally} a @param {Tally} b @returns {Tally} */
export function merge(a, b) {
  const worse = b.worst > a.worst ? b : a
  return {
    inputs: a.inputs + b.inputs,
    finite: a.finite + b.finite,
    wrong: a.wrong + b.wrong,
    worst: worse.worst,
    worstAt: worse.worstAt,
    sum: a.sum + b.sum,
    falseZero: a.falseZero + b.falseZero,
    falseInfinity: a.falseInfinity + b.falseInfinity,
    falseNaN: a.falseNaN + b.falseNaN,
    exactCalls: a.exactCalls + b.exactCalls,
    estimateWorst: Math.max(a.estimateWorst, b.estimateWorst),
  }
}

/**
 * Tries one float32 in each block of `stride` bit patterns from `start` to `end`, at a place in the block that changes from
 * block to block.
 *
 * @param {Reference} reference
 * @param {(x: number) => number} computed the function under test
 * @param {number} start @param {number} end bit patterns, as unsigned integers
 * @param {number} stride
 * @returns {Tally}
 */
export function sweep(reference, computed, start, end, stride) {
  const { estimate, slack, exact } = reference
  const tally = emptyTally()
  let worstSure = 0.49
  for (let base = start; base < end; base += stride) {
    const place = stride === 1 ? 0 : (Math.imul(base / stride, 0x9e3779b1) >>> 8) % stride
    const x = float32Of(base + place)
    tally.inputs++
    const r = computed(x)
    const y = Number.isNaN(x) ? x : estimate(x)
    if (Number.isNaN(y)) {
      if (!Number.isNaN(r)) tally.wrong++
      continue
    }
    if (Number.isNaN(r)) {
      tally.falseNaN++
      tally.wrong++
      continue
    }
    const margin = Math.abs(y) * TRUST + (slack === undefined ? 0 : slack(x))
    const low = Number.isFinite(y) ? Math.fround(y - margin) : y
    let right = low
    let value = /** @type {Pair | undefined} */ (undefined)
    const sampled = base % 1048573 === 0 && Math.abs(y) > 2 ** -160 && Number.isFinite(y) && Math.abs(x) < 100
    if ((low !== y && low !== Math.fround(y + margin)) || sampled) {
      value = exact(x)
      tally.exactCalls++
      right = nearest(value)
      tally.estimateWorst = Math.max(tally.estimateWorst, Math.abs(value[0] - y + value[1]) / margin)
    }
    if (r !== right) {
      tally.wrong++
      if (r === 0) tally.falseZero++
      if (!Number.isFinite(r)) tally.falseInfinity++
    }
    if (y === 0 || !Number.isFinite(right) || !Number.isFinite(r)) continue
    tally.finite++
    let error = Math.abs(value === undefined ? y - r : value[0] - r + value[1]) / ulp(y)
    tally.sum += error
    if (error > worstSure - 1e-5 && value === undefined && margin > Math.abs(y) * TRUST) {
      value = exact(x)
      error = Math.abs(value[0] - r + value[1]) / ulp(y)
    }
    if (error > worstSure) {
      worstSure = error
      tally.worst = error
      tally.worstAt = x
    }
  }
  return tally
}

// Random rows of 2 to 1,000 classes against double-double results: how often a rounding goes the other way, beyond what rows
// stored as files can show. `npm run verify:numerics -- --random 20000`.

import * as dd from './double-double.js'
import { nearest, ulp } from './sweep.js'

/** @typedef {import('./double-double.js').Pair} Pair */

/** A linear congruential generator (Numerical Recipes' constants): the rows are the same in every run. */
function makeRandom() {
  let state = 20250711
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Below this the double-double exponential is 0: far under the smallest float32. */
const LOWEST = -600

/**
 * @param {typeof import('../../src/numerics/index.ts')} numerics
 * @param {import('./report.js').Report} report
 * @param {number} count of rows
 */
export function checkRandomRows(numerics, report, count) {
  const random = makeRandom()
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const sizes = [2, 3, 4, 5, 8, 10, 10, 10, 12, 20, 30]
  /** @param {string} name @param {number} computed @param {Pair} exact */
  const compare = (name, computed, exact) => {
    const y = exact[0] + exact[1]
    const error = y === 0 ? 0 : Math.abs(exact[0] - computed + exact[1]) / ulp(y)
    report.record(name, 'random', computed, error, computed !== nearest(exact), y)
  }
  for (let r = 0; r < count; r++) {
    const classes = r % 500 === 499 ? 1000 : sizes[Math.floor(random() * sizes.length)]
    const deviation = 10 ** (random() * 2 - 0.5)
    const offset = r % 7 === 0 ? normal() * 1e4 : 0
    const logits = Float32Array.from({ length: classes }, () => normal() * deviation + offset)
    if (r % 5 === 0) logits[Math.floor(random() * classes)] += 100 * random()
    const m = Math.max(...logits)
    const a = logits.indexOf(m)
    const label = random() < 0.5 ? a : Math.floor(random() * classes)
    const differences = Array.from(logits, (x) => x - m)
    const terms = differences.map((d) => (d < LOWEST ? dd.from(0) : dd.exp(dd.from(d))))
    let rest = dd.from(0)
    terms.forEach((e, i) => {
      if (i !== a) rest = dd.add(rest, e)
    })
    const total = dd.add(dd.from(1), rest)
    const log = dd.log1p(rest)
    const probabilities = terms.map((e) => dd.divide(e, total))
    numerics.softmax(logits, classes).forEach((p, i) => {
      compare('softmax', p, probabilities[i])
    })
    numerics.logSoftmax(logits, classes).forEach((p, i) => {
      compare('logSoftmax', p, dd.subtract(dd.from(differences[i]), log))
    })
    compare('logSumExp', numerics.logSumExp(logits, classes)[0], dd.add(dd.from(m), log))
    const { losses, gradient } = numerics.sparseCategoricalCrossentropy([label], logits, classes)
    compare('loss', losses[0], dd.subtract(log, dd.from(differences[label])))
    gradient.forEach((g, i) => {
      if (i !== label) compare('gradient', g, probabilities[i])
      else compare('gradient', g, label === a ? dd.negate(dd.divide(rest, total)) : dd.subtract(probabilities[i], dd.from(1)))
    })
  }
}

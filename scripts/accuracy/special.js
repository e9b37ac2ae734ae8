// The rows whose results are policy rather than rounding: infinities, NaN, labels that are no class.

import { float32sOf } from './exact.js'

/**
 * @param {typeof import('../../src/numerics/index.ts')} numerics
 * @param {any[]} rows of vectors-special.json
 * @returns {string[]} what is not as it should be
 */
export function checkSpecial(numerics, rows) {
  /** @type {string[]} */
  const failures = []
  for (const { name, logits: bits, label, policy_softmax: policy, policy_loss: lossPolicy } of rows) {
    const logits = float32sOf(bits)
    const classes = logits.length
    /** @param {boolean} holds @param {string} what */
    const expect = (holds, what) => {
      if (!holds) failures.push(`special row "${name}": ${what}`)
    }
    if (policy !== undefined) {
      const probabilities = numerics.softmax(logits, classes)
      if (policy === 'nan') expect(probabilities.every(Number.isNaN), `softmax is not all NaN: ${probabilities}`)
      else if (policy === 'finite') expect(probabilities.every(Number.isFinite), `softmax is not finite: ${probabilities}`)
      else
        expect(
          probabilities.every((p, i) => p === policy[i]),
          `softmax is ${probabilities}, not ${policy}`,
        )
    }
    if (String(lossPolicy).startsWith('throw')) {
      try {
        numerics.sparseCategoricalCrossentropy([label], logits, classes)
        expect(false, 'nothing was thrown')
      } catch (error) {
        expect(error instanceof RangeError, `${error} is not a RangeError`)
      }
      continue
    }
    const {
      losses,
      gradient,
      rows: counted,
    } = numerics.sparseCategoricalCrossentropy([label], logits, classes, label < 0 ? { ignoreClass: label } : {})
    const [loss] = losses
    if (label < 0)
      expect(loss === 0 && counted === 0 && gradient.every((g) => g === 0), `an ignored row counts: loss ${loss}, ${counted} rows`)
    else if (lossPolicy === 'nan') expect(Number.isNaN(loss), `the loss is ${loss}, not NaN`)
    else if (String(lossPolicy).startsWith('inf')) expect(loss === Number.POSITIVE_INFINITY, `the loss is ${loss}, not infinity`)
    else expect(loss === lossPolicy, `the loss is ${loss}, not ${lossPolicy}`)
  }
  return failures
}

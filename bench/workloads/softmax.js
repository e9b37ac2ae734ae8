// Softmax regression on all rows at once: a turn is a whole fit, from zero coefficients, of a number of L-BFGS iterations.

import { IMAGES, PIXELS } from './dense.js'

const CLASSES = 10

/** @param {{ title: string, iterations: number, C: number }} softmax */
export function softmaxRegression({ title, iterations, C }) {
  return {
    title,
    unit: 's',
    what: `seconds for ${iterations} iterations`,
    about: `L-BFGS on all ${IMAGES.toLocaleString('en')} images at once, C = ${C}, until the last iteration (no tolerance).`,
    // The logits and the gradient, once an iteration; a line search that tries twice does more.
    cases: [{ job: { task: 'softmax', iterations, C }, flops: 2 * 2 * PIXELS * CLASSES * IMAGES * iterations }],
    scale: 1,
    /** Fits take seconds to half a minute. */
    mostRounds: 3,
    async calibrate(run) {
      await run(1)
      return 1
    },
  }
}

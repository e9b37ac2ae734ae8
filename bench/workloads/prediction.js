// Prediction workloads: every library has the same trained weights; a turn is as many calls as take a quarter of a second.

import { predictionFlops } from './dense.js'

const TURN = 0.25

/** @param {{ title: string, units: readonly number[], batches: readonly number[] }} prediction */
export function prediction({ title, units, batches }) {
  return {
    title,
    unit: 'µs',
    what: 'microseconds a call',
    about: 'Pixels in memory to logits in memory; the same trained weights in every library.',
    weights: units,
    cases: batches.map((batch) => ({
      title: batch === 1 ? '1 row a call' : `${batch.toLocaleString('en')} rows a call`,
      job: { task: 'predict', units, batch, learningRate: 1e-3 },
      flops: predictionFlops(units) * batch,
    })),
    scale: 1,
    /** Warms up, then resolves to the calls of a turn. */
    async calibrate(run) {
      let calls = 1
      for (let seconds = await run(calls); seconds < TURN && calls < 1e6; seconds = await run(calls)) {
        calls = Math.ceil(calls * Math.min(10, (1.2 * TURN) / Math.max(seconds, 1e-9)))
      }
      await run(calls)
      return calls
    },
  }
}

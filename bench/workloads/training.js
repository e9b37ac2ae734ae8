// Training workloads: a turn is an epoch, or a part of one where an epoch takes too long; what is shown is the time of an epoch.

import { IMAGES, trainingFlops } from './dense.js'

/** A turn longer than this many seconds is cut to a tenth, twice at most: the slowest peers take minutes for an epoch. */
const LONGEST_TURN = 4

/**
 * @param {{ title: string, units: readonly number[], batch: number, steps?: number }} training steps: of a turn; default all
 */
export function training({ title, units, batch, steps }) {
  // Full batches alone: a smaller last one would be a program of its own in XLA.
  const epoch = Math.floor(IMAGES / batch)
  const turn = steps ?? epoch
  return {
    title,
    unit: 's',
    what: 'seconds an epoch',
    about: `${epoch.toLocaleString('en')} steps of ${batch} images${steps ? `; timed ${steps} at a time and scaled` : ''}.`,
    cases: [{ job: { task: 'train', units, batch, learningRate: 1e-3 }, flops: trainingFlops(units) * batch * epoch }],
    scale: epoch,
    /** Warms up, then resolves to the steps of a turn. */
    async calibrate(run) {
      const few = Math.ceil(turn / 20)
      await run(few) // imports, compiles
      const expected = ((await run(few)) / few) * turn
      let count = turn
      if (expected > LONGEST_TURN) count = Math.ceil(turn / 10)
      if (expected > LONGEST_TURN * 10) count = Math.ceil(turn / 100)
      await run(count)
      return count
    },
  }
}

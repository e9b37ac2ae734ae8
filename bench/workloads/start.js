// The start: each turn is a new process, which imports the library, prepares the network and trains one epoch. What counts is the
// time from the import to the end of the epoch; the images were read before.

import { IMAGES, trainingFlops } from './dense.js'

/** @param {{ title: string, units: readonly number[], batch: number }} start */
export function start({ title, units, batch }) {
  const steps = Math.floor(IMAGES / batch)
  return {
    title,
    unit: 's',
    what: 'seconds from import to the end of the first epoch',
    about: 'A new process each time. Reading the images is not in it; bringing them into the form that a library takes is.',
    cases: [{ job: { task: 'start', units, batch, learningRate: 1e-3, steps }, flops: trainingFlops(units) * batch * steps }],
    scale: 1,
    newProcess: true,
    /** The slowest peers take over half a minute each time. */
    mostRounds: 3,
    sizes: true,
  }
}

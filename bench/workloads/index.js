// The workloads by name. What one is made of: its cases (a job for peers/serve.js each, with the operations of what is timed),
// the unit it is shown in, and how it warms up.

import { prediction } from './prediction.js'
import { softmaxRegression } from './softmax.js'
import { start } from './start.js'
import { training } from './training.js'

const DIGITS = [25, 15, 10]
const WIDE = [512, 512, 10]

export const WORKLOADS = {
  A: training({ title: 'Training 784-25-15-10 on MNIST, Adam, batch 32', units: DIGITS, batch: 32 }),
  B: training({ title: 'Training 784-25-15-10 on MNIST, Adam, batch 256', units: DIGITS, batch: 256 }),
  C: training({ title: 'Training 784-512-512-10 on MNIST, Adam, batch 128', units: WIDE, batch: 128, steps: 117 }),
  D: softmaxRegression({ title: 'Softmax regression on MNIST, C = 1, 100 iterations of L-BFGS', iterations: 100, C: 1 }),
  E: prediction({ title: 'Predicting with 784-25-15-10', units: DIGITS, batches: [1, 32, 10_000] }),
  F: start({ title: 'Start: import to first finished epoch of 784-25-15-10, batch 32', units: DIGITS, batch: 32 }),
}

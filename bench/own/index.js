// `npm run bench -- own`: what argmax's parts cost, measured against the machine and against simpler ways. No other library.

import { enableRelaxedSimd } from '../../dist/node/index.js'
import { benchCrossEntropy } from './crossEntropyKernel.js'
import { benchEpochs, benchLateness } from './epoch.js'
import { benchStep, stepLines } from './steps.js'

/** @param {{ say: (line: string) => void }} options where the lines go */
export async function ownFigures({ say }) {
  say('Steps kernel by kernel, with the share of the limit that products reach:')
  const arithmetics = enableRelaxedSimd() === 'fma' ? ['fma', 'strict'] : ['strict']
  const steps = []
  for (const workload of ['A', 'C']) {
    for (const arithmetic of arithmetics) {
      const figures = await benchStep(workload, arithmetic)
      steps.push({ workload, arithmetic, ...figures })
      for (const line of stepLines(workload, arithmetic, figures)) say(line)
    }
  }

  say('\nCross-entropy with gradient: exact, against a plain float32 SIMD kernel:')
  const crossEntropy = await benchCrossEntropy()
  for (const { rows, classes, arithmetic, plain, exact, ratio } of crossEntropy) {
    const shape = `${rows} x ${classes}`.padEnd(9)
    say(`  ${shape} plain (${arithmetic}) ${plain.toFixed(2)}, exact ${exact.toFixed(2)} ns an element: ${ratio.toFixed(2)} times`)
  }

  say('\nAn epoch of MNIST (784-25-15-10, batch 32, Adam), best of 5:')
  const epochs = await benchEpochs()
  for (const [arithmetic, seconds] of Object.entries(epochs)) {
    say(`  ${arithmetic.padEnd(6)} ${seconds.toFixed(3)} s  ${(seconds / epochs.strict).toFixed(2)} of strict`)
  }

  say('\nLateness of a 20 ms timer while fit runs in the same thread:')
  const lateness = await benchLateness()
  const { timers, median, p99, most } = lateness
  say(`  median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${most.toFixed(1)} ms (${timers} timers)`)
  return { steps, crossEntropy, epochs, lateness }
}

// `npm run bench`: argmax's own figures, measured side by side in one run. Against other libraries: bench/peers/README.md.
import { cpus } from 'node:os'
import { enableRelaxedSimd } from '../dist/node/index.js'
import { benchCrossEntropy } from './crossEntropyKernel.js'
import { benchEpochs, benchLateness } from './epoch.js'
import { benchStep, printStep } from './steps.js'

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}\n`)
console.log('A training step, kernel by kernel, with the share of the 128-bit multiply-add limit that its products reach:')
const arithmetics = enableRelaxedSimd() === 'fma' ? ['fma', 'strict'] : ['strict']
for (const arithmetic of arithmetics) printStep('A', arithmetic, await benchStep('A', arithmetic))
console.log('\nCross-entropy with gradient, exact against a plain float32 SIMD kernel of the same shape, nanoseconds an element:')
for (const { rows, classes, arithmetic, plain, exact, ratio } of await benchCrossEntropy()) {
  console.log(
    `  ${`${rows} x ${classes}`.padEnd(9)} plain (${arithmetic}) ${plain.toFixed(2)}, exact ${exact.toFixed(2)}: ${ratio.toFixed(2)} times`,
  )
}
console.log('\nAn epoch of MNIST (60,000 images, 784-25-15-10, batch 32, Adam), best of 5:')
const epochs = await benchEpochs()
for (const [arithmetic, seconds] of Object.entries(epochs)) {
  console.log(`  ${arithmetic.padEnd(6)} ${seconds.toFixed(3)} s  ${(seconds / epochs.strict).toFixed(2)} of strict`)
}
const { timers, median, p99, most } = await benchLateness()
console.log('\nLateness of a 20 ms timer while fit runs in the same thread:')
console.log(`  median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${most.toFixed(1)} ms (${timers} timers)`)

// Where the time of a training step goes: each kernel of the step, with the share of the machine's 128-bit multiply-add limit
// that its product reaches (measured in the same run, between the steps), and the whole step. Node's flags apply:
// with --experimental-wasm-revectorize the engine may reach 256 bits. One thread.
//
//   node bench/own/steps.js [A] [B] [C] [--strict] [--pairs]
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { enableRelaxedSimd } from '../../dist/node/index.js'
import { pairedTiles } from '../../dist/wasm/kernels/tiling.js'
import { registerLoop } from '../limit/registerLoop.js'
import { stepGraph, stepProgram } from './stepProgram.js'

/** The workloads: MNIST on the digits network in small and large batches, and on wide layers. */
export const workloads = {
  A: { inputs: 784, units: [25, 15, 10], batchSize: 32 },
  B: { inputs: 784, units: [25, 15, 10], batchSize: 256 },
  C: { inputs: 784, units: [512, 512, 10], batchSize: 128 },
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1]

/** Milliseconds of one call of `run`, the mean of `repeats`. */
function time(run, rows, repeats) {
  const start = performance.now()
  for (let i = 0; i < repeats; i++) run(rows)
  return (performance.now() - start) / repeats
}

/** Milliseconds of each kernel, in the order of the step and with its caches, the mean of `repeats`. */
function timeKernels(kernels, rows, repeats) {
  const times = kernels.map(() => 0)
  for (let i = 0; i < repeats; i++) {
    let last = performance.now()
    for (let k = 0; k < kernels.length; k++) {
      kernels[k].run(rows)
      const now = performance.now()
      times[k] += (now - last) / repeats
      last = now
    }
  }
  return times
}

/**
 * Medians over rounds in which the step, its kernels, its products alone, and the limit take turns.
 *
 * @returns `step` in milliseconds, `limit` in operations a second, and kernels { name, ms, flops, share }
 */
export async function benchStep(name, arithmetic, { rounds = 15, seconds = 0.05, options = {} } = {}) {
  const { batchSize } = workloads[name]
  const graph = stepGraph(workloads[name])
  const fused = stepProgram(graph, arithmetic, options)
  const apart = stepProgram(graph, arithmetic, { ...options, separateUpdates: true, bare: true })
  const gigaflops = registerLoop(arithmetic)
  const measureLimit = () => 1e9 * gigaflops()
  const first = time(fused.run, batchSize, 3)
  // The engine's optimising compiler takes over while this warms up.
  const warm = performance.now()
  while (performance.now() - warm < 1500) {
    time(fused.run, batchSize, 5)
    timeKernels(fused.kernels, batchSize, 5)
    timeKernels(apart.kernels, batchSize, 5)
    measureLimit()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const repeats = Math.max(2, Math.round((seconds * 1000) / time(fused.run, batchSize, 3)))
  const limits = []
  const steps = []
  const kernelTimes = { fused: fused.kernels.map(() => []), apart: apart.kernels.map(() => []) }
  for (let round = 0; round < rounds; round++) {
    limits.push(measureLimit())
    steps.push(time(fused.run, batchSize, repeats))
    for (const [form, { kernels }] of [
      ['fused', fused],
      ['apart', apart],
    ]) {
      timeKernels(kernels, batchSize, repeats).forEach((ms, k) => {
        kernelTimes[form][k].push(ms)
      })
    }
    limits.push(measureLimit())
  }
  const limit = Math.max(...limits)
  const kernelsOf = (form, { kernels }) =>
    kernels.map(({ name, flops }, k) => {
      const ms = median(kernelTimes[form][k])
      return { name, flops, ms, share: flops / (ms / 1000) / limit }
    })
  return { step: median(steps), first, limit, fused: kernelsOf('fused', fused), apart: kernelsOf('apart', apart) }
}

const line = ({ name, flops, ms, share }, step) =>
  `  ${(ms * 1000).toFixed(1).padStart(8)} us ${((100 * ms) / step).toFixed(1).padStart(5)} %  ${flops > 0 ? `${(share * 100).toFixed(0).padStart(3)} % of the limit` : ' '.repeat(18)}  ${name}`

/** A benchmark of a step, as lines. */
export function stepLines(name, arithmetic, { step, limit, fused, apart }) {
  const { inputs, units, batchSize } = workloads[name]
  return [
    `${name}: ${[inputs, ...units].join('-')}, batch ${batchSize}, ${arithmetic}: ${step.toFixed(4)} ms a step; limit ${(limit / 1e9).toFixed(1)} GFLOP/s`,
    ...fused.map((kernel) => line(kernel, step)),
    '  products alone, without what is fused behind them:',
    ...apart.filter(({ flops }) => flops > 0).map((kernel) => line(kernel, step)),
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2).filter((argument) => argument in workloads)
  const arithmetic = process.argv.includes('--strict') ? 'strict' : enableRelaxedSimd()
  // Tiles for the engine's flag --experimental-wasm-revectorize, which fuses pairs of neighbouring 128-bit operations.
  const options = process.argv.includes('--pairs') ? { tiles: pairedTiles } : {}
  console.log(`Node ${process.version} ${process.execArgv.join(' ')}`)
  for (const name of names.length > 0 ? names : Object.keys(workloads))
    for (const text of stepLines(name, arithmetic, await benchStep(name, arithmetic, { options }))) console.log(text)
}

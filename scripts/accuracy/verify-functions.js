// `npm run verify:functions -- [--function exp,tanh] [--stride 16] [--threads 2] [--built FILE]`: measures the float32 functions of
// argmax/numerics against exact values over all float32 inputs (or one in `stride`) and exits 1 where a bound is broken.

import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { checkReferences } from './check-references.js'
import { references } from './references.js'
import { emptyTally, merge, sweep } from './sweep.js'

/** No result may be further from the exact value than this, in ulp. */
const BOUND = 0.5001
const CHUNK = 2 ** 24

async function work() {
  const { name, stride, built } = workerData
  const reference = references.find((each) => each.name === name)
  const computed = (await import(built))[`${name}32`]
  parentPort?.on('message', (start) => {
    if (start === null) process.exit(0)
    parentPort?.postMessage(sweep(reference, computed, start, start + CHUNK, stride))
  })
  parentPort?.postMessage(emptyTally())
}

/** @param {{ name: string, stride: number, built: string }} task @param {number} threads @returns {Promise<import('./sweep.js').Tally>} */
function run(task, threads) {
  return new Promise((resolve, reject) => {
    let next = 0
    let running = threads
    let total = emptyTally()
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(new URL(import.meta.url), { workerData: task })
      worker.on('error', reject)
      worker.on('message', (tally) => {
        total = merge(total, tally)
        worker.postMessage(next < 2 ** 32 ? next : null)
        next += CHUNK
      })
      worker.on('exit', () => {
        if (--running === 0) resolve(total)
      })
    }
  })
}

async function main() {
  const { values } = parseArgs({
    options: {
      function: { type: 'string' },
      stride: { type: 'string' },
      threads: { type: 'string' },
      built: { type: 'string' },
    },
  })
  const names = values.function === undefined ? references.map((each) => each.name) : values.function.split(',')
  const stride = Number(values.stride ?? 16)
  const built =
    values.built === undefined ? new URL('../../dist/numerics/index.js', import.meta.url).href : pathToFileURL(values.built).href
  const threads = Number(values.threads ?? Math.min(availableParallelism(), 8))
  for (const name of names) {
    if (!references.some((each) => each.name === name)) {
      console.error(`unknown function ${name}; known: ${references.map((each) => each.name).join(', ')}`)
      process.exit(2)
    }
  }
  if (!(Number.isInteger(stride) && stride >= 1 && CHUNK % stride === 0)) {
    console.error(`--stride must be a power of two from 1 to ${CHUNK}; received ${values.stride}`)
    process.exit(2)
  }

  const samples = new URL('../../test/vectors/functions.json', import.meta.url)
  checkReferences(JSON.parse(readFileSync(samples, 'utf8')), names)

  let broken = false
  console.log(
    `${'function'.padEnd(16)}${['inputs', 'wrong roundings', 'worst ULP', 'mean ULP', 'false zeros', 'false inf', 'false NaN', 'seconds'].map((head) => head.padStart(16)).join('')}  worst at`,
  )
  for (const name of names) {
    const began = performance.now()
    const tally = await run({ name, stride, built }, threads)
    const seconds = (performance.now() - began) / 1000
    const cells = [
      tally.inputs,
      tally.wrong,
      tally.worst.toFixed(8),
      (tally.sum / tally.finite).toFixed(6),
      tally.falseZero,
      tally.falseInfinity,
      tally.falseNaN,
      seconds.toFixed(1),
    ]
    console.log(`${name.padEnd(16)}${cells.map((cell) => String(cell).padStart(16)).join('')}  ${tally.worstAt}`)
    const bad = tally.worst > BOUND || tally.falseZero > 0 || tally.falseInfinity > 0 || tally.falseNaN > 0
    if (bad) console.error(`${name}: the promise (worst error ${BOUND} ULP, no false zero, infinity or NaN) is broken`)
    if (tally.estimateWorst > 1) console.error(`${name}: the fast estimate is worse than it is trusted to be`)
    broken ||= bad || tally.estimateWorst > 1
  }
  process.exit(broken ? 1 : 0)
}

if (isMainThread) await main()
else await work()

// An epoch of MNIST on the digits network (784-25-15-10, batch 32, Adam) in each arithmetic, and how late timers fire while
// `fit` runs in the same thread.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { mnist } from '../../dist/datasets/index.js'
import { Adam, Dense, Sequential, SparseCategoricalCrossentropy } from '../../dist/index.js'
import { enableRelaxedSimd } from '../../dist/node/index.js'

function digitsModel(reproducibility) {
  const model = new Sequential([
    new Dense({ units: 25, activation: 'relu' }),
    new Dense({ units: 15, activation: 'relu' }),
    new Dense({ units: 10, activation: 'linear' }),
  ])
  model.compile({
    optimizer: new Adam({ learningRate: 1e-3 }),
    loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
    reproducibility,
  })
  return model
}

/** Seconds of the best of five epochs in each arithmetic, in turn. */
export async function benchEpochs() {
  const { train } = await mnist()
  const modes = enableRelaxedSimd() === 'fma' ? { fma: 'default', strict: 'portable' } : { strict: 'portable' }
  const models = Object.fromEntries(Object.entries(modes).map(([name, mode]) => [name, digitsModel(mode)]))
  const best = {}
  for (let round = 0; round < 6; round++) {
    for (const [name, model] of Object.entries(models)) {
      const { seconds } = await model.fit(train.x, train.y, { epochs: round + 1, initialEpoch: round, batchSize: 32, seed: 1 })
      // The first epoch warms up.
      if (round > 0) best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, seconds[0])
    }
  }
  return best
}

/** Milliseconds by which a 20 ms timer is late while an epoch runs: median, 99th percentile, most. */
export async function benchLateness() {
  const { train } = await mnist()
  const model = digitsModel('default')
  const late = []
  let due = performance.now() + 20
  const timer = setInterval(() => {
    const now = performance.now()
    late.push(Math.max(0, now - due))
    due = now + 20
  }, 20)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await model.fit(train.x, train.y, { epochs: 10, batchSize: 32, seed: 1 })
  delay.disable()
  clearInterval(timer)
  late.sort((a, b) => a - b)
  const at = (share) => late[Math.min(late.length - 1, Math.floor(late.length * share))]
  return { timers: late.length, median: at(0.5), p99: at(0.99), most: late[late.length - 1] }
}

import { expect, test } from 'vitest'
import { runCase } from './rounds.js'

const fake = (name, options, threads = 'any') => ({ name, program: '../harness/fakePeer.js', needs: '', threads, options })
const workload = {
  scale: 100,
  calibrate: async (run) => {
    await run(1)
    return 10
  },
}

async function run(peers, { threads = [1, 2], rounds = 3, mostRounds } = {}) {
  let measured = 0
  const limits = {
    measure: () => {
      measured++
    },
  }
  const own = fake('argmax', { seconds: 0.25 })
  const entries = await runCase(
    { ...workload, mostRounds },
    { task: 'train' },
    { own, peers, threads, rounds, limits, tell: () => {} },
  )
  expect(measured).toBe(mostRounds ?? rounds)
  return entries
}

test('every turn of a peer has one of argmax before it, and times are those of the unit that is shown', async () => {
  const entries = await run([fake('any', { seconds: 0.5 }), fake('one', { seconds: 1 }, 'one')])
  expect(entries.map(({ name, threads }) => `${name} ${threads}`)).toEqual(['argmax 1', 'any 1', 'one 1', 'argmax 2', 'any 2'])
  const [own, any, one, ownOnTwo] = entries
  expect(any.pairs).toEqual(Array(3).fill({ own: 25, other: 50 }))
  expect(one.pairs).toEqual(Array(3).fill({ own: 25, other: 100 }))
  expect(any.versions).toEqual({ fake: '1.0' })
  // argmax on more threads is a peer of argmax on the fewest.
  expect(own.pairs).toEqual([])
  expect(ownOnTwo.pairs).toEqual(Array(3).fill({ own: 25, other: 25 }))
})

test('accuracy is asked for after equally many turns of each', async () => {
  const entries = await run([fake('any', { seconds: 0.5 })])
  expect(entries.map(({ accuracy }) => accuracy)).toEqual(Array(4).fill(1 + 3)) // warming up took one
})

test('a workload of fewer rounds has them, and its accuracy', async () => {
  const entries = await run([fake('any', { seconds: 0.5 })], { rounds: 3, mostRounds: 2 })
  expect(entries.map(({ accuracy }) => accuracy)).toEqual(Array(4).fill(1 + 2))
})

test('a peer that fails is left out with its message; the others go on', async () => {
  const entries = await run([fake('bad', { seconds: 1, failsAt: 3 }), fake('good', { seconds: 1 })], { threads: [1] })
  const [, bad, good] = entries
  expect(bad.why).toBe('failed: Error: out of luck')
  expect(good.pairs).toHaveLength(3)
})

test('results are plain data', async () => {
  const [entry] = JSON.parse(JSON.stringify(await run([], { threads: [1], rounds: 1 })))
  expect(Object.keys(entry).sort()).toEqual(['accuracy', 'name', 'pairs', 'seconds', 'steps', 'threads', 'versions'])
})

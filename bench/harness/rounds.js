// Runs a case of a workload: every contestant is started, warmed up, and then they take turns, argmax before each of the others
// (A B A C ...), so that both halves of a ratio are measured one right after the other.

import { Contestant } from './contestant.js'
import { startOf } from './places.js'

/** Between turns, so that threads that wait for more work by spinning give up first. */
const PAUSE = 30

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE))
const messageOf = (error) => (error instanceof Error ? error.message : String(error))

/** An entry of a case: a library on a number of threads, as it goes into the results. */
class Entry {
  /** rival: the entry of argmax that this one is compared with: on as many threads, or for argmax itself on the fewest. */
  constructor(peer, threads, rival) {
    this.name = peer.name
    this.threads = threads
    this.versions = {}
    /** Turns, each with the seconds of argmax's turn just before it. */
    this.pairs = []
    /** Seconds of every turn, scaled to what the workload shows. */
    this.seconds = []
    /** Of a turn. */
    this.steps = 0
    /** Of the test images, after warming up and as many turns as there are rounds. */
    this.accuracy = undefined
    this.why = undefined
    // Not part of the results.
    Object.defineProperty(this, 'peer', { value: peer })
    Object.defineProperty(this, 'rival', { value: rival })
    Object.defineProperty(this, 'contestant', { value: undefined, writable: true })
  }

  fail(error) {
    this.why = `failed: ${messageOf(error)}`.slice(0, 200)
    this.contestant?.stop()
    this.contestant = undefined
  }

  async run(steps) {
    return (await this.contestant.ask({ do: 'run', steps })).seconds
  }
}

/** Starts an entry's process and warms it up. */
async function prepare(entry, workload, job) {
  const { peer, threads } = entry
  const start = startOf(peer, threads)
  if (start.why) {
    entry.why = start.why
    return
  }
  if (workload.newProcess) return
  try {
    entry.contestant = new Contestant(start, { ...job, threads, options: peer.options ?? {} })
    entry.versions = (await entry.contestant.answer()).versions
    entry.steps = await workload.calibrate((steps) => entry.run(steps))
  } catch (error) {
    entry.fail(error)
  }
}

/** Starts a process that measures itself once and ends. */
async function runOnce(entry, job) {
  const { peer, threads } = entry
  const once = new Contestant(startOf(peer, threads), { ...job, threads, options: peer.options ?? {} })
  try {
    const { versions, seconds } = await once.answer()
    entry.versions = versions
    return seconds
  } finally {
    once.stop()
  }
}

/**
 * One turn: seconds of what the workload shows, or undefined where it failed. Accuracy is asked for after equally many turns of
 * each: argmax takes one for each peer in a round, so it gets there sooner.
 */
async function turn(entry, workload, job, rounds) {
  try {
    await pause()
    const seconds = workload.newProcess
      ? await runOnce(entry, job)
      : ((await entry.run(entry.steps)) / entry.steps) * workload.scale
    entry.seconds.push(seconds)
    if (entry.contestant && entry.seconds.length === rounds)
      entry.accuracy = (await entry.contestant.ask({ do: 'accuracy' })).accuracy
    return seconds
  } catch (error) {
    entry.fail(error)
    return undefined
  }
}

/**
 * @param {object} workload see workloads/index.js
 * @param {object} job one of its cases'
 * @param {{ own: Peer, peers: readonly Peer[], threads: readonly number[], rounds: number, limits: Limits, tell: (line: string) => void }} run
 * @returns {Promise<Entry[]>} argmax's first, then the peers', for each number of threads
 */
export async function runCase(workload, job, { own, peers, threads, rounds, limits, tell }) {
  const entries = []
  for (const count of threads) {
    const rival = new Entry(own, count, entries[0])
    entries.push(rival)
    for (const peer of peers) if (peer.threads === 'any' || count === 1) entries.push(new Entry(peer, count, rival))
  }
  try {
    for (const entry of entries) {
      tell(`preparing ${entry.name} on ${entry.threads} ${entry.threads === 1 ? 'thread' : 'threads'}`)
      await prepare(entry, workload, job)
    }
    const most = Math.min(rounds, workload.mostRounds ?? rounds)
    for (let round = 0; round < most; round++) {
      tell(`round ${round + 1}`)
      limits.measure()
      await takeTurns(entries, (entry) => turn(entry, workload, job, most))
    }
  } finally {
    for (const { contestant } of entries) contestant?.stop()
  }
  return entries
}

/** One round: every entry's turn, its rival's right before it. */
async function takeTurns(entries, take) {
  for (const entry of entries) {
    if (entry.why) continue
    const own = entry.rival && !entry.rival.why ? await take(entry.rival) : undefined
    const other = await take(entry)
    if (own !== undefined && other !== undefined) entry.pairs.push({ own, other })
  }
}

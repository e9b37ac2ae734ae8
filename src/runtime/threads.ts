// The runtime of several threads: one shared memory for each session, programs with a barrier behind each phase, and workers
// that run them. All computing is in the workers; the caller waits for messages alone, as a browser's main thread must.

import { availableThreads, startThread } from '#platform'
import { UsageError } from '../errors.ts'
import { TEAM_WORDS, type TeamWord } from '../wasm/barrier.ts'
import { MOST_PAGES } from '../wasm/emit.ts'
import type { Arithmetic } from '../wasm/features.ts'
import type { ProgramData } from './batches.ts'
import { type MadeFeed, makeFeed, nextId } from './feed.ts'
import type { Pool, TeamProgram } from './pool.ts'
import type { Batches, Feed, FeedOptions, FeedSource, Program, Runtime, Session, Stint } from './runtime.ts'
import { type Compiled, MemorySession, type SessionOptions } from './session.ts'
import { slotsOf } from './slots.ts'

/** How often a waiting thread looks before it sleeps: some ten microseconds, about what waking it would take. */
const PATIENCE = 20_000
/** Where there are more threads than cores, the one that is waited for may need the core. */
const LITTLE_PATIENCE = 100
const NO_STOP = 0x7fffffff

/** Runs programs in worker threads, and in the calling one where a program is for one thread. */
export class ThreadsRuntime implements Runtime {
  readonly name = 'threads'
  readonly numerics = 'exact'
  readonly arithmetic: Arithmetic

  constructor(arithmetic: Arithmetic) {
    this.arithmetic = arithmetic
  }

  /** Starts as many threads. @throws the reason why that can't be done here */
  static async start(threads: number): Promise<void> {
    const pool = await fetchPool()
    await pool.grow(threads)
  }

  open(): Session {
    const team: SessionOptions['team'] = async (...given) => new ThreadProgram(await fetchPool(), ...given)
    return new MemorySession({ arithmetic: this.arithmetic, memory: sharedMemory(), team })
  }
}

/** The threads of this process. A page fetches what manages them when a first program is to run on several. */
async function fetchPool(): Promise<Pool> {
  return (await import('./pool.ts')).poolOf(startThread)
}

/** A shared memory, whose limit engines may reserve at once: where they can't, a lower one does. */
function sharedMemory(): WebAssembly.Memory {
  for (let maximum = MOST_PAGES; ; maximum /= 4) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true })
    } catch (error) {
      if (maximum < 2048) throw error
    }
  }
}

interface TeamFeed extends Feed, MadeFeed {
  readonly rows: number
}

class ThreadProgram implements Program, TeamProgram {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly threads: number
  readonly data: ProgramData
  readonly #pool: Pool
  readonly #numbers: Int32Array
  readonly #giveBack: () => void
  #released = false

  constructor(pool: Pool, { plan, module, threads }: Compiled, memory: WebAssembly.Memory, address: number, giveBack: () => void) {
    this.#pool = pool
    this.inputs = [...plan.graph.inputs.keys()]
    this.outputs = [...plan.graph.outputs.keys()]
    this.threads = threads
    const at = Object.entries(TEAM_WORDS).map(([name, offset]) => [name, (address + offset) / 4])
    const words = Object.fromEntries(at) as Record<TeamWord, number>
    this.data = { id: nextId(), module, memory, slots: slotsOf(plan), words }
    this.#numbers = new Int32Array(memory.buffer)
    this.#giveBack = giveBack
    pool.forgotten.register(this, this.data.id)
  }

  async feed(sources: readonly FeedSource[], options: FeedOptions): Promise<Feed> {
    const made = await makeFeed(sources, this.data.slots.inputs, this.threads, options)
    const { id, order } = made.sent.data
    const feed: TeamFeed = { ...made, order, release: () => this.#pool.drop(id) }
    return feed
  }

  async runBatches(feed: Feed, batches: Batches, { signal }: Stint): Promise<number> {
    if (this.#released) throw new UsageError('This program was released; load it again.')
    const { words } = this.data
    const set = (word: TeamWord, value: number): void => {
      Atomics.store(this.#numbers, words[word], value)
    }
    for (const word of ['arrived', 'sleepers', 'failed', 'abort'] as const) set(word, 0)
    set('stop', NO_STOP)
    set('patience', this.threads <= availableThreads() ? PATIENCE : LITTLE_PATIENCE)
    const { kept, take } = sharedTargets(batches)
    const abort = (): void => set('abort', 1)
    signal?.addEventListener('abort', abort)
    try {
      const done = await this.#pool.run(this, (feed as TeamFeed).sent, { ...batches, kept }, this.threads)
      take()
      return done
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  fail(): void {
    Atomics.store(this.#numbers, this.data.words.failed, 1)
    Atomics.notify(this.#numbers, this.data.words.passed)
  }

  release(): void {
    if (this.#released) return
    this.#released = true
    this.#pool.drop(this.data.id)
    this.#giveBack()
  }
}

/** The outputs' targets where threads can write them, and what copies them back. */
function sharedTargets({ kept }: Batches): { kept: Batches['kept']; take: () => void } {
  const shared = kept.map(({ output, target }) => {
    if ((target.buffer as unknown) instanceof SharedArrayBuffer) return { output, target, given: target }
    const buffer = new SharedArrayBuffer(target.byteLength) as unknown as ArrayBuffer
    const copy = target instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer)
    return { output, target: copy, given: target }
  })
  return {
    kept: shared.map(({ output, target }) => ({ output, target })),
    take: () => {
      for (const { target, given } of shared) if (target !== given) given.set(target)
    },
  }
}

// A program on a team of worker threads. It is fetched when a first program is to run on several: most trainings in pages run
// on one.

import { availableThreads } from '#platform'
import { UsageError } from '../errors.ts'
import type { TeamWord } from '../wasm/barrier.ts'
import { TEAM_WORDS } from '../wasm/barrier.ts'
import type { ProgramData } from './batches.ts'
import { type MadeFeed, makeFeed, nextId } from './feed.ts'
import { Pool, type TeamProgram } from './pool.ts'
import type { Batches, Feed, FeedOptions, FeedSource, Program, Stint } from './runtime.ts'
import type { Compiled } from './session.ts'
import { slotsOf } from './slots.ts'

/** How often a waiting thread looks before it sleeps: some ten microseconds, about what waking it would take. */
const PATIENCE = 20_000
/** Where there are more threads than cores, the one that is waited for may need the core. */
const LITTLE_PATIENCE = 100
const NO_STOP = 0x7fffffff

/** The threads of this process. */
export const pool: Pool = /* @__PURE__ */ new Pool()

/** Has the threads forget programs that nobody holds any more. */
const forgotten: FinalizationRegistry<number> = /* @__PURE__ */ new FinalizationRegistry((id) => pool.drop(id))

interface TeamFeed extends Feed, MadeFeed {
  readonly rows: number
}

/** Runs in worker threads, all of it. */
export class ThreadProgram implements Program, TeamProgram {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly threads: number
  readonly data: ProgramData
  readonly #numbers: Int32Array
  readonly #giveBack: () => void
  #released = false

  constructor({ plan, module, threads }: Compiled, memory: WebAssembly.Memory, address: number, giveBack: () => void) {
    this.inputs = [...plan.graph.inputs.keys()]
    this.outputs = [...plan.graph.outputs.keys()]
    this.threads = threads
    const at = Object.entries(TEAM_WORDS).map(([name, offset]) => [name, (address + offset) / 4])
    const words = Object.fromEntries(at) as Record<TeamWord, number>
    this.data = { id: nextId(), module, memory, slots: slotsOf(plan), words }
    this.#numbers = new Int32Array(memory.buffer)
    this.#giveBack = giveBack
    forgotten.register(this, this.data.id)
  }

  async feed(sources: readonly FeedSource[], options: FeedOptions): Promise<Feed> {
    const made = await makeFeed(sources, this.data.slots.inputs, this.threads, options)
    const { id, order } = made.sent.data
    const feed: TeamFeed = { ...made, order, release: () => pool.drop(id) }
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
      const done = await pool.run(this, (feed as TeamFeed).sent, { ...batches, kept }, this.threads)
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
    pool.drop(this.data.id)
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

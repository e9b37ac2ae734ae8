// A program that worker threads run. All computing is in the workers; the caller waits for messages alone, as a browser's main
// thread must. What it needs of modules that import much is given to it: see threads.ts.

import type { availableThreads } from '#platform'
import { UsageError } from '../errors.ts'
import type { TEAM_WORDS, TeamWord } from '../wasm/barrier.ts'
import type { Cutting, FeedData, ProgramData, Slot, Slots } from './batches.ts'
import type { copyRange, MadeFeed, makeFeed, nextId } from './feed.ts'
import type { Pool, TeamProgram } from './pool.ts'
import type { Batches, Feed, FeedOptions, FeedSource, Program, Stint } from './runtime.ts'

export { poolOf } from './pool.ts'

/** How often a waiting thread looks before it sleeps: some ten microseconds, about what waking it would take. */
const PATIENCE = 20_000
/** Where there are more threads than cores, the one that is waited for may need the core. */
const LITTLE_PATIENCE = 100
const NO_STOP = 0x7fffffff
/** Bytes of rows that threads that run apart are given at a time: little enough for the caches, enough for a millisecond of work. */
const WINDOW = 1 << 20

/** What a program in threads is given. */
export interface ThreadTools {
  readonly availableThreads: typeof availableThreads
  readonly copyRange: typeof copyRange
  readonly makeFeed: typeof makeFeed
  readonly nextId: typeof nextId
  readonly TEAM_WORDS: typeof TEAM_WORDS
}

/** A module as a team runs it. */
export interface TeamModule {
  readonly module: WebAssembly.Module
  readonly threads: number
  readonly memory: WebAssembly.Memory
  readonly slots: Slots
  /** Where the team's words stand, in bytes. */
  readonly words: number
  /** Where threads run apart: what each of them copies, and where it cuts its rows. */
  readonly states?: ProgramData['states']
  readonly cutting?: Cutting | undefined
}

interface TeamFeed extends Feed, MadeFeed {
  readonly rows: number
}

/** Rows for threads that run apart, which stay where they are until their window comes. */
interface WindowedFeed extends Feed {
  readonly sources: readonly FeedSource[]
  readonly indices: Uint32Array
}

/** A program in worker threads. */
export class ThreadProgram implements Program, TeamProgram {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly threads: number
  readonly data: ProgramData
  readonly #tools: ThreadTools
  readonly #pool: Pool
  readonly #numbers: Int32Array
  readonly #giveBack: () => void
  /**
   * Where threads run apart, two feeds that are filled again and again. They stay for the next call: memory of some megabytes that
   * is new each time costs as much as the copy.
   */
  #windows: readonly MadeFeed[] | undefined
  #released = false

  constructor(
    tools: ThreadTools,
    pool: Pool,
    { module, threads, memory, slots, words: address, states, cutting }: TeamModule,
    giveBack: () => void,
  ) {
    this.#tools = tools
    this.#pool = pool
    this.inputs = slots.inputs.map(({ name }) => name)
    this.outputs = slots.outputs.map(({ name }) => name)
    this.threads = threads
    const at = Object.entries(tools.TEAM_WORDS).map(([name, offset]) => [name, (address + offset) / 4])
    const words = Object.fromEntries(at) as Record<TeamWord, number>
    this.data = { id: tools.nextId(), module, memory, slots, words, states, cutting }
    this.#numbers = new Int32Array(memory.buffer)
    this.#giveBack = giveBack
    pool.forgotten.register(this, this.data.id)
  }

  async feed(sources: readonly FeedSource[], options: FeedOptions): Promise<Feed> {
    const { slots, states } = this.data
    if (states) {
      const { indices } = options
      const feed: WindowedFeed = { rows: indices.length, order: indices, sources, indices, release: () => {} }
      if (!this.#windows) {
        const capacity = (slots.inputs[0] as Slot).capacity * this.threads
        const bytes = Math.max(...slots.inputs.map(({ perRow }) => perRow)) * (sources[0] as FeedSource).values.BYTES_PER_ELEMENT
        const rows = capacity * Math.max(1, Math.floor(WINDOW / (bytes * capacity)))
        const made = { indices: new Uint32Array(rows), once: true, pause: options.pause }
        this.#windows = [
          await this.#tools.makeFeed(sources, slots.inputs, this.threads, made),
          await this.#tools.makeFeed(sources, slots.inputs, this.threads, made),
        ]
        for (const { sent } of this.#windows) this.#pool.forgotten.register(this, sent.data.id)
      }
      return feed
    }
    const made = await this.#tools.makeFeed(sources, slots.inputs, this.threads, options)
    const { id, order } = made.sent.data
    const feed: TeamFeed = { ...made, order, release: () => this.#pool.drop(id) }
    return feed
  }

  async runBatches(feed: Feed, batches: Batches, stint: Stint): Promise<number> {
    if (this.#released) throw new UsageError('This program was released; load it again.')
    const { words } = this.data
    const { signal } = stint
    const set = (word: TeamWord, value: number): void => {
      Atomics.store(this.#numbers, words[word], value)
    }
    for (const word of ['arrived', 'sleepers', 'failed', 'abort'] as const) set(word, 0)
    set('stop', NO_STOP)
    set('patience', this.threads <= this.#tools.availableThreads() ? PATIENCE : LITTLE_PATIENCE)
    const abort = (): void => set('abort', 1)
    signal?.addEventListener('abort', abort)
    try {
      const { kept, take } = sharedTargets(batches)
      const done = await (this.#windows
        ? this.#runWindows(this.#windows, feed as WindowedFeed, batches, kept, stint)
        : this.#pool.run(this, (feed as TeamFeed).sent, { ...batches, kept }, this.threads))
      take()
      return done
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Fills a window while threads run the one before; a job waits for nobody, as the threads work them off in order. */
  async #runWindows(
    windows: readonly MadeFeed[],
    { sources, indices }: WindowedFeed,
    batches: Batches,
    kept: Batches['kept'],
    { signal, check }: Stint,
  ): Promise<number> {
    const { start, end } = batches
    const running: Promise<unknown>[] = []
    try {
      for (let from = start, next = 0; from < end && !signal?.aborted; next++) {
        const { sent, rows } = windows[next % windows.length] as MadeFeed
        if (next >= windows.length) await running[next - windows.length]
        const last = Math.min(from + rows, end)
        check?.(from, last)
        for (const [i, { values }] of sources.entries()) {
          const window = (sent.data.columns[i] as FeedData['columns'][number]).values
          this.#tools.copyRange(values, window.length / rows, indices, from, last, window)
        }
        const parts = kept.map(({ output, target }) => {
          const perRow = target.length / (end - start)
          return { output, target: target.subarray((from - start) * perRow, (last - start) * perRow) }
        })
        running.push(this.#pool.run(this, sent, { ...batches, start: 0, end: last - from, kept: parts }, this.threads))
        from = last
      }
    } finally {
      // None may fail unheard.
      await Promise.allSettled(running)
    }
    await Promise.all(running)
    signal?.throwIfAborted()
    return end - start
  }

  fail(): void {
    Atomics.store(this.#numbers, this.data.words.failed, 1)
    Atomics.notify(this.#numbers, this.data.words.passed)
  }

  release(): void {
    if (this.#released) return
    this.#released = true
    for (const id of [this.data.id, ...(this.#windows ?? []).map(({ sent }) => sent.data.id)]) this.#pool.drop(id)
    this.#windows = undefined
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

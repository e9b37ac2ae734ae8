// How many threads a model's programs run on. The bits are the same for any number, so it is a matter of time alone: threads
// have to be started, and meet several times a step.

import { availableThreads } from '#platform'
import { InlineRuntime } from '../runtime/inline.ts'
import type { Session } from '../runtime/runtime.ts'
import { ThreadsRuntime } from '../runtime/threads.ts'
import { type Arithmetic, supportsSharedMemory } from '../wasm/features.ts'

/** Operations of a batch for each thread, so that its part is much longer than the barriers (some 20 microseconds). */
const PART = 1_000_000
/** Operations of a whole run below which it is over before threads are started (some 50 milliseconds). */
const RUN = 2_000_000_000
/** Operations of a run on batches apart from which threads that wait already are faster: some two milliseconds, as waking them takes part of one. */
const APART = 100_000_000

/** The threads of one model. */
export class Team {
  /** As many as the user wants; undefined: as many as pay. */
  readonly wanted: number | undefined
  readonly notes: string[] = []
  /** Why there can be no threads. */
  #obstacle: string | undefined
  /** Operations that one thread ran, and several would have. */
  #alone = 0

  constructor(wanted: number | undefined) {
    this.wanted = wanted
  }

  /** A session whose memory threads can share, where there are or may come to be several. */
  openSession(arithmetic: Arithmetic): Session {
    if ((this.wanted ?? availableThreads()) > 1) {
      if (supportsSharedMemory()) return new ThreadsRuntime(arithmetic).open()
      this.#obstacle = 'no memory can be shared here (a page must be cross-origin isolated)'
    }
    return new InlineRuntime(arithmetic).open()
  }

  /**
   * The threads for a program, started.
   *
   * @param work operations of a row
   * @param batchSize rows of a batch
   * @param rows rows in all
   * @param apart whether each thread runs batches of its own
   */
  async sizeFor(work: number, batchSize: number, rows: number, apart = false): Promise<number> {
    const threads = apart ? this.#payingApart(work * rows) : (this.wanted ?? this.#paying(work, batchSize, rows))
    if (threads === 1) return 1
    if (this.#obstacle === undefined) {
      try {
        await ThreadsRuntime.start(threads)
        return threads
      } catch (error) {
        this.#obstacle = `worker threads could not be started: ${error instanceof Error ? error.message : String(error)}`
      }
    }
    this.note(`Computed in one thread: ${this.#obstacle}.`)
    return 1
  }

  /** Adds a note, once. */
  note(text: string | undefined): void {
    if (text !== undefined && !this.notes.includes(text)) this.notes.push(text)
  }

  #payingApart(operations: number): number {
    const most = this.wanted ?? availableThreads()
    if (operations < APART) return 1
    if (this.wanted !== undefined || ThreadsRuntime.started >= most || operations >= RUN) return most
    // Many calls that were each too short to start threads for: the next ones have them.
    this.#alone += operations
    if (this.#alone >= RUN && this.#obstacle === undefined) {
      this.#alone = Number.NEGATIVE_INFINITY
      ThreadsRuntime.start(most).catch(() => undefined)
    }
    return 1
  }

  #paying(work: number, batchSize: number, rows: number): number {
    if (work * rows < RUN) return 1
    return Math.max(1, Math.min(availableThreads(), Math.floor((work * batchSize) / PART)))
  }
}

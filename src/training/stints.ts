// Batches in pieces: inline, a piece ends when the thread must be given back; threads get pieces of some ten milliseconds, so that
// progress is shown and other models get their turn.

import type { Batches, Feed, Program } from '../runtime/runtime.ts'
import type { Pacer } from './pacer.ts'

/** Milliseconds that threads are given work for. */
const STINT = 60
/** Rows of a piece in the caller's thread: more than a slice of time allows. */
const MOST_ROWS = 8192
/** Rows of a piece for threads. */
const MOST_TEAM_ROWS = 65536
/** How much longer a piece may be than the one before. */
const GROWTH = 8

/** Runs a feed's rows in pieces of whole batches. */
export class Stints {
  readonly #program: Program
  readonly #feed: Feed
  readonly #pacer: Pacer
  readonly #batchSize: number
  readonly #single: boolean
  /** Batches of the next piece. */
  #batches: number

  /** @param single whether every batch is a piece of its own */
  constructor(program: Program, feed: Feed, { pacer, batchSize, single = false }: StintOptions) {
    this.#program = program
    this.#feed = feed
    this.#pacer = pacer
    this.#batchSize = batchSize
    this.#single = single
    this.#batches = single || program.threads > 1 ? 1 : Math.max(1, Math.floor(MOST_ROWS / batchSize))
  }

  /** The most rows that a piece may have. */
  get most(): number {
    return Math.max(this.#batchSize, this.#program.threads > 1 ? MOST_TEAM_ROWS : MOST_ROWS)
  }

  /** Rows of the next piece, where `left` are left. */
  next(left: number): number {
    return Math.min(left, this.#batches * this.#batchSize)
  }

  /** Runs rows [start, start + rows) of the feed's order; gives the number of rows that are done, whole batches of them. */
  async run(start: number, rows: number, inputs: Batches['perBatch'], kept: Batches['kept']): Promise<number> {
    const pacer = this.#pacer
    const batches = { start, end: start + rows, batchSize: this.#batchSize, perBatch: inputs, kept }
    const started = performance.now()
    const done = await this.#program.runBatches(this.#feed, batches, { more: () => !pacer.due, signal: pacer.signal })
    if (this.#program.threads > 1 && !this.#single) {
      const wanted = Math.floor((STINT / (performance.now() - started)) * (done / this.#batchSize))
      const most = Math.floor(this.most / this.#batchSize)
      this.#batches = Math.max(1, Math.min(wanted, this.#batches * GROWTH, most))
    }
    return done
  }
}

/** Options of {@link Stints}. */
export interface StintOptions {
  readonly pacer: Pacer
  readonly batchSize: number
  readonly single?: boolean
}

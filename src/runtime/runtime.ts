// What training needs of a machine: sessions that hold states, and programs that run over them. Callers name values; where
// they lie is the runtime's own business.

import type { Graph, Storage } from '../ir/types.ts'
import type { CustomKernels } from '../wasm/emit.ts'
import type { Arithmetic } from '../wasm/features.ts'

/** Numbers that programs read or write. */
export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array

/** A place where programs run. */
export interface Runtime {
  readonly name: string
  /** exact: the contract's bits; tolerance: within the oracle's bound. */
  readonly numerics: 'exact' | 'tolerance'
  readonly arithmetic: Arithmetic
  /** A new session, without states. */
  open(): Session
}

/** Options of a program. */
export interface ProgramOptions {
  /** Emit `gradients` and `update` apart. Default false. */
  readonly separateUpdates?: boolean
  /** Kernels of a user's own operations. */
  readonly kernels?: CustomKernels
  /** Write vector operations in neighbouring pairs, which an engine with a revectorizer fuses. It changes no bit; other engines run it slower. Default false. */
  readonly pairs?: boolean
}

/** Options of a program that is compiled off the caller's stack. */
export interface LoadOptions extends ProgramOptions {
  /** The most threads that it runs on. Default 1. */
  readonly threads?: number
  /** Choose the tiles of products by measuring them here, in some seconds. It changes no bit. Default: by their shapes. */
  readonly tune?: boolean
  /**
   * Whether each thread may run batches of its own, on a copy of the states: for programs that change none, and whose outputs are
   * rows. They need not meet then. Default false.
   */
  readonly apart?: boolean
  /** Called between the steps of compiling: it may give the thread back. */
  readonly pause?: () => Promise<void>
}

/** States in one memory, and the programs over them. */
export interface Session {
  readonly arithmetic: Arithmetic
  /** Makes room for a state, zero at first. Declaring it again does nothing. */
  declareState(name: string, shape: readonly number[], storage?: Storage): void
  /** A copy of a state in row-major order. */
  readState(name: string): Float32Array<ArrayBuffer>
  writeState(name: string, values: ArrayLike<number>): void
  /** Compiles a graph, off the caller's stack where the platform can, for up to `threads` threads. */
  load(graph: Graph, options?: LoadOptions): Promise<Program>
  /** Compiles a graph at once, for the calling thread. */
  loadNow(graph: Graph, options?: ProgramOptions): DirectProgram
}

/** Row-major values of one input. */
export interface FeedSource {
  readonly input: string
  readonly values: Numbers
}

/** Rows in their order. */
export interface Feed {
  /** How many rows there are. */
  readonly rows: number
  /** Numbers of rows, as they are taken: the caller writes it. At first 0, 1, ..., again and again. */
  readonly order: Uint32Array
  /** Gives the memory back. The feed must not be used again. */
  release(): void
}

/** What a feed is made for. */
export interface FeedOptions {
  /** The rows of the values that the feed holds, in order. */
  readonly indices: Uint32Array
  /** How many places the order has. Default: one for each row. */
  readonly places?: number
  /** Whether each row is taken but once: then one thread reads rows where they are, and a copy would not pay. Default false. */
  readonly once?: boolean
  /** Called between pieces of the copy: it may give the thread back. */
  readonly pause: () => Promise<void>
}

/** Batches to run, one after another. */
export interface Batches {
  /** Rows `order[start]` to `order[end - 1]`, `batchSize` at a time. */
  readonly start: number
  readonly end: number
  readonly batchSize: number
  /** Inputs whose values are not rows: `length` numbers for each batch. */
  readonly perBatch: readonly { readonly input: string; readonly values: Numbers; readonly length: number }[]
  /** Outputs to keep, one behind the other: those of each row, or all of each batch. */
  readonly kept: readonly { readonly output: string; readonly target: Float32Array | Float64Array }[]
}

/** How far a program goes at one call. */
export interface Stint {
  /** Whether another batch may begin in the calling thread; threads of their own run all that they are given. */
  more(): boolean
  /** Called before threads are given rows [start, end) that are read but once. What it throws ends the call. */
  readonly check?: ((start: number, end: number) => void) | undefined
  /** Stops threads behind the batch that they are at. */
  readonly signal?: AbortSignal | undefined
}

/** A compiled graph over its session's states. */
export interface Program {
  /** Names of the inputs and outputs that the program has. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Threads that run it; 1 is the caller's own. */
  readonly threads: number
  /** Takes rows to run the program on. */
  feed(sources: readonly FeedSource[], options: FeedOptions): Promise<Feed>
  /** Runs batches one after another, and gives the number of their rows. It may stop early, behind a whole batch. */
  runBatches(feed: Feed, batches: Batches, stint: Stint): number | Promise<number>
  /** Gives its memory back to the session. It must not be used again. */
  release(): void
}

/** A program in the caller's thread, which can also be used step by step. */
export interface DirectProgram extends Program {
  /** Writes the first rows of an input, as many as are given (all of an unbatched one), from row-major values. */
  write(name: string, values: ArrayLike<number>): void
  /** Runs on the first `rows` rows. */
  run(rows: number): void
  gradients(rows: number): void
  update(rows: number): void
  /** Copies the first `rows` rows of an output (all of an unbatched one) into `target`, row-major. */
  read(name: string, target: Float32Array | Float64Array, rows?: number): void
}

// A module that wasn't made from a graph, as a program: it has a memory of its own with all that it reads, and runs step after step, in the
// calling thread or in a team.

import { type FeedData, type Machine, runBatches, type Slot, type Slots } from './batches.ts'
import { nextId } from './feed.ts'
import { loadTeam } from './threads.ts'

/** A module and where it runs. It exports `run(rows, thread, threads)`, and for a team `barrier(threads)`. */
export interface StepModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly memory: WebAssembly.Memory
  readonly threads: number
  /** Where the team's words stand, in bytes. */
  readonly words: number
  /** Where the number of the step stands, int32. */
  readonly step: number
}

/** How far one call goes. */
export interface StepStint {
  /** Whether another step may begin in the calling thread. */
  more(): boolean
  readonly signal?: AbortSignal | undefined
}

/** A module's steps. */
export interface StepProgram {
  /** Runs steps [first, last), and gives the number of those that are done: it may stop early. */
  run(first: number, last: number, stint: StepStint): number | Promise<number>
  release(): void
}

function stepSlots(address: number): Slots {
  const step: Slot = {
    ...{ name: 'step', address, dtype: 'int32', batched: false, vector: false, capacity: 1, perRow: 1, storedRows: 1 },
    ...{ columns: 1, segments: 1, length: 1, stride: 4, block: 4, unit: 1 },
  }
  // All must have read the step's number before the next one is written, which is behind the barrier that ends a step.
  return { inputs: [step], outputs: [], meetBefore: true, meetBehind: false }
}

/** Compiles a module and makes it ready to run. */
export async function loadSteps({ bytes, memory, threads, words, step }: StepModule): Promise<StepProgram> {
  const module = await WebAssembly.compile(bytes)
  const slots = stepSlots(step)
  const none = new Uint32Array(0)
  const data: FeedData = {
    id: nextId(),
    memory: undefined,
    staging: 0,
    stagingBytes: 0,
    columns: [],
    order: none,
    orderStart: 0,
    consecutive: false,
  }
  const batchesOf = (first: number, last: number) => {
    const values = Int32Array.from({ length: last - first }, (_, i) => first + i)
    return { start: first, end: last, batchSize: 1, perBatch: [{ input: 'step', values, length: 1 }], kept: [] }
  }
  if (threads > 1) {
    const program = await loadTeam({ module, threads, memory, slots, words }, () => {})
    const feed = { rows: 0, order: none, release: () => {}, sent: { data, module: undefined }, gather: undefined }
    return {
      run: (first, last, stint) => program.runBatches(feed, batchesOf(first, last), stint),
      release: () => program.release(),
    }
  }
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Machine
  const machine: Machine = { memory, run, barrier: undefined }
  return {
    run: (first, last, { more }) =>
      runBatches(machine, slots, data, undefined, batchesOf(first, last), { thread: 0, threads: 1, more }),
    release: () => {},
  }
}

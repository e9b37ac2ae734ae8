// The loop over batches: gather the rows of one, run the program, keep its outputs. It is called in the caller's thread, and it is
// what a worker thread runs: the file itself is the worker's, for Node and browsers alike, so it imports nothing at run time.

import type { DType } from '../ir/types.ts'
import type { TeamWord } from '../wasm/barrier.ts'
import type { Batches, Numbers } from './runtime.ts'

/** Where an input or output of a program lies in its memory: plain data, so that it can be sent to a thread. */
export interface Slot {
  readonly name: string
  readonly address: number
  readonly dtype: DType
  /** Whether it has a row for each of the batch's, and how many rows it has room for. */
  readonly batched: boolean
  readonly capacity: number
  /** Whether it is one number for each batch row, all side by side. */
  readonly vector: boolean
  /** Elements of a batch row, and stored rows of one (more than one for images, [batch, height, width]). */
  readonly perRow: number
  readonly storedRows: number
  /** Stored columns in `segments` blocks of `length`; bytes from a stored row to the next, and from a block to the next. */
  readonly columns: number
  readonly segments: number
  readonly length: number
  readonly stride: number
  readonly block: number
  /** Rows that a thread takes at a time where the threads divide rows. */
  readonly unit: number
}

/** A program's inputs and outputs. */
export interface Slots {
  readonly inputs: readonly Slot[]
  readonly outputs: readonly Slot[]
  /** Whether threads must meet before they run, because they read what others gather. */
  readonly meetBefore: boolean
  /** Whether they must meet behind a batch once more, because inputs are outputs too: one may gather what another still reads. */
  readonly meetBehind: boolean
}

/** The program as the loop sees it. */
export interface Machine {
  readonly memory: WebAssembly.Memory
  run(rows: number, thread: number, threads: number): void
  /** Where threads meet; there is none where there is but one. */
  readonly barrier: ((threads: number) => void) | undefined
  /** What cuts rows into segments, where one thread writes all of an input. */
  readonly cut?: Cut | undefined
}

/** Rows of an input, and the numbers of those rows in a program's own memory: a gathering function over it cuts them into segments. */
export interface Cut {
  readonly gather: Gather
  /** Where rows lie side by side before they are cut; and the numbers 0, 1, ... of as many rows. */
  readonly staging: number
  readonly order: number
}

/** Rows to feed programs from, in the layout that feed.ts gives them. */
export interface FeedData {
  readonly id: number
  /** Memory that holds the rows, apart from the program's. Without it rows are copied from the columns' own arrays. */
  readonly memory: WebAssembly.Memory | undefined
  /** Room for a gathered block in that memory: `stagingBytes` for each thread. */
  readonly staging: number
  readonly stagingBytes: number
  /** Row-major values of each input, and where they begin in the memory. */
  readonly columns: readonly { readonly input: string; readonly values: Numbers; readonly start: number }[]
  /** The rows to take, by number, and where they begin in the memory. */
  readonly order: Uint32Array
  readonly orderStart: number
  /** Whether the order is 0, 1, ... for good: rows that follow one another are copied in one piece. */
  readonly consecutive: boolean
}

/** (order, count, source, row bytes, target, step, bytes): copies `bytes` of each of `count` rows; see gatherModule.ts. */
export type Gather = (
  order: number,
  count: number,
  source: number,
  rowBytes: number,
  target: number,
  step: number,
  bytes: number,
) => void

/** Who runs the loop. */
export interface Share {
  readonly thread: number
  readonly threads: number
  /** Whether to go on with another batch. Asked before each but the first; all threads get the same answer. */
  more(batch: number): boolean
}

/** A memory's buffer as numbers of each type. */
export interface Views extends Readonly<Record<DType, Numbers>> {
  readonly buffer: ArrayBuffer
}

/** The views of a memory's buffer. */
export function viewsOf(buffer: ArrayBuffer): Views {
  return {
    buffer,
    float32: new Float32Array(buffer),
    float64: new Float64Array(buffer),
    int32: new Int32Array(buffer),
    uint8: new Uint8Array(buffer),
  }
}

/** Runs batches and returns how many rows they had. */
export function runBatches(
  machine: Machine,
  slots: Slots,
  feed: FeedData,
  gather: Gather | undefined,
  batches: Batches,
  { thread, threads, more }: Share,
): number {
  const { memory, barrier } = machine
  const { batchSize, start, end } = batches
  const takers = feed.columns.map(({ input, values, start }) =>
    columnTaker({ slot: find(slots.inputs, input), values, start, feed, gather, cut: machine.cut, thread, threads }),
  )
  const written = batches.perBatch.map((input) => ({ ...input, slot: find(slots.inputs, input.input) }))
  const kept = batches.kept.map(({ output, target }) => ({ slot: find(slots.outputs, output), target, at: 0 }))
  let views = viewsOf(memory.buffer)
  let done = start
  for (let batch = 0; done < end; batch++) {
    if (batch > 0 && !more(batch)) break
    // The memory grows where the caller makes another program between two steps.
    if (views.buffer !== memory.buffer) views = viewsOf(memory.buffer)
    const rows = Math.min(batchSize, end - done)
    for (const take of takers) take(views, done, rows)
    if (thread === 0) {
      for (const { slot, values, length } of written) {
        const view = views[slot.dtype]
        const to = slot.address / view.BYTES_PER_ELEMENT
        for (let i = 0; i < length; i++) view[to + i] = values[batch * length + i] as number
      }
    }
    if (slots.meetBefore) barrier?.(threads)
    machine.run(rows, thread, threads)
    barrier?.(threads)
    for (const output of kept)
      output.at = keep(output.slot, views[output.slot.dtype], rows, output.target, output.at, thread, threads)
    if (slots.meetBehind) barrier?.(threads)
    done += rows
  }
  return done - start
}

function find(slots: readonly Slot[], name: string): Slot {
  return slots.find((slot) => slot.name === name) as Slot
}

/** The first row of a thread's share of `rows` rows. */
function boundary({ capacity, unit }: Slot, rows: number, thread: number, threads: number): number {
  const items = Math.floor((capacity + unit - 1) / unit)
  return Math.min(rows, Math.floor((items * thread) / threads) * unit)
}

/** Who takes the rows of an input, and from where. */
interface Taking {
  readonly slot: Slot
  readonly values: Numbers
  readonly start: number
  readonly feed: FeedData
  readonly gather: Gather | undefined
  readonly cut: Cut | undefined
  readonly thread: number
  readonly threads: number
}

/** A function that takes one input of the rows order[from + 0 .. rows): the segments that the thread owns, or else its share of the rows. */
function columnTaker({ slot, values, start, feed, gather, cut, thread, threads }: Taking) {
  const { address, dtype, vector, perRow, storedRows, columns, segments, length, stride, block } = slot
  const { memory, staging, stagingBytes, order, orderStart } = feed
  let staged: Uint8Array | undefined

  const takeNumbers = (view: Numbers, from: number, first: number, last: number): void => {
    const at = address / view.BYTES_PER_ELEMENT
    for (let row = first; row < last; row++) view[at + row] = values[order[from + row] as number] as number
  }

  /** Gathered in the feed's own memory, then copied in one piece. */
  const takeStaged = (gather: Gather, views: Views, from: number, first: number, last: number, segment: number): void => {
    const bytes = values.BYTES_PER_ELEMENT
    const target = staging + thread * stagingBytes
    const width = Math.min(length, columns - segment * length) * bytes
    const step = storedRows * stride
    const size = (last - first) * step
    for (let inner = 0; inner < storedRows; inner++) {
      const source = start + (segment * length + inner * columns) * bytes
      gather(orderStart + 4 * (from + first), last - first, source, perRow * bytes, target + inner * stride, step, width)
    }
    if (staged?.length !== size) staged = new Uint8Array((memory as WebAssembly.Memory).buffer, target, size)
    ;(views.uint8 as Uint8Array).set(staged, address + segment * block + first * step)
  }

  /** Copied row by row: rows that are not in a memory. */
  const takeRows = (view: Numbers, from: number, first: number, last: number, segment: number): void => {
    const bytes = view.BYTES_PER_ELEMENT
    const width = Math.min(length, columns - segment * length)
    for (let row = first; row < last; row++) {
      for (let inner = 0; inner < storedRows; inner++) {
        const source = (order[from + row] as number) * perRow + inner * columns + segment * length
        const target = (address + segment * block + (row * storedRows + inner) * stride) / bytes
        // A call that makes a view costs more than a few numbers do.
        if (width <= 16) for (let i = 0; i < width; i++) view[target + i] = values[source + i] as number
        else view.set(values.subarray(source, source + width), target)
      }
    }
  }

  /** Rows [first, last) of one segment. */
  const takeBlock = (views: Views, from: number, first: number, last: number, segment: number): void => {
    if (vector) takeNumbers(views[dtype], from, first, last)
    else if (gather) takeStaged(gather, views, from, first, last, segment)
    else takeRows(views[dtype], from, first, last, segment)
  }

  return (views: Views, from: number, rows: number): void => {
    if (feed.consecutive && threads === 1) {
      writeRows(slot, views[dtype], values.subarray(from * perRow, (from + rows) * perRow), cut)
    } else if (segments > 1) {
      const last = Math.floor((segments * (thread + 1)) / threads)
      for (let segment = Math.floor((segments * thread) / threads); segment < last; segment++) {
        takeBlock(views, from, 0, rows, segment)
      }
    } else {
      const first = boundary(slot, rows, thread, threads)
      const last = boundary(slot, rows, thread + 1, threads)
      if (first < last) takeBlock(views, from, first, last, 0)
    }
  }
}

/** Stored rows that must be cut, or set apart by padding; 0 where rows lie side by side as they are given. */
export function cutRows({ batched, vector, capacity, storedRows, perRow, columns, segments, stride, dtype }: Slot): number {
  const rows = vector ? 1 : batched ? capacity * storedRows : perRow / columns
  const bytes = dtype === 'uint8' ? 1 : dtype === 'float64' ? 8 : 4
  return segments === 1 && (rows === 1 || stride === columns * bytes) ? 0 : rows
}

/** Writes rows, the first and all behind it, in a few copies: in one where they lie side by side here too. */
export function writeRows(slot: Slot, view: Numbers, values: ArrayLike<number>, cut: Cut | undefined): void {
  const { address, columns, segments, length, stride, block } = slot
  const bytes = view.BYTES_PER_ELEMENT
  if (!cut || cutRows(slot) === 0) {
    view.set(values, address / bytes)
    return
  }
  view.set(values, cut.staging / bytes)
  for (let segment = 0; segment < segments; segment++) {
    const width = Math.min(length, columns - segment * length) * bytes
    const from = cut.staging + segment * length * bytes
    cut.gather(cut.order, values.length / columns, from, columns * bytes, address + segment * block, stride, width)
  }
}

/** Copies an output behind what is kept of it; returns where the next batch's goes. */
function keep(
  slot: Slot,
  view: Numbers,
  rows: number,
  target: Float32Array | Float64Array,
  at: number,
  thread: number,
  threads: number,
): number {
  const { address, batched, vector, perRow, storedRows, columns, segments, length, stride, block } = slot
  const bytes = view.BYTES_PER_ELEMENT
  if (!batched || vector) {
    const count = batched ? rows : perRow
    if (thread === 0) for (let i = 0, from = address / bytes; i < count; i++) target[at + i] = view[from + i] as number
    return at + count
  }
  const first = boundary(slot, rows, thread, threads)
  const last = boundary(slot, rows, thread + 1, threads)
  for (let row = first * storedRows, index = at + first * perRow; row < last * storedRows; row++) {
    for (let segment = 0; segment < segments; segment++) {
      const width = Math.min(length, columns - segment * length)
      const from = (address + segment * block + row * stride) / bytes
      for (let i = 0; i < width; i++) target[index++] = view[from + i] as number
    }
  }
  return at + rows * perRow
}

// What follows runs in worker threads only.

/** What tells a worker that argmax started it: its name in a browser, its data in Node. platform.ts says the same. */
const THREAD_NAME = 'argmax-thread'

/** A program as it is sent to a thread. */
export interface ProgramData {
  readonly id: number
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly slots: Slots
  /** Where the team's words stand, counted in int32. */
  readonly words: Readonly<Record<TeamWord, number>>
  /**
   * Where its states lie, where threads run it apart: each has a memory of its own, into which it copies them at every job, and
   * runs its share of the batches there.
   */
  readonly states: readonly { readonly address: number; readonly size: number }[] | undefined
  /** For such threads, room to cut rows in, and the module that does it. */
  readonly cutting: Cutting | undefined
}

/** What a {@link Cut} is made of. */
export interface Cutting {
  readonly module: WebAssembly.Module
  readonly staging: number
  readonly order: number
  readonly rows: number
}

/** Makes what cuts rows in a program's memory. */
export function makeCut({ module, staging, order, rows }: Cutting, memory: WebAssembly.Memory): Cut {
  const { gather } = new WebAssembly.Instance(module, { env: { memory } }).exports
  const numbers = new Uint32Array(memory.buffer, order, rows)
  for (let row = 0; row < rows; row++) numbers[row] = row
  return { gather: gather as Gather, staging, order }
}

/** A feed as it is sent to a thread, with the module that gathers from its memory. */
export interface SentFeed {
  readonly data: FeedData
  readonly module: WebAssembly.Module | undefined
}

/** What the pool sends to a thread. */
export type ThreadMessage =
  | { readonly load: ProgramData }
  | { readonly feed: SentFeed }
  | { readonly drop: number }
  | {
      readonly job: number
      readonly program: number
      readonly feed: number
      readonly batches: Batches
      readonly thread: number
      readonly threads: number
    }

/** What a thread answers: that it is there, or how a job ended. */
export type ThreadAnswer =
  | { readonly ready: true }
  | { readonly job: number; readonly done: number }
  | {
      readonly job: number
      readonly error: { readonly name: string; readonly message: string; readonly stack: string }
      /** Whether this thread failed by itself; else it only could not go on because another had. */
      readonly first: boolean
    }

interface Port {
  onmessage: ((event: { readonly data: ThreadMessage }) => void) | null
  postMessage(answer: ThreadAnswer): void
}

interface LoadedProgram extends Machine, ProgramData {
  /** The team's words and all else in the session's memory, as int32. */
  readonly numbers: Int32Array
}

/** Makes the gathering function of a feed, where it has a memory. */
export function gatherOf({ data, module }: SentFeed): Gather | undefined {
  if (!module) return undefined
  return new WebAssembly.Instance(module, { env: { memory: data.memory } }).exports.gather as Gather
}

function copyBytes(from: ArrayBufferLike, to: ArrayBufferLike, address: number, size: number): void {
  new Uint8Array(to, address, size).set(new Uint8Array(from, address, size))
}

/** A thread's share of batches that threads run apart: whole batches, and its part of what is kept. */
function shareOf({ start, end, batchSize, perBatch, kept }: Batches, slots: Slots, thread: number, threads: number): Batches {
  const batches = Math.floor((end - start + batchSize - 1) / batchSize)
  const [first, last] = [thread, thread + 1].map((index) => Math.floor((batches * index) / threads) * batchSize) as [number, number]
  const part = kept.map(({ output, target }) => ({ output, target: target.subarray(first * find(slots.outputs, output).perRow) }))
  return { start: start + first, end: Math.min(end, start + last), batchSize, perBatch, kept: part }
}

/** Answers a pool's messages. */
function serve(port: Port): void {
  const programs = new Map<number, LoadedProgram>()
  const feeds = new Map<number, { readonly data: FeedData; readonly gather: Gather | undefined }>()
  const runJob = (message: Extract<ThreadMessage, { job: number }>): ThreadAnswer => {
    const { job, thread, threads, batches } = message
    const program = programs.get(message.program) as LoadedProgram
    const { numbers, words, slots, states } = program
    try {
      const { data, gather } = feeds.get(message.feed) as { data: FeedData; gather: Gather | undefined }
      if (states) {
        for (const { address, size } of states) copyBytes(numbers.buffer, program.memory.buffer, address, size)
        const share = shareOf(batches, slots, thread, threads)
        const more = (): boolean => Atomics.load(numbers, words.abort) === 0
        return { job, done: runBatches(program, slots, data, gather, share, { thread: 0, threads: 1, more }) }
      }
      const more = (batch: number): boolean => {
        if (Atomics.load(numbers, words.stop) <= batch) return false
        // The others hear of it at the next barrier, and all stop behind this batch.
        if (thread === 0 && Atomics.load(numbers, words.abort) !== 0) Atomics.store(numbers, words.stop, batch + 1)
        return true
      }
      return { job, done: runBatches(program, slots, data, gather, batches, { thread, threads, more }) }
    } catch (error) {
      const first = Atomics.compareExchange(numbers, words.failed, 0, 1) === 0
      Atomics.notify(numbers, words.passed)
      const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
      return { job, first, error: { name, message, stack } }
    }
  }
  port.onmessage = ({ data }) => {
    if ('job' in data) port.postMessage(runJob(data))
    else if ('load' in data) {
      const { module, memory: common, states, cutting } = data.load
      const memory = states ? new WebAssembly.Memory({ initial: common.buffer.byteLength / 65536 }) : common
      const { run, barrier } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Machine
      const cut = cutting && makeCut(cutting, memory)
      programs.set(data.load.id, { ...data.load, memory, cut, run, barrier, numbers: new Int32Array(common.buffer) })
    } else if ('feed' in data) feeds.set(data.feed.data.id, { data: data.feed.data, gather: gatherOf(data.feed) })
    else {
      programs.delete(data.drop)
      feeds.delete(data.drop)
    }
  }
  port.postMessage({ ready: true })
}

/** The port of the pool, in a thread that it started; undefined elsewhere. */
function findPort(): Port | undefined {
  const scope = globalThis as unknown as Port & {
    name?: string
    process?: { getBuiltinModule?(name: string): { parentPort: Port; workerData: unknown } | undefined }
  }
  const threads = scope.process?.getBuiltinModule?.('node:worker_threads')
  if (threads) return threads.workerData === THREAD_NAME ? threads.parentPort : undefined
  return scope.name === THREAD_NAME ? scope : undefined
}

const port = /* @__PURE__ */ findPort()
if (port) serve(port)

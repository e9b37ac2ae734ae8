// Rows to feed programs from. They are copied once, in their own types (bytes stay bytes), into a memory of their own, apart
// from the program's: threads share it, it may be as large as a memory can be, and it is gone when the feed is. Few rows for one
// thread stay in plain arrays, for which a memory would cost more than it saves.

import { countParts, roundUp } from '../numerics/rounding.ts'
import { ARRAY_CONSTRUCTORS } from '../tensor/index.ts'
import { MOST_PAGES } from '../wasm/emit.ts'
import { type FeedData, type Gather, gatherOf, type SentFeed, type Slot } from './batches.ts'
import { gatherModule } from './gatherModule.ts'
import type { FeedOptions, FeedSource, Numbers } from './runtime.ts'

/** Fewer bytes than this stay in plain arrays where one thread reads them. */
const FEW_BYTES = 1 << 18
const LINE = 64
const PAGE = 65536
/** Bytes that are copied without a pause. */
const PIECE = 1 << 22

let feeds = 0

/** A number that no feed or program has had. */
export function nextId(): number {
  return ++feeds
}

let modules: { private?: WebAssembly.Module; shared?: WebAssembly.Module } = {}

/** The module that gathers in private or shared memory. */
export function moduleFor(shared: boolean): WebAssembly.Module {
  const kind = shared ? 'shared' : 'private'
  const module = modules[kind] ?? new WebAssembly.Module(gatherModule(shared))
  modules = { ...modules, [kind]: module }
  return module
}

/** A feed and what threads need of it. */
export interface MadeFeed {
  readonly sent: SentFeed
  readonly gather: Gather | undefined
  readonly rows: number
}

/** Makes a feed for a program's inputs. */
export async function makeFeed(
  sources: readonly FeedSource[],
  inputs: readonly Slot[],
  threads: number,
  { indices, places = indices.length, once = false, pause }: FeedOptions,
): Promise<MadeFeed> {
  const rows = indices.length
  const given = sources.map((source) => ({ ...source, slot: inputs.find(({ name }) => name === source.input) as Slot }))
  const sizes = given.map(({ slot, values }) => rows * slot.perRow * values.BYTES_PER_ELEMENT)
  const stagingBytes = roundUp(Math.max(...given.map(({ slot }) => (slot.vector ? 0 : slot.block))), LINE)
  const starts: number[] = []
  let end = LINE + roundUp(4 * places, LINE)
  for (const size of sizes) {
    starts.push(end)
    end += roundUp(size, LINE)
  }
  const staging = end
  end += threads * stagingBytes + LINE
  const shared = threads > 1
  const inMemory = end <= MOST_PAGES * PAGE && (shared || (end > FEW_BYTES && !once))
  const pages = countParts(end, PAGE)
  const memory = inMemory ? new WebAssembly.Memory({ initial: pages, maximum: pages, shared }) : undefined
  const columns: FeedData['columns'][number][] = []
  for (const [index, { input, values, slot }] of given.entries()) {
    const start = starts[index] as number
    const { perRow, dtype } = slot
    const buffer = memory?.buffer ?? (shared ? sharedBuffer(sizes[index] as number) : undefined)
    const target = buffer && new (ARRAY_CONSTRUCTORS[dtype] as Float32ArrayConstructor)(buffer, memory ? start : 0, rows * perRow)
    columns.push({ input, start, values: await copyRows(values, perRow, indices, target, pause) })
  }
  const order = memory
    ? new Uint32Array(memory.buffer, LINE, places)
    : new Uint32Array(shared ? sharedBuffer(4 * places) : new ArrayBuffer(4 * places))
  for (let i = 0; i < places; i++) order[i] = i % rows
  const data: FeedData = { id: nextId(), memory, staging, stagingBytes, columns, order, orderStart: LINE, consecutive: once }
  const sent: SentFeed = { data, module: memory && moduleFor(shared) }
  return { sent, gather: gatherOf(sent), rows }
}

/** Where threads read and a memory would be too small. Typed as what it is used like. */
export function sharedBuffer(bytes: number): ArrayBuffer {
  return new SharedArrayBuffer(bytes) as unknown as ArrayBuffer
}

/** The given rows, copied into `target`; without one, rows that follow one another are not copied. */
async function copyRows(
  values: Numbers,
  perRow: number,
  indices: Uint32Array,
  target: Numbers | undefined,
  pause: () => Promise<void>,
): Promise<Numbers> {
  const rows = indices.length
  const first = indices[0] as number
  const consecutive = indices.every((index, i) => index === first + i)
  if (!target && consecutive) return values.subarray(first * perRow, (first + rows) * perRow)
  const copy = target ?? values.slice(0, rows * perRow)
  const piece = Math.max(1, Math.floor(PIECE / (perRow * values.BYTES_PER_ELEMENT)))
  for (let row = 0; row < rows; row += piece) {
    const last = Math.min(rows, row + piece)
    copyRange(values, perRow, indices, row, last, copy.subarray(row * perRow))
    await pause()
  }
  return copy
}

/** Copies the rows indices[start .. end) to the beginning of `target`; runs of rows that follow one another in one piece. */
export function copyRange(
  values: Numbers,
  perRow: number,
  indices: Uint32Array,
  start: number,
  end: number,
  target: Numbers,
): void {
  for (let row = start, next = row; row < end; row = next) {
    const first = indices[row] as number
    do next++
    while (next < end && indices[next] === first + next - row)
    target.set(values.subarray(first * perRow, (first + next - row) * perRow), (row - start) * perRow)
  }
}

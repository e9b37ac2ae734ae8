// A program that runs in the caller's thread: batch after batch, or step by step. It is what a predictor uses at once.

import { forEachElement, type Layout } from '../compiler/layout.ts'
import type { Place } from '../compiler/memory.ts'
import type { ProgramPlan } from '../compiler/plan.ts'
import { UsageError } from '../errors.ts'
import type { Node } from '../ir/types.ts'
import { sizeOf } from '../tensor/index.ts'
import {
  type Cut,
  type Cutting,
  cutRows,
  type FeedData,
  type Gather,
  makeCut,
  runBatches,
  type Slot,
  type Slots,
  type Views,
  viewsOf,
  writeRows,
} from './batches.ts'
import { type MadeFeed, makeFeed } from './feed.ts'
import type { Batches, DirectProgram, Feed, FeedOptions, FeedSource, Numbers, Stint } from './runtime.ts'
import { slotsOf } from './slots.ts'

/** A form of a program: its rows, and which thread of how many runs it. */
export type Form = (rows: number, thread: number, threads: number) => void

interface InlineFeed extends Feed, MadeFeed {
  readonly rows: number
  readonly gather: Gather | undefined
}

/** What a program needs of its session. */
export interface Lease {
  /** Room to cut rows in. */
  cutting(slots: Slots): Cutting | undefined
  giveBack(): void
}

/** An input or output by name: looked up once, so that a call allocates nothing. */
interface Binding {
  readonly slot: Slot
  readonly node: Node
  readonly place: Place
  /** Elements of one batch row. */
  readonly perRow: number
}

function bindingsOf(
  nodes: ReadonlyMap<string, Node>,
  places: ReadonlyMap<Node, Place>,
  slots: readonly Slot[],
): Map<string, Binding> {
  return new Map(
    [...nodes].map(([name, node], i) => [
      name,
      { slot: slots[i] as Slot, node, place: places.get(node) as Place, perRow: sizeOf(node.type.shape.slice(1)) },
    ]),
  )
}

/** A program in the caller's thread. */
export class InlineProgram implements DirectProgram {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly threads = 1
  readonly #slots: Slots
  readonly #inputs: ReadonlyMap<string, Binding>
  readonly #outputs: ReadonlyMap<string, Binding>
  readonly #memory: WebAssembly.Memory
  #forms: Record<string, Form>
  readonly #lease: Lease
  #cut: Cut | undefined
  #views: Views

  constructor(plan: ProgramPlan, memory: WebAssembly.Memory, forms: Record<string, Form>, lease: Lease) {
    const {
      graph,
      memory: { places },
    } = plan
    this.#slots = slotsOf(plan)
    this.inputs = [...graph.inputs.keys()]
    this.outputs = [...graph.outputs.keys()]
    this.#inputs = bindingsOf(graph.inputs, places, this.#slots.inputs)
    this.#outputs = bindingsOf(graph.outputs, places, this.#slots.outputs)
    this.#memory = memory
    this.#forms = forms
    this.#lease = lease
    this.#views = viewsOf(memory.buffer)
  }

  write(name: string, values: ArrayLike<number>): void {
    const { slot, place } = this.#input(name)
    const cut = this.#cutFor(slot)
    writeRows(slot, this.#view(place.layout), values, cut)
  }

  run(rows: number): void {
    this.#step()(rows, 0, 1)
  }

  async feed(sources: readonly FeedSource[], options: FeedOptions): Promise<Feed> {
    const { sent, gather, rows } = await makeFeed(sources, this.#slots.inputs, 1, options)
    const feed: InlineFeed = { sent, gather, rows, order: sent.data.order, release: () => {} }
    return feed
  }

  runBatches(feed: Feed, batches: Batches, { more }: Stint): number {
    const { sent, gather } = feed as InlineFeed
    const machine = { memory: this.#memory, run: this.#step(), barrier: undefined, cut: this.#cutOf(sent.data) }
    return runBatches(machine, this.#slots, sent.data, gather, batches, { thread: 0, threads: 1, more })
  }

  gradients(rows: number): void {
    this.#separate('gradients')(rows, 0, 1)
  }

  update(rows: number): void {
    this.#separate('update')(rows, 0, 1)
  }

  read(name: string, target: Float32Array | Float64Array, rows?: number): void {
    const output = this.#outputs.get(name)
    if (!output) throw new UsageError(`This program has no output "${name}". It has: ${this.outputs.join(', ')}.`)
    const { node, place, perRow } = output
    const { layout, address } = place
    const view = this.#view(layout)
    const bytes = view.BYTES_PER_ELEMENT
    if (layout.rows === 1 && layout.segments === 1) {
      const count = node.type.batched && node.type.shape.length === 1 ? (rows ?? layout.columns) : layout.columns
      for (let i = 0, at = address / bytes; i < count; i++) target[i] = view[at + i] as number
      return
    }
    const physicalRows = node.type.batched ? ((rows ?? (node.type.shape[0] as number)) * perRow) / layout.columns : layout.rows
    if (layout.storage === 'columns') {
      readColumns(place, view, target)
      return
    }
    // Plain loops, and no closure in this function: a predictor allocates nothing.
    for (let r = 0, index = 0; r < physicalRows; r++) {
      for (let segment = 0; segment < layout.segments; segment++) {
        const end = Math.min((segment + 1) * layout.length, layout.columns) + r * layout.columns
        let at = (address + segment * layout.block + r * layout.stride) / bytes
        while (index < end) target[index++] = view[at++] as number
      }
    }
  }

  release(): void {
    if (!this.#forms.run) return
    this.#forms = {}
    this.#lease.giveBack()
  }

  #step(): Form {
    const { run } = this.#forms
    if (!run) throw new UsageError('This program was released; load it again.')
    return run
  }

  #separate(name: string): Form {
    const form = this.#forms[name]
    if (!form) throw new UsageError(`This program is one step. Load it with { separateUpdates: true } to run "${name}" alone.`)
    return form
  }

  #input(name: string): Binding {
    const input = this.#inputs.get(name)
    if (!input) throw new UsageError(`This program has no input "${name}". It has: ${this.inputs.join(', ')}.`)
    return input
  }

  /** What cuts a feed's rows, where they are taken in pieces. */
  #cutOf({ consecutive }: FeedData): Cut | undefined {
    for (const slot of this.#slots.inputs) if (consecutive) this.#cutFor(slot)
    return this.#cut
  }

  /** What cuts the rows of an input, made when it is first needed. */
  #cutFor(slot: Slot): Cut | undefined {
    if (this.#cut || cutRows(slot) === 0) return this.#cut
    const cutting = this.#lease.cutting(this.#slots)
    this.#cut = cutting && makeCut(cutting, this.#memory)
    return this.#cut
  }

  #view({ dtype }: Layout): Numbers {
    if (this.#views.buffer !== this.#memory.buffer) this.#views = viewsOf(this.#memory.buffer)
    return this.#views[dtype]
  }
}

/** Copies a value in columns storage. */
function readColumns({ layout, address }: Place, view: Numbers, target: Float32Array | Float64Array): void {
  forEachElement(layout, layout.rows, (index, offset) => {
    target[index] = view[(address + offset) / view.BYTES_PER_ELEMENT] as number
  })
}

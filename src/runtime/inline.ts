// The runtime of this thread: one private WebAssembly memory for each session, with the states first and each program's work
// memory behind them.

import { forEachElement, type Layout, layoutOf } from '../compiler/layout.ts'
import type { Place } from '../compiler/memory.ts'
import { type ProgramPlan, planProgram } from '../compiler/plan.ts'
import { UsageError } from '../errors.ts'
import { GraphBuilder } from '../ir/graph.ts'
import type { Graph, Node, Storage } from '../ir/types.ts'
import { sizeOf } from '../tensor/index.ts'
import { emitInSteps } from '../wasm/emit.ts'
import type { Arithmetic } from '../wasm/features.ts'
import { Arena, type Block } from './arena.ts'
import type { Numbers, Program, ProgramOptions, Runtime, Session } from './runtime.ts'

/** Runs programs in the calling thread. */
export class InlineRuntime implements Runtime {
  readonly name = 'inline'
  readonly numerics = 'exact'
  readonly arithmetic: Arithmetic

  constructor(arithmetic: Arithmetic) {
    this.arithmetic = arithmetic
  }

  open(): Session {
    return new InlineSession(this.arithmetic)
  }
}

/** What to do where the engine refuses a program that is right: pages may forbid WebAssembly, and old engines lack SIMD. */
function explained(error: unknown): unknown {
  if (!(error instanceof WebAssembly.CompileError)) return error
  return new UsageError(
    `This engine refuses to compile WebAssembly: ${error.message}. In a page, allow it with 'wasm-unsafe-eval' in the script-src of its ` +
      'Content-Security-Policy; elsewhere, use an engine with WebAssembly SIMD (Node 20, Chrome 91, Firefox 89, Safari 16.4 or newer).',
    { cause: error },
  )
}

type Form = (rows: number, thread: number, threads: number) => void

class InlineSession implements Session {
  readonly arithmetic: Arithmetic
  readonly #arena = new Arena(new WebAssembly.Memory({ initial: 1 }))
  readonly #states = new Map<string, Place>()

  constructor(arithmetic: Arithmetic) {
    this.arithmetic = arithmetic
  }

  declareState(name: string, shape: readonly number[], storage: Storage = 'rows'): void {
    if (this.#states.has(name)) return
    const layout = layoutOf(new GraphBuilder(1).state(name, shape, { storage }), storage)
    this.#states.set(name, { address: this.#arena.take(layout.size).address, layout })
  }

  hasState(name: string): boolean {
    return this.#states.has(name)
  }

  readState(name: string): Float32Array<ArrayBuffer> {
    const { address, layout } = this.#state(name)
    const values = new Float32Array(layout.rows * layout.columns)
    const memory = new Float32Array(this.#arena.memory.buffer)
    forEachElement(layout, layout.rows, (index, offset) => {
      values[index] = memory[(address + offset) >> 2] as number
    })
    return values
  }

  writeState(name: string, values: ArrayLike<number>): void {
    const { address, layout } = this.#state(name)
    if (values.length !== layout.rows * layout.columns) {
      throw new UsageError(`State "${name}" has ${layout.rows * layout.columns} numbers; received ${values.length}.`)
    }
    const memory = new Float32Array(this.#arena.memory.buffer)
    forEachElement(layout, layout.rows, (index, offset) => {
      memory[(address + offset) >> 2] = values[index] as number
    })
  }

  async load(graph: Graph, options: ProgramOptions = {}): Promise<Program> {
    const blocks: Block[] = []
    const compilation = this.#compile(graph, options, blocks)
    try {
      for (;;) {
        const step = compilation.next()
        if (step.done) return this.#instantiate(step.value.plan, await WebAssembly.compile(step.value.bytes), blocks)
        await options.pause?.()
      }
    } catch (error) {
      this.#giveBack(blocks)
      throw explained(error)
    }
  }

  loadNow(graph: Graph, options: ProgramOptions = {}): Program {
    const blocks: Block[] = []
    const compilation = this.#compile(graph, options, blocks)
    try {
      for (;;) {
        const step = compilation.next()
        if (step.done) return this.#instantiate(step.value.plan, new WebAssembly.Module(step.value.bytes), blocks)
      }
    } catch (error) {
      this.#giveBack(blocks)
      throw explained(error)
    }
  }

  /** Compiles in steps. Memory that it takes is added to `blocks`. */
  *#compile(
    graph: Graph,
    { separateUpdates = false, kernels = {} }: ProgramOptions,
    blocks: Block[],
  ): Generator<undefined, { plan: ProgramPlan; bytes: Uint8Array }> {
    const take = (size: number): number => {
      const block = this.#arena.take(size)
      blocks.push(block)
      return block.address
    }
    const stateAddress = (name: string, layout: Layout): number => this.#addressOf(name, layout)
    const plan = planProgram(graph, { separateUpdates, base: take, stateAddress })
    yield
    const bytes = yield* emitInSteps(plan, take, { arithmetic: this.arithmetic, kernels })
    return { plan, bytes }
  }

  #instantiate(plan: ProgramPlan, module: WebAssembly.Module, blocks: readonly Block[]): Program {
    const { memory } = this.#arena
    const { exports } = new WebAssembly.Instance(module, { env: { memory } })
    return new InlineProgram(plan, memory, exports as Record<string, Form>, () => this.#giveBack(blocks))
  }

  #giveBack(blocks: readonly Block[]): void {
    for (const block of blocks) this.#arena.give(block)
  }

  #addressOf(name: string, layout: Layout): number {
    const { address, layout: known } = this.#state(name)
    if (known.size !== layout.size || known.stride !== layout.stride || known.storage !== layout.storage) {
      throw new UsageError(
        `State "${name}" is stored otherwise than this program needs. Declare it with the storage that its graph gives it.`,
      )
    }
    return address
  }

  #state(name: string): Place {
    const place = this.#states.get(name)
    if (!place) throw new UsageError(`There is no state "${name}" in this session. Declare it first.`)
    return place
  }
}

/** An input or output by name: looked up once, so that a call allocates nothing. */
interface Binding {
  readonly node: Node
  readonly place: Place
  /** Elements of one batch row. */
  readonly perRow: number
}

function bindingsOf(nodes: ReadonlyMap<string, Node>, places: ReadonlyMap<Node, Place>): Map<string, Binding> {
  return new Map(
    [...nodes].map(([name, node]) => [name, { node, place: places.get(node) as Place, perRow: sizeOf(node.type.shape.slice(1)) }]),
  )
}

class InlineProgram implements Program {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly #inputs: ReadonlyMap<string, Binding>
  readonly #outputs: ReadonlyMap<string, Binding>
  readonly #memory: WebAssembly.Memory
  #forms: Record<string, Form>
  readonly #giveBack: () => void
  #buffer: ArrayBuffer
  #views: { float32: Float32Array; float64: Float64Array; int32: Int32Array; uint8: Uint8Array }

  constructor(
    { graph, memory: { places } }: ProgramPlan,
    memory: WebAssembly.Memory,
    forms: Record<string, Form>,
    giveBack: () => void,
  ) {
    this.inputs = [...graph.inputs.keys()]
    this.outputs = [...graph.outputs.keys()]
    this.#inputs = bindingsOf(graph.inputs, places)
    this.#outputs = bindingsOf(graph.outputs, places)
    this.#memory = memory
    this.#forms = forms
    this.#giveBack = giveBack
    this.#buffer = memory.buffer
    this.#views = viewsOf(memory.buffer)
  }

  write(name: string, values: ArrayLike<number>, rows?: number): void {
    const { place, node, perRow } = this.#input(name)
    const { layout, address } = place
    const view = this.#view(layout)
    const count = node.type.batched ? (rows ?? (node.type.shape[0] as number)) * perRow : values.length
    const bytes = view.BYTES_PER_ELEMENT
    if (layout.segments === 1 && (layout.rows === 1 || layout.stride === layout.columns * bytes)) {
      for (let i = 0, at = address / bytes; i < count; i++) view[at + i] = values[i] as number
      return
    }
    const physicalRows = count / layout.columns
    for (let r = 0, index = 0; r < physicalRows; r++) {
      for (let segment = 0; segment < layout.segments; segment++) {
        const end = Math.min((segment + 1) * layout.length, layout.columns) + r * layout.columns
        let at = (address + segment * layout.block + r * layout.stride) / bytes
        while (index < end) view[at++] = values[index++] as number
      }
    }
  }

  gather(name: string, values: Numbers, indices: Uint32Array, start: number, rows: number): void {
    const { place, perRow } = this.#input(name)
    const { layout, address } = place
    const view = this.#view(layout)
    const bytes = view.BYTES_PER_ELEMENT
    if (perRow === 1) {
      for (let r = 0, at = address / bytes; r < rows; r++) view[at + r] = values[indices[start + r] as number] as number
      return
    }
    const physicalRows = perRow / layout.columns
    for (let r = 0; r < rows; r++) {
      const from = (indices[start + r] as number) * perRow
      for (let inner = 0; inner < physicalRows; inner++) {
        const source = from + inner * layout.columns
        const target = address + (r * physicalRows + inner) * layout.stride
        for (let segment = 0, first = 0; segment < layout.segments; segment++, first += layout.length) {
          const last = Math.min(first + layout.length, layout.columns)
          view.set(values.subarray(source + first, source + last), (target + segment * layout.block) / bytes)
        }
      }
    }
  }

  run(rows: number): void {
    const { run } = this.#forms
    if (!run) throw new UsageError('This program was released; load it again.')
    run(rows, 0, 1)
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
    this.#giveBack()
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

  #view({ dtype }: Layout): Numbers {
    if (this.#buffer !== this.#memory.buffer) {
      this.#buffer = this.#memory.buffer
      this.#views = viewsOf(this.#buffer)
    }
    return this.#views[dtype]
  }
}

/** Copies a value in columns storage. */
function readColumns({ layout, address }: Place, view: Numbers, target: Float32Array | Float64Array): void {
  forEachElement(layout, layout.rows, (index, offset) => {
    target[index] = view[(address + offset) / view.BYTES_PER_ELEMENT] as number
  })
}

function viewsOf(buffer: ArrayBuffer) {
  return {
    float32: new Float32Array(buffer),
    float64: new Float64Array(buffer),
    int32: new Int32Array(buffer),
    uint8: new Uint8Array(buffer),
  }
}

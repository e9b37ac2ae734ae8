// A session: one WebAssembly memory with the states first and each program's work memory behind them. Private memory is for the
// caller's thread alone; shared memory for a team of threads too, while the caller reads and writes states between their runs.

import { forEachElement, type Layout, layoutOf } from '../compiler/layout.ts'
import type { Place } from '../compiler/memory.ts'
import { type ProgramPlan, planProgram } from '../compiler/plan.ts'
import { UsageError } from '../errors.ts'
import { GraphBuilder } from '../ir/graph.ts'
import type { Graph, Storage } from '../ir/types.ts'
import { TEAM_BYTES } from '../wasm/barrier.ts'
import { emitAlone, emitInSteps } from '../wasm/emit.ts'
import type { Arithmetic } from '../wasm/features.ts'
import { defaultTiles, pairedTiles } from '../wasm/kernels/tiling.ts'
import { Arena, type Block } from './arena.ts'
import { type Cutting, cutRows, type Slots } from './batches.ts'
import { moduleFor } from './feed.ts'
import { type Form, InlineProgram } from './inlineProgram.ts'
import type { DirectProgram, LoadOptions, Program, ProgramOptions, Session } from './runtime.ts'
import { slotsOf } from './slots.ts'

/** What to do where the engine refuses a program that is right: pages may forbid WebAssembly, and old engines lack SIMD. */
function explained(error: unknown): unknown {
  if (!(error instanceof WebAssembly.CompileError)) return error
  return new UsageError(
    `This engine refuses to compile WebAssembly: ${error.message}. In a page, allow it with 'wasm-unsafe-eval' in the script-src of its ` +
      'Content-Security-Policy; elsewhere, use an engine with WebAssembly SIMD (Node 20, Chrome 91, Firefox 89, Safari 16.4 or newer).',
    { cause: error },
  )
}

/** A program that has been compiled. */
export interface Compiled {
  readonly plan: ProgramPlan
  readonly module: WebAssembly.Module
  /** The threads that it is for. */
  readonly threads: number
  /** Whether each runs batches of its own. */
  readonly apart: boolean
  /** What cuts rows in the memories of such threads. */
  readonly cutting: Cutting | undefined
}

/** Where a session's programs run. */
export interface SessionOptions {
  readonly arithmetic: Arithmetic
  readonly memory: WebAssembly.Memory
  /** Makes a program for more threads than the caller's own. Where there is none, the memory is private. */
  readonly team?: (compiled: Compiled, memory: WebAssembly.Memory, words: number, giveBack: () => void) => Promise<Program>
}

/** States and programs in one WebAssembly memory. */
export class MemorySession implements Session {
  readonly arithmetic: Arithmetic
  readonly #arena: Arena
  readonly #team: SessionOptions['team']
  /** Where the words of the team's barrier stand; undefined in private memory. */
  readonly #words: number | undefined
  readonly #states = new Map<string, Place>()

  constructor({ arithmetic, memory, team }: SessionOptions) {
    this.arithmetic = arithmetic
    this.#arena = new Arena(memory)
    this.#team = team
    this.#words = team && this.#arena.take(TEAM_BYTES).address
  }

  declareState(name: string, shape: readonly number[], storage: Storage = 'rows'): void {
    if (this.#states.has(name)) return
    const layout = layoutOf(new GraphBuilder(1).state(name, shape, { storage }), storage)
    this.#states.set(name, { address: this.#arena.take(layout.size).address, layout })
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

  async load(graph: Graph, options: LoadOptions = {}): Promise<Program> {
    const threads = this.#team ? (options.threads ?? 1) : 1
    const apart = threads > 1 && options.apart === true
    const blocks: Block[] = []
    try {
      const tuner = options.tune ? await import('../wasm/tuner.ts') : undefined
      const compilation = this.#compile(graph, { ...options, apart }, threads, blocks, tuner)
      for (;;) {
        const step = compilation.next()
        if (step.done) {
          const { plan, bytes } = step.value
          const module = await WebAssembly.compile(bytes)
          if (threads === 1 || !this.#team) return this.#instantiate(plan, module, blocks)
          const { memory } = this.#arena
          const cutting = apart ? this.#cutting(slotsOf(plan), blocks, false) : undefined
          const compiled = { plan, module, threads, apart, cutting }
          return await this.#team(compiled, memory, this.#words as number, () => this.#giveBack(blocks))
        }
        await options.pause?.()
      }
    } catch (error) {
      this.#giveBack(blocks)
      throw explained(error)
    }
  }

  loadNow(graph: Graph, options: ProgramOptions = {}): DirectProgram {
    const blocks: Block[] = []
    const compilation = this.#compile(graph, { ...options, apart: false }, 1, blocks)
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
    { separateUpdates = false, kernels, pairs = false, apart = false }: LoadOptions,
    threads: number,
    blocks: Block[],
    tuner?: typeof import('../wasm/tuner.ts'),
  ): Generator<undefined, { plan: ProgramPlan; bytes: Uint8Array }> {
    const take = (size: number): number => {
      const block = this.#arena.take(size)
      blocks.push(block)
      return block.address
    }
    const stateAddress = (name: string, layout: Layout): number => this.#addressOf(name, layout)
    const plan = planProgram(graph, { separateUpdates, base: take, stateAddress })
    yield
    const team = this.#words === undefined || apart ? undefined : { threads, words: this.#words }
    const usual = { arithmetic: this.arithmetic, kernels, team, tiles: pairs ? pairedTiles : defaultTiles }
    const tiles = tuner ? yield* tuner.tuneInSteps(plan, emitAlone, usual, tuner.measureByClock(graph.batchSize)) : usual.tiles
    const bytes = yield* emitInSteps(plan, take, { ...usual, tiles })
    return { plan, bytes }
  }

  #instantiate(plan: ProgramPlan, module: WebAssembly.Module, blocks: Block[]): DirectProgram {
    const { memory } = this.#arena
    const { exports } = new WebAssembly.Instance(module, { env: { memory } })
    const shared = this.#words !== undefined
    return new InlineProgram(plan, memory, exports as Record<string, Form>, {
      cutting: (slots) => this.#cutting(slots, blocks, shared),
      giveBack: () => this.#giveBack(blocks),
    })
  }

  /** Room to cut a program's rows in; undefined where none are cut. */
  #cutting({ inputs }: Slots, blocks: Block[], shared: boolean): Cutting | undefined {
    const rows = Math.max(0, ...inputs.map(cutRows))
    if (rows === 0) return undefined
    const order = this.#arena.take(4 * rows)
    const staging = this.#arena.take(Math.max(...inputs.map((slot) => 8 * cutRows(slot) * slot.columns)))
    blocks.push(order, staging)
    return { module: moduleFor(shared), staging: staging.address, order: order.address, rows }
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

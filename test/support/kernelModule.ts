// A graph as a module with a memory of its own, for tests that look at every byte a kernel wrote, padding included.

import { forEachElement, type Layout } from '../../src/compiler/layout.ts'
import { type ProgramPlan, planProgram } from '../../src/compiler/plan.ts'
import { GraphBuilder } from '../../src/ir/graph.ts'
import type { Node } from '../../src/ir/types.ts'
import { emitProgram } from '../../src/wasm/emit.ts'
import type { Arithmetic } from '../../src/wasm/features.ts'

const PAGE = 65536
const BASE = 64

/** A compiled graph in its own memory. */
export class KernelModule {
  readonly plan: ProgramPlan
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly #memory: WebAssembly.Memory
  readonly #run: (rows: number, thread: number, threads: number) => void

  /** @param make builds the graph: its inputs and outputs are named */
  constructor(batchSize: number, make: (graph: GraphBuilder) => void, arithmetic: Arithmetic = 'strict') {
    const graph = new GraphBuilder(batchSize)
    make(graph)
    this.plan = planProgram(graph.build(), { base: BASE, stateAddress: () => 0 })
    const { bytes, end } = emitProgram(this.plan, BASE, { arithmetic })
    this.bytes = bytes
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil((end + 64) / PAGE) })
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: this.#memory } })
    this.#run = instance.exports.run as (rows: number, thread: number, threads: number) => void
  }

  /** Runs thread `thread` of `threads` over the first `rows` rows. */
  run(rows: number, thread = 0, threads = 1): void {
    this.#run(rows, thread, threads)
  }

  /** Writes an input from row-major values. */
  write(name: string, values: ArrayLike<number>): void {
    const { view, layout, bytes, address } = this.#locate(this.plan.graph.inputs.get(name))
    forEachElement(layout, layout.rows, (index, offset) => {
      if (index < values.length) view[(address + offset) / bytes] = values[index] as number
    })
  }

  /** An output in row-major order. */
  read(name: string): Float32Array {
    const { view, layout, bytes, address } = this.#locate(this.plan.graph.outputs.get(name))
    const values = new Float32Array(layout.rows * layout.columns)
    forEachElement(layout, layout.rows, (index, offset) => {
      values[index] = view[(address + offset) / bytes] as number
    })
    return values
  }

  /** All of an output's bytes as 32-bit words, with padding, set to `value` first where one is given. */
  words(name: string, value?: number): Uint32Array {
    const { layout, address } = this.#locate(this.plan.graph.outputs.get(name))
    const words = new Uint32Array(this.#memory.buffer, address, layout.size / 4)
    if (value !== undefined) words.fill(value)
    return words
  }

  /** How an output lies. */
  layout(name: string): Layout {
    return this.#locate(this.plan.graph.outputs.get(name)).layout
  }

  #locate(node: Node | undefined) {
    const place = node && this.plan.memory.places.get(node)
    if (!place) throw new Error('The graph has no such input or output.')
    const { layout, address } = place
    const views = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array }
    const view = new views[layout.dtype](this.#memory.buffer)
    return { view, layout, address, bytes: view.BYTES_PER_ELEMENT }
  }
}

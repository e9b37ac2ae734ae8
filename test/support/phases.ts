// Runs a program as threads would, without threads: phase by phase, every thread from the same memory and blind to what the
// others write in that phase. What they wrote must not overlap; put together it is the memory of the next phase.

import { expect } from 'vitest'
import { forEachElement, type Layout } from '../../src/compiler/layout.ts'
import { type ProgramPlan, planProgram } from '../../src/compiler/plan.ts'
import type { Graph, Node } from '../../src/ir/types.ts'
import { sizeOf } from '../../src/tensor/index.ts'
import { type EmitOptions, emitProgram } from '../../src/wasm/emit.ts'
import type { Values } from './conformance.ts'

const PAGE = 65536
/** Work memory begins behind the states. */
const STATES = 64

type Form = (rows: number, thread: number, threads: number) => void

const VIEWS = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array }

/** Options of {@link PhasedProgram}. */
export interface PhasedOptions {
  readonly separateUpdates?: boolean
  readonly arithmetic?: EmitOptions['arithmetic']
  readonly tiles?: EmitOptions['tiles']
}

/** A graph's program in a memory of its own, for tests that look between its phases. */
export class PhasedProgram {
  readonly graph: Graph
  readonly plan: ProgramPlan
  readonly #memory: WebAssembly.Memory
  readonly #forms: Record<string, Form>
  /** Where work memory ends and the kernels' scratch begins. */
  readonly #scratch: number

  constructor(graph: Graph, { separateUpdates = false, arithmetic = 'strict', tiles }: PhasedOptions = {}) {
    this.graph = graph
    let top = STATES
    const addresses = new Map<string, number>()
    const stateAddress = (name: string, { size }: Layout): number => {
      const address = addresses.get(name) ?? top
      if (!addresses.has(name)) top += Math.ceil(size / 64) * 64
      addresses.set(name, address)
      return address
    }
    // Planned twice: only the first plan tells how long the states are.
    planProgram(graph, { base: 0, stateAddress, separateUpdates })
    const base = top
    this.plan = planProgram(graph, { base, stateAddress, separateUpdates })
    const { bytes, end } = emitProgram(this.plan, base, { arithmetic, tiles })
    this.#scratch = base + this.plan.memory.size
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil((end + 64) / PAGE) })
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: this.#memory } })
    this.#forms = exports as Record<string, Form>
  }

  /** Sets all inputs and states. */
  write(values: Values): void {
    for (const [name, node] of [...this.plan.graph.inputs, ...this.plan.graph.states]) {
      const { view, offset } = this.#locate(node)
      const given = values[name] as Float32Array
      const { layout } = this.plan.memory.places.get(node) as { layout: Layout }
      forEachElement(layout, layout.rows, (index, at) => {
        if (index < given.length) view[offset(at)] = given[index] as number
      })
    }
  }

  /** All phases in one thread. */
  run(rows: number): void {
    ;(this.#forms.run as Form)(rows, 0, 1)
  }

  /** All phases in `threads` threads, each blind to the others until the phase ends. */
  runThreads(rows: number, threads: number): void {
    const memory = new Uint8Array(this.#memory.buffer)
    for (let phase = 0; this.#forms[`phase${phase}`]; phase++) {
      const before = memory.slice()
      const after = memory.slice()
      const owner = new Uint8Array(memory.length).fill(255)
      for (let thread = 0; thread < threads; thread++) {
        memory.set(before)
        ;(this.#forms[`phase${phase}`] as Form)(rows, thread, threads)
        // Compared word by word: almost nothing changes.
        const now = new Uint32Array(this.#memory.buffer)
        const was = new Uint32Array(before.buffer)
        for (let word = 0; word < this.#scratch / 4; word++) {
          if (now[word] === was[word]) continue
          if (owner[word * 4] !== 255) this.#fail(word * 4, phase, owner[word * 4] as number, thread)
          owner[word * 4] = thread
          after.set(memory.subarray(word * 4, word * 4 + 4), word * 4)
        }
      }
      memory.set(after)
    }
  }

  /** Outputs and assigned states, in row-major order. */
  results(rows: number): Map<string, number[]> {
    const results = new Map<string, number[]>()
    const { outputs, assignments } = this.plan.graph
    for (const [name, node] of [...outputs, ...[...assignments].map(([name, value]) => [`state ${name}`, value] as const)]) {
      const { view, offset } = this.#locate(node)
      const { layout } = this.plan.memory.places.get(node) as { layout: Layout }
      const { shape, batched } = node.type
      const count = batched ? (sizeOf(shape) / (shape[0] as number)) * rows : sizeOf(shape)
      const values: number[] = new Array(count).fill(0)
      forEachElement(layout, layout.rows, (index, at) => {
        if (index < count) values[index] = view[offset(at)] as number
      })
      results.set(name, values)
    }
    return results
  }

  #locate(node: Node) {
    const place = this.plan.memory.places.get(node)
    if (!place) throw new Error(`%${node.id} (${node.operation.name}) has no place`)
    const view = new VIEWS[place.layout.dtype](this.#memory.buffer)
    return { view, offset: (at: number): number => (place.address + at) / view.BYTES_PER_ELEMENT }
  }

  #fail(address: number, phase: number, first: number, second: number): never {
    const found = [...this.plan.memory.places].find(
      ([, place]) => address >= place.address && address < place.address + place.layout.size,
    )
    const what = found ? `%${found[0].id} (${found[0].operation.name})` : `address ${address}`
    return expect.fail(`Threads ${first} and ${second} both write ${what} in phase ${phase}`)
  }
}

/** Checks that a graph's program gives the same bits in 1 to 4 threads as in one call. */
export function checkThreads(graph: Graph, values: Values, rows: number, options: PhasedOptions = {}): void {
  const program = new PhasedProgram(graph, options)
  program.write(values)
  program.run(rows)
  const expected = program.results(rows)
  compareThreads(program, values, rows, expected)
}

/** Checks that a program gives the expected bits in 1 to 4 threads. */
export function compareThreads(
  program: PhasedProgram,
  values: Values,
  rows: number,
  expected: ReadonlyMap<string, readonly number[]>,
): void {
  for (const threads of [1, 2, 3, 4]) {
    program.write(values)
    program.runThreads(rows, threads)
    for (const [name, numbers] of program.results(rows)) {
      const wanted = expected.get(name) as number[]
      const position = numbers.findIndex((value, i) => !Object.is(value, wanted[i]))
      if (position >= 0)
        expect.fail(`${threads} threads: ${name}[${position}] is ${numbers[position]}; one thread gives ${wanted[position]}`)
    }
  }
}

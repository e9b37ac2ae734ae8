// One model's weights in a runtime's session, and the programs over them: emitted at first use for a mode, a batch size and
// an input type, and kept.

import type { Graph } from '../ir/types.ts'
import type { Network } from '../network/network.ts'
import type { OptimizerState } from '../optimizers/index.ts'
import type { Program, Runtime, Session } from '../runtime/runtime.ts'
import { evaluationGraph, type ProgramShape, predictionGraph, type Recipe, slotPath, trainingGraph } from './lowering.ts'
import type { Pacer } from './pacer.ts'
import type { TrainedState, TrainingPosition } from './state.ts'

/** The modes that programs are made for. */
export type Mode = 'train' | 'evaluate' | 'predict'

/** A loaded program and the rows it can take. */
export interface LoadedProgram {
  readonly program: Program
  readonly capacity: number
}

/** Weights, optimizer slots and programs of one built model. */
export class Engine {
  readonly network: Network
  readonly session: Session
  /** Where the last fit stopped; undefined before the first, and after a new recipe. */
  position: TrainingPosition | undefined
  #recipe: Recipe | undefined
  #optimizerState: OptimizerState | undefined
  readonly #programs = new Map<string, { capacity: number; loading: Promise<Program> | Program }[]>()

  constructor(network: Network, runtime: Runtime) {
    this.network = network
    this.session = runtime.open()
    for (const { path, shape, storage } of network.weights) this.session.declareState(path, shape, storage)
  }

  /** Takes a new recipe: optimizer slots start at zero, programs that trained or evaluated are dropped. */
  setRecipe(recipe: Recipe): void {
    this.#recipe = recipe
    this.#optimizerState = recipe.optimizer.initialState()
    this.position = undefined
    for (const key of [...this.#programs.keys()]) if (!key.startsWith('predict')) this.#programs.delete(key)
    for (const { path, shape, storage } of this.network.weights) {
      for (const slot of recipe.optimizer.slots) {
        const name = slotPath(path, slot)
        this.session.declareState(name, shape, storage)
        this.session.writeState(name, new Float32Array(this.session.readState(name).length))
      }
    }
  }

  get recipe(): Recipe | undefined {
    return this.#recipe
  }

  /** Steps taken and the optimizer's powers. */
  get optimizerState(): OptimizerState {
    if (!this.#optimizerState) throw new Error('The engine has no recipe yet')
    return this.#optimizerState
  }

  readWeights(): Float32Array<ArrayBuffer>[] {
    return this.network.weights.map(({ path }) => this.session.readState(path))
  }

  /** A copy of weights, slots and counters. */
  capture(): TrainedState {
    const slots = new Map<string, Float32Array>()
    for (const name of this.#slotNames()) slots.set(name, this.session.readState(name))
    const { step, powers } = this.optimizerState
    return { weights: this.readWeights(), slots, optimizer: { step, powers: { ...powers } } }
  }

  /** Goes back to what `capture` gave. */
  restore({ weights, slots, optimizer }: TrainedState): void {
    this.writeWeights(weights)
    for (const name of this.#slotNames()) {
      const values = slots.get(name)
      if (values) this.session.writeState(name, values)
    }
    this.#optimizerState = { step: optimizer.step, powers: { ...optimizer.powers } }
  }

  #slotNames(): string[] {
    const slots = this.#recipe?.optimizer.slots ?? []
    return this.network.weights.flatMap(({ path }) => slots.map((slot) => slotPath(path, slot)))
  }

  writeWeights(values: readonly ArrayLike<number>[]): void {
    this.network.weights.forEach(({ path }, index) => {
      this.session.writeState(path, values[index] as ArrayLike<number>)
    })
  }

  /** A program that takes at least `shape.batchSize` rows. */
  async program(mode: Mode, shape: ProgramShape, pacer: Pacer): Promise<LoadedProgram> {
    const { known, key } = this.#find(mode, shape)
    if (known) return { program: await known.loading, capacity: known.capacity }
    await pacer.pause()
    const graph = this.#graph(mode, shape)
    await pacer.pause()
    const loading = this.session.load(graph, { pause: () => pacer.pause() })
    this.#keep(key, shape.batchSize, loading)
    return { program: await loading, capacity: shape.batchSize }
  }

  /** As `program`, at once. */
  programNow(mode: Mode, shape: ProgramShape): LoadedProgram {
    const { known, key } = this.#find(mode, shape)
    if (known && !(known.loading instanceof Promise)) return { program: known.loading, capacity: known.capacity }
    const program = this.session.loadNow(this.#graph(mode, shape))
    this.#keep(key, shape.batchSize, program)
    return { program, capacity: shape.batchSize }
  }

  #find(mode: Mode, { batchSize, input, weighted }: ProgramShape) {
    const key = `${mode}/${input.dtype}/${input.scale ?? ''}/${weighted}`
    // A program is made for its batch size; a smaller batch runs on it, masked, but not a much smaller one.
    const known = this.#programs.get(key)?.find(({ capacity }) => capacity >= batchSize && capacity <= 2 * batchSize)
    return { key, known }
  }

  #keep(key: string, capacity: number, loading: Promise<Program> | Program): void {
    const entry = { capacity, loading }
    this.#programs.set(key, [...(this.#programs.get(key) ?? []), entry])
    if (!(loading instanceof Promise)) return
    loading.then(
      (program) => {
        entry.loading = program
      },
      () => {
        this.#programs.set(
          key,
          (this.#programs.get(key) ?? []).filter((other) => other !== entry),
        )
      },
    )
  }

  #graph(mode: Mode, shape: ProgramShape): Graph {
    if (mode === 'predict') return predictionGraph(this.network, shape)
    const recipe = this.#recipe as Recipe
    return mode === 'train' ? trainingGraph(this.network, recipe, shape) : evaluationGraph(this.network, recipe, shape)
  }
}

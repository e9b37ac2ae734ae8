// One model's weights in a runtime's session, and the programs over them: emitted at first use for a mode, a batch size and
// an input type, and kept.

import { revectorize, wantsRevectorizer } from '#platform'
import type { Graph } from '../ir/types.ts'
import type { Network } from '../network/network.ts'
import type { OptimizerState } from '../optimizers/index.ts'
import type { DirectProgram, Program, Session } from '../runtime/runtime.ts'
import type { Arithmetic } from '../wasm/features.ts'
import { evaluationGraph, type ProgramShape, predictionGraph, type Recipe, slotPath, trainingGraph } from './lowering.ts'
import type { Pacer } from './pacer.ts'
import { Programs } from './programs.ts'
import type { TrainedState, TrainingPosition } from './state.ts'
import { Team } from './team.ts'

/** The modes that programs are made for. */
export type Mode = 'train' | 'evaluate' | 'predict'

/** Operations for each parameter and row: a product is a multiplication and an addition, and training has three of them. */
const WORK: Readonly<Record<Mode, number>> = { train: 6, evaluate: 2, predict: 2 }

/** How an engine computes. */
export interface EngineOptions {
  readonly arithmetic: Arithmetic
  /** The threads that programs run on; default: as many as pay. */
  readonly threads?: number | undefined
  /** Whether tiles are chosen by measuring. */
  readonly tune?: boolean
  /** Whether V8's revectorizer is switched on; default: where the environment asks for it. */
  readonly revectorize?: boolean | undefined
}

/** Weights, optimizer slots and programs of one built model. */
export class Engine {
  readonly network: Network
  readonly session: Session
  /** Where the last fit stopped; undefined before the first, and after a new recipe. */
  position: TrainingPosition | undefined
  #recipe: Recipe | undefined
  #optimizerState: OptimizerState | undefined
  readonly #programs = new Programs()
  readonly #team: Team
  readonly #tune: boolean
  readonly #revectorize: boolean
  /** Whether the revectorizer is on. */
  #pairs = false

  constructor(network: Network, { arithmetic, threads, tune = false, revectorize = wantsRevectorizer() }: EngineOptions) {
    this.network = network
    this.#tune = tune
    this.#revectorize = revectorize
    this.#team = new Team(threads)
    this.session = this.#team.openSession(arithmetic)
    for (const { path, shape, storage } of network.weights) this.session.declareState(path, shape, storage)
  }

  /** Takes a new recipe: optimizer slots start at zero, programs that trained or evaluated are dropped. */
  setRecipe(recipe: Recipe): void {
    this.#recipe = recipe
    this.#optimizerState = recipe.optimizer.initialState()
    this.position = undefined
    this.#programs.drop((purpose) => !purpose.startsWith('predict'))
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

  /** What a user should know of how programs run here. */
  get notes(): readonly string[] {
    return this.#team.notes
  }

  /** A program that takes at least `shape.batchSize` rows, on the threads that pay for `rows` rows in all. */
  async program(mode: Mode, shape: ProgramShape, pacer: Pacer, rows: number): Promise<Program> {
    const threads = await this.#team.sizeFor(this.network.parameters * WORK[mode], shape.batchSize, rows, mode === 'predict')
    const purpose = `${purposeOf(mode, shape)}/${threads}`
    const known = this.#programs.find(purpose, shape.batchSize)
    if (known) return known
    this.#programs.trim(purpose)
    await pacer.pause()
    if (this.#revectorize) await this.#switchRevectorizerOn(pacer)
    const graph = this.#graph(mode, shape)
    await pacer.pause()
    const apart = mode === 'predict'
    const loading = this.session.load(graph, { threads, apart, tune: this.#tune, pairs: this.#pairs, pause: () => pacer.pause() })
    this.#programs.keep(purpose, shape.batchSize, loading)
    return loading
  }

  /** A program, at once, kept for as long as `holder` lives. */
  programNow(mode: Mode, shape: ProgramShape, holder: object): DirectProgram {
    const purpose = `${purposeOf(mode, shape)}/1`
    const known = this.#programs.find(purpose, shape.batchSize)
    // A program for one thread is the caller's own.
    const program =
      known && !(known instanceof Promise)
        ? (known as DirectProgram)
        : this.session.loadNow(this.#graph(mode, shape), { pairs: this.#pairs })
    if (program !== known) this.#programs.keep(purpose, shape.batchSize, program)
    this.#programs.hold(purpose, program, holder)
    return program
  }

  async #switchRevectorizerOn(pacer: Pacer): Promise<void> {
    const obstacle = await revectorize(this.session.arithmetic, () => pacer.pause())
    this.#pairs = obstacle === undefined
    this.#team.note(obstacle)
  }

  #graph(mode: Mode, shape: ProgramShape): Graph {
    if (mode === 'predict') return predictionGraph(this.network, shape)
    const recipe = this.#recipe as Recipe
    return mode === 'train' ? trainingGraph(this.network, recipe, shape) : evaluationGraph(this.network, recipe, shape)
  }
}

/** All that programs for different numbers of rows have in common. */
function purposeOf(mode: Mode, { input, weighted }: ProgramShape): string {
  return `${mode}/${input.dtype}/${input.scale ?? ''}/${weighted}`
}

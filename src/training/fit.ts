// The training loop.

import { DivergedError, describe, UsageError } from '../errors.ts'
import { shuffleIndices } from '../random.ts'
import type { Program } from '../runtime/runtime.ts'
import { Averages } from './averages.ts'
import type { Engine } from './engine.ts'
import { evaluateRows } from './evaluate.ts'
import { addEpoch, type History, makeHistory, validationName } from './history.ts'
import type { InputType } from './inputs.ts'
import type { Recipe } from './lowering.ts'
import type { Pacer } from './pacer.ts'
import type { Rows } from './rows.ts'
import type { TrainingPosition } from './state.ts'

/** What a callback gets: means of the loss and metrics. */
export type Logs = Readonly<Record<string, number>>

/** The loop's options; `fit` has checked them. */
export interface FitLoopOptions {
  readonly batchSize: number
  readonly epochs: number
  readonly initialEpoch: number
  /** Where an interrupted epoch goes on: `initialEpoch` is its epoch then. */
  readonly from: TrainingPosition | undefined
  readonly shuffle: boolean
  readonly seed: number
  readonly input: InputType
  readonly train: Rows
  readonly validation: Rows | undefined
  readonly pacer: Pacer
  readonly onEpochEnd: ((epoch: number, logs: Logs) => unknown) | undefined
  readonly onBatchEnd: ((batch: number, logs: Logs) => unknown) | undefined
}

/** Trains, and gives the history. @throws DivergedError with the weights set back to the last finite epoch's */
export async function fitLoop(engine: Engine, options: FitLoopOptions): Promise<History> {
  const { batchSize, epochs, initialEpoch, seed, shuffle, train, validation, pacer, input, from } = options
  const { session } = engine
  const recipe = engine.recipe as Recipe
  const capacity = Math.min(batchSize, train.indices.length)
  const program = await engine.program('train', { batchSize: capacity, input, weighted: train.weights !== undefined }, pacer)
  const step = new Step(engine, program, recipe, seed)
  const history = makeHistory(session.arithmetic)
  const order = new Uint32Array(train.indices)
  let snapshot = engine.capture()
  let snapshotEpoch = initialEpoch - 1
  const diverged = (epoch: number, batch: number, what: string): never => {
    engine.restore(snapshot)
    const kept = snapshotEpoch < initialEpoch ? 'the weights from before training' : `the weights of epoch ${snapshotEpoch + 1}`
    throw new DivergedError(
      `Training diverged in epoch ${epoch + 1}, batch ${batch + 1}: ${what} is not finite. The model keeps ${kept}. ` +
        'Lower the learning rate, or rescale the inputs.',
      { epoch, batch, history },
    )
  }
  const stand = (epoch: number, cursor: number, averages: Averages | null): void => {
    engine.position = { epoch, cursor, seed, shuffle, batchSize, averages: averages ? averages.state() : null }
  }
  if (!from) stand(initialEpoch, 0, null)
  for (let epoch = initialEpoch; epoch < epochs; epoch++) {
    const started = performance.now()
    if (shuffle) {
      order.set(train.indices)
      shuffleIndices(order, seed, `shuffle/${epoch}`)
      await pacer.pause()
    }
    const averages = new Averages(recipe, capacity, step.penalties)
    let start = 0
    if (from && epoch === initialEpoch && from.averages) {
      averages.restore(from.averages)
      start = from.cursor
    }
    let batch = Math.floor((start + batchSize - 1) / batchSize)
    try {
      for (; start < order.length; batch++) {
        const rows = Math.min(batchSize, order.length - start)
        step.run(train, order, start, rows, averages)
        start += rows
        if (!averages.finite) diverged(epoch, batch, 'the loss')
        if (options.onBatchEnd) await options.onBatchEnd(batch, averages.logs())
        await pacer.pause()
      }
    } catch (error) {
      // Stopped between two steps (aborted, or by a callback): where, so that a resume goes on from here.
      if (!(error instanceof DivergedError)) stand(epoch, start, averages)
      throw error
    }
    const state = engine.capture()
    if (!state.weights.every(allFinite)) diverged(epoch, batch - 1, 'a weight')
    snapshot = state
    snapshotEpoch = epoch
    // Stopped while it validates, a resumed run has no batch of this epoch left, and validates again.
    stand(epoch, order.length, averages)
    await pacer.pause()
    const logs = averages.logs()
    if (validation) {
      const measured = await evaluateRows(engine, validation, { batchSize, input, pacer })
      for (const [name, value] of Object.entries(measured)) logs[validationName(name)] = value
    }
    addEpoch(history, epoch, logs, (performance.now() - started) / 1000)
    stand(epoch + 1, 0, null)
    if (options.onEpochEnd) await options.onEpochEnd(epoch, logs)
    await pacer.pause()
  }
  return history
}

function allFinite(values: Float32Array): boolean {
  for (const value of values) if (value - value !== 0) return false
  return true
}

/** One training step after another on one program. */
class Step {
  readonly penalties: number
  readonly #engine: Engine
  readonly #program: Program
  readonly #recipe: Recipe
  readonly #random: boolean
  readonly #words = new Int32Array(2)
  readonly #scalar = new Float32Array(1)

  constructor(engine: Engine, program: Program, recipe: Recipe, seed: number) {
    this.#engine = engine
    this.#program = program
    this.#recipe = recipe
    this.penalties = program.outputs.filter((name) => name.startsWith('penalty/')).length
    this.#random = program.inputs.includes('seed')
    if (this.#random) program.write('seed', wordsOf(seed, this.#words))
  }

  /** Gathers a batch, steps, and adds its losses and metrics to the averages. */
  run({ data, labels, weights }: Rows, order: Uint32Array, start: number, rows: number, averages: Averages): void {
    const program = this.#program
    program.gather('x', data, order, start, rows)
    program.gather('labels', labels, order, start, rows)
    if (weights) program.gather('weights', weights, order, start, rows)
    const { optimizer } = this.#recipe
    const state = this.#engine.optimizerState
    if (this.#random) program.write('step', wordsOf(state.step, this.#words))
    const values = optimizer.advance(state)
    for (let i = 0; i < values.length; i++) {
      this.#scalar[0] = values[i] as number
      program.write(optimizer.scalars[i] as string, this.#scalar)
    }
    program.run(rows)
    averages.add(program, rows, (row) => labels[order[start + row] as number] as number)
  }
}

/** One step on all rows; resolves to their loss and metrics, measured before the step. */
export async function trainOnRows(
  engine: Engine,
  rows: Rows,
  input: InputType,
  seed: number,
  pacer: Pacer,
): Promise<Record<string, number> & { loss: number }> {
  const recipe = engine.recipe as Recipe
  const batchSize = rows.indices.length
  const program = await engine.program('train', { batchSize, input, weighted: rows.weights !== undefined }, pacer)
  const step = new Step(engine, program, recipe, seed)
  const averages = new Averages(recipe, batchSize, step.penalties)
  step.run(rows, rows.indices, 0, batchSize, averages)
  return averages.logs() as Record<string, number> & { loss: number }
}

/** The low and high 32 bits of a whole number. */
function wordsOf(value: number, out: Int32Array): Int32Array {
  out[0] = value | 0
  out[1] = Math.floor(value / 0x100000000) | 0
  return out
}

/** @throws UsageError unless value is a whole number >= least */
export function checkCount(name: string, value: unknown, least: number): void {
  if (!(Number.isInteger(value) && (value as number) >= least)) {
    throw new UsageError(`${name} must be a whole number >= ${least}; received ${describe(value)}.`)
  }
}

/** @throws UsageError unless the seed is a whole number that a float64 holds exactly */
export function checkSeed(seed: unknown): void {
  if (!(Number.isSafeInteger(seed) && (seed as number) >= 0)) {
    throw new UsageError(`seed must be a whole number from 0 to 2^53 - 1; received ${describe(seed)}.`)
  }
}

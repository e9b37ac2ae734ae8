// The training loop.

import { DivergedError, describe, UsageError } from '../errors.ts'
import { countParts } from '../numerics/rounding.ts'
import type { Optimizer, OptimizerState } from '../optimizers/index.ts'
import { shuffleIndices } from '../random.ts'
import type { Batches, Feed, Program } from '../runtime/runtime.ts'
import { Averages, Measurements } from './averages.ts'
import type { Engine } from './engine.ts'
import { Evaluation } from './evaluate.ts'
import { addEpoch, type History, makeHistory, validationName } from './history.ts'
import type { InputType } from './inputs.ts'
import type { Recipe } from './lowering.ts'
import type { Pacer } from './pacer.ts'
import { feedRows, type Rows } from './rows.ts'
import type { TrainingPosition } from './state.ts'
import { Stints } from './stints.ts'

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
  /** Called now and then with the batch that has been reached. */
  readonly onProgress: ((batch: number, logs: Logs) => unknown) | undefined
  readonly onEpochEnd: ((epoch: number, logs: Logs) => unknown) | undefined
  /** Called behind every batch, which then is a call of its own. */
  readonly onBatchEnd: ((batch: number, logs: Logs) => unknown) | undefined
}

/** Trains, and gives the history. @throws DivergedError with the weights set back to the last finite epoch's */
export async function fitLoop(engine: Engine, options: FitLoopOptions): Promise<History> {
  const { batchSize, epochs, initialEpoch, seed, shuffle, train, validation, pacer, input, from, onBatchEnd } = options
  const recipe = engine.recipe as Recipe
  const count = train.indices.length
  const capacity = Math.min(batchSize, count)
  const shape = { batchSize: capacity, input, weighted: train.weights !== undefined }
  const program = await engine.program('train', shape, pacer, count * Math.max(0, epochs - initialEpoch))
  const history = makeHistory(engine.session.arithmetic, program.threads, engine.notes)
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
  stand(initialEpoch, 0, null)
  if (epochs <= initialEpoch) return history
  const feed = await feedRows(program, train, pacer, { places: shuffle ? 2 * count : count })
  const validate = validation && (await Evaluation.prepare(engine, validation, { batchSize, input, pacer }))
  try {
    const steps = new StepInputs(engine, program, seed)
    const stints = new Stints(program, feed, { pacer, batchSize, single: onBatchEnd !== undefined })
    const orders = new Orders(feed, { shuffle, seed, rows: count })
    const measured = new Measurements(program, recipe, Math.min(count, stints.most), batchSize)
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      const started = performance.now()
      const order = orders.of(epoch)
      await pacer.pause()
      const averages = new Averages(recipe, batchSize)
      let start = 0
      if (from && epoch === initialEpoch && from.averages) {
        averages.restore(from.averages)
        start = from.cursor
      }
      const resumed = start
      try {
        while (start < count) {
          const rows = stints.next(count - start)
          const running = stints.run(order + start, rows, steps.next(countParts(rows, batchSize)), measured.kept)
          // While threads train, the next epoch's order is made here.
          if (program.threads > 1 && epoch + 1 < epochs) orders.of(epoch + 1)
          const done = await running
          steps.take(countParts(done, batchSize))
          const first = order + start
          averages.add(measured, done, (row) => train.labels[train.indices[feed.order[first + row] as number] as number] as number)
          start += done
          const bad = averages.notFinite
          if (bad !== undefined) diverged(epoch, Math.floor((resumed + bad) / batchSize), 'the loss')
          const batch = Math.floor((start - 1) / batchSize)
          if (onBatchEnd) await onBatchEnd(batch, averages.logs())
          options.onProgress?.(batch, averages.logs())
          await pacer.pause()
        }
      } catch (error) {
        if (error instanceof DivergedError) throw error
        // Aborted between the step that broke the weights and the one whose loss would have shown it.
        if (pacer.signal?.aborted && !engine.readWeights().every(allFinite))
          diverged(epoch, Math.floor((start - 1) / batchSize), 'a weight')
        // Stopped between two steps (aborted, or by a callback): where, so that a resume goes on from here.
        stand(epoch, start, averages)
        throw error
      }
      const state = engine.capture()
      if (!state.weights.every(allFinite)) diverged(epoch, Math.floor((count - 1) / batchSize), 'a weight')
      snapshot = state
      snapshotEpoch = epoch
      // Stopped while it validates, a resumed run has no batch of this epoch left, and validates again.
      stand(epoch, count, averages)
      await pacer.pause()
      const logs = averages.logs()
      if (validate) {
        for (const [name, value] of Object.entries(await validate.run())) logs[validationName(name)] = value
      }
      addEpoch(history, epoch, logs, (performance.now() - started) / 1000)
      stand(epoch + 1, 0, null)
      if (options.onEpochEnd) await options.onEpochEnd(epoch, logs)
      await pacer.pause()
    }
  } finally {
    feed.release()
    validate?.release()
  }
  return history
}

/** The orders that rows are taken in: each epoch's is a function of seed and epoch alone. Two are kept, one being used. */
class Orders {
  readonly #feed: Feed
  readonly #options: { readonly shuffle: boolean; readonly seed: number; readonly rows: number }
  readonly #epochs: (number | undefined)[] = [undefined, undefined]

  constructor(feed: Feed, options: { readonly shuffle: boolean; readonly seed: number; readonly rows: number }) {
    this.#feed = feed
    this.#options = options
  }

  /** Where in the feed's order an epoch's begins; it is made at the first call. */
  of(epoch: number): number {
    const { shuffle, seed, rows } = this.#options
    if (!shuffle) return 0
    const half = epoch % 2
    const start = half * rows
    if (this.#epochs[half] === epoch) return start
    this.#epochs[half] = epoch
    const order = this.#feed.order.subarray(start, start + rows)
    for (let i = 0; i < rows; i++) order[i] = i
    shuffleIndices(order, seed, `shuffle/${epoch}`)
    return start
  }
}

function allFinite(values: Float32Array): boolean {
  for (const value of values) if (value - value !== 0) return false
  return true
}

/** What steps are given beside their rows: the optimizer's scalars, and what randomness is keyed by. */
class StepInputs {
  readonly #engine: Engine
  readonly #optimizer: Optimizer
  readonly #seed: number
  readonly #random: boolean

  constructor(engine: Engine, program: Program, seed: number) {
    this.#engine = engine
    this.#optimizer = (engine.recipe as Recipe).optimizer
    this.#seed = seed
    this.#random = program.inputs.includes('seed')
  }

  /** The inputs of the next `count` steps, which may or may not be taken. */
  next(count: number): Batches['perBatch'] {
    const { scalars } = this.#optimizer
    const { step, powers } = this.#engine.optimizerState
    const ahead: OptimizerState = { step, powers: { ...powers } }
    const columns = scalars.map(() => new Float32Array(count))
    const seeds = new Int32Array(this.#random ? 2 * count : 0)
    const steps = new Int32Array(seeds.length)
    for (let i = 0; i < count; i++) {
      if (this.#random) {
        seeds.set(wordsOf(this.#seed), 2 * i)
        steps.set(wordsOf(ahead.step), 2 * i)
      }
      const values = this.#optimizer.advance(ahead)
      columns.forEach((column, index) => {
        column[i] = values[index] as number
      })
    }
    const inputs: Batches['perBatch'][number][] = columns.map((values, i) => ({ input: scalars[i] as string, values, length: 1 }))
    if (this.#random) inputs.push({ input: 'seed', values: seeds, length: 2 }, { input: 'step', values: steps, length: 2 })
    return inputs
  }

  /** Counts steps that were taken. */
  take(count: number): void {
    for (let i = 0; i < count; i++) this.#optimizer.advance(this.#engine.optimizerState)
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
  const program = await engine.program('train', { batchSize, input, weighted: rows.weights !== undefined }, pacer, batchSize)
  const feed = await feedRows(program, rows, pacer, { once: true })
  const steps = new StepInputs(engine, program, seed)
  const measured = new Measurements(program, recipe, batchSize, batchSize)
  const averages = new Averages(recipe, batchSize)
  const stints = new Stints(program, feed, { pacer, batchSize, single: true })
  try {
    await stints.run(0, batchSize, steps.next(1), measured.kept)
  } finally {
    feed.release()
  }
  steps.take(1)
  averages.add(measured, batchSize, (row) => rows.labels[row] as number)
  return averages.logs() as Record<string, number> & { loss: number }
}

/** The low and high 32 bits of a whole number. */
function wordsOf(value: number): readonly [number, number] {
  return [value | 0, Math.floor(value / 0x100000000) | 0]
}

/** @throws UsageError unless value is a whole number >= least */
export function checkCount(name: string, value: unknown, least: number): void {
  if (!(Number.isInteger(value) && (value as number) >= least)) {
    throw new UsageError(`${name} must be a whole number >= ${least}; received ${describe(value)}.`)
  }
}

export { checkSeed } from '../random.ts'

// Loss and metrics over rows, without training.

import type { Feed, Program } from '../runtime/runtime.ts'
import { Averages, Measurements } from './averages.ts'
import type { Engine } from './engine.ts'
import type { InputType } from './inputs.ts'
import type { Recipe } from './lowering.ts'
import type { Pacer } from './pacer.ts'
import { feedRows, type Rows } from './rows.ts'
import { Stints } from './stints.ts'

/** Options of {@link Evaluation}. */
export interface EvaluationOptions {
  readonly batchSize: number
  readonly input: InputType
  readonly pacer: Pacer
}

/** Rows that are measured once or, behind each epoch, again and again. */
export class Evaluation {
  readonly #engine: Engine
  readonly #program: Program
  readonly #feed: Feed
  readonly #rows: Rows
  readonly #pacer: Pacer
  readonly #batchSize: number

  private constructor(engine: Engine, program: Program, feed: Feed, rows: Rows, pacer: Pacer, batchSize: number) {
    this.#engine = engine
    this.#program = program
    this.#feed = feed
    this.#rows = rows
    this.#pacer = pacer
    this.#batchSize = batchSize
  }

  /** @param once whether `run` is called but once */
  static async prepare(
    engine: Engine,
    rows: Rows,
    { batchSize, input, pacer }: EvaluationOptions,
    once = false,
  ): Promise<Evaluation> {
    const count = rows.indices.length
    const capacity = Math.min(batchSize, count)
    const shape = { batchSize: capacity, input, weighted: rows.weights !== undefined }
    const program = await engine.program('evaluate', shape, pacer, count)
    return new Evaluation(engine, program, await feedRows(program, rows, pacer, { once }), rows, pacer, capacity)
  }

  /** The means of loss and metrics. They do not depend on the batch size. */
  async run(): Promise<Record<string, number>> {
    const { labels, indices } = this.#rows
    const [batchSize, pacer] = [this.#batchSize, this.#pacer]
    const recipe = this.#engine.recipe as Recipe
    const stints = new Stints(this.#program, this.#feed, { pacer, batchSize })
    const measured = new Measurements(this.#program, recipe, Math.min(indices.length, stints.most), batchSize)
    const averages = new Averages(recipe, batchSize)
    for (let start = 0; start < indices.length; ) {
      const done = await stints.run(start, stints.next(indices.length - start), [], measured.kept)
      const first = start
      averages.add(measured, done, (row) => labels[indices[first + row] as number] as number)
      start += done
      await pacer.pause()
    }
    return averages.logs()
  }

  release(): void {
    this.#feed.release()
  }
}

/** Measures rows once. */
export async function evaluateRows(engine: Engine, rows: Rows, options: EvaluationOptions): Promise<Record<string, number>> {
  const evaluation = await Evaluation.prepare(engine, rows, options, true)
  try {
    return await evaluation.run()
  } finally {
    evaluation.release()
  }
}

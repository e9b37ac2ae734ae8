// Loss and metrics over rows, without training.

import { Averages } from './averages.ts'
import type { Engine } from './engine.ts'
import type { InputType } from './inputs.ts'
import type { Recipe } from './lowering.ts'
import type { Pacer } from './pacer.ts'
import type { Rows } from './rows.ts'

/** Options of {@link evaluateRows}. */
export interface EvaluateLoopOptions {
  readonly batchSize: number
  readonly input: InputType
  readonly pacer: Pacer
}

/** The means of loss and metrics over rows. They do not depend on the batch size. */
export async function evaluateRows(
  engine: Engine,
  rows: Rows,
  { batchSize, input, pacer }: EvaluateLoopOptions,
): Promise<Record<string, number>> {
  const { data, labels, weights, indices } = rows
  const capacity = Math.min(batchSize, indices.length)
  const program = await engine.program('evaluate', { batchSize: capacity, input, weighted: weights !== undefined }, pacer)
  const penalties = program.outputs.filter((name) => name.startsWith('penalty/')).length
  const averages = new Averages(engine.recipe as Recipe, capacity, penalties)
  for (let start = 0; start < indices.length; start += capacity) {
    const count = Math.min(capacity, indices.length - start)
    program.gather('x', data, indices, start, count)
    program.gather('labels', labels, indices, start, count)
    if (weights) program.gather('weights', weights, indices, start, count)
    program.run(count)
    averages.add(program, count, (row) => labels[indices[start + row] as number] as number)
    await pacer.pause()
  }
  return averages.logs()
}

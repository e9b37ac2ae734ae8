// The network's results for rows, and the predictor that runs at once and allocates nothing.

import { describe, ShapeError } from '../errors.ts'
import { countParts } from '../numerics/rounding.ts'
import { sizeOf, type Tensor } from '../tensor/index.ts'
import type { Engine } from './engine.ts'
import type { InputType, PreparedInputs } from './inputs.ts'
import type { Pacer } from './pacer.ts'
import { allRows } from './rows.ts'
import { Stints } from './stints.ts'

/** Rows that are run together at most: more would leave the caches, and the results do not depend on it. */
const MOST_ROWS = 128

/** Runs the network over rows -> [rows, ...outputShape]. */
export async function predictRows(
  engine: Engine,
  inputs: PreparedInputs,
  batchSize: number,
  pacer: Pacer,
): Promise<Tensor<Float32Array>> {
  const { data, rows, type, check } = inputs
  const { outputShape } = engine.network
  const width = sizeOf(outputShape)
  const capacity = Math.min(batchSize, rows, MOST_ROWS)
  const program = await engine.program('predict', { batchSize: capacity, input: type, weighted: false }, pacer, rows)
  const out = new Float32Array(rows * width)
  const feed = await program.feed([{ input: 'x', values: data }], {
    indices: allRows(rows),
    once: true,
    pause: () => pacer.pause(),
  })
  try {
    if (program.threads > 1) {
      // Each thread has whole batches: of few rows, all get some.
      const share = 8 * countParts(rows, 8 * program.threads)
      const batches = {
        start: 0,
        end: rows,
        batchSize: Math.min(capacity, share),
        perBatch: [],
        kept: [{ output: 'scores', target: out }],
      }
      await program.runBatches(feed, batches, { more: () => true, check, signal: pacer.signal })
      return { data: out, shape: [rows, ...outputShape] }
    }
    const stints = new Stints(program, feed, { pacer, batchSize: capacity })
    for (let start = 0; start < rows; ) {
      const count = Math.min(stints.next(rows - start), check ? 2 * capacity : rows)
      check?.(start, start + count)
      const target = out.subarray(start * width, (start + count) * width)
      start += await stints.run(start, count, [], [{ output: 'scores', target }])
      await pacer.pause()
    }
  } finally {
    feed.release()
  }
  return { data: out, shape: [rows, ...outputShape] }
}

/**
 * A synchronous predictor: `predictor(x, out)` writes the results of the rows in x into out and returns it.
 * x holds up to `batchSize` rows as the model stores its inputs (bytes for uint8 data), row by row.
 */
export interface Predictor {
  (x: ArrayLike<number>, out: Float32Array): Float32Array
  /** The same function, by name. */
  predict(x: ArrayLike<number>, out: Float32Array): Float32Array
  readonly batchSize: number
  /** Numbers in one row of x and of out. */
  readonly inputSize: number
  readonly outputSize: number
}

/** Makes a predictor. */
export function makePredictor(engine: Engine, input: InputType, batchSize: number): Predictor {
  const inputSize = sizeOf(engine.network.inputShape)
  const outputSize = sizeOf(engine.network.outputShape)
  const predict = (x: ArrayLike<number>, out: Float32Array): Float32Array => {
    const rows = x?.length / inputSize
    if (!(Number.isInteger(rows) && rows >= 1 && rows <= batchSize)) {
      throw new ShapeError(
        `predictor: x must hold 1 to ${batchSize} rows of ${inputSize} numbers; received ${x?.length === undefined ? describe(x) : `${x.length} numbers`}. Make it with a greater batchSize, or pass fewer rows.`,
      )
    }
    if (!(out?.length >= rows * outputSize)) {
      throw new ShapeError(
        `predictor: out must have room for ${rows * outputSize} numbers; received ${out?.length ?? describe(out)}. ` +
          `Pass new Float32Array(${rows * outputSize}).`,
      )
    }
    program.write('x', x)
    program.run(rows)
    program.read('scores', out, rows)
    return out
  }
  // Whoever holds the predictor holds `predict`, and so its program.
  const program = engine.programNow('predict', { batchSize, input, weighted: false }, predict)
  return Object.assign(predict.bind(null), { predict, batchSize, inputSize, outputSize })
}

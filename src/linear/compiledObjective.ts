// The objective of softmax regression in float32, compiled: a program makes logits, row losses and gradients of a block of rows while the
// block stays in a cache, and adds the gradients up. Losses are summed in float64, gradients too from one stretch of blocks to the next. The
// order of all sums depends on the shapes alone, so the number of threads changes no bit.

import { add } from '../ir/arithmetic.ts'
import { crossEntropy } from '../ir/crossEntropy.ts'
import { dequantize } from '../ir/dequantize.ts'
import { GraphBuilder } from '../ir/graph.ts'
import { matmul } from '../ir/matmul.ts'
import { reduceSum } from '../ir/reduce.ts'
import type { Graph, Node } from '../ir/types.ts'
import type { Feed, Program, Session } from '../runtime/runtime.ts'
import type { Tensor } from '../tensor/index.ts'
import { Team } from '../training/team.ts'
import type { Arithmetic } from '../wasm/features.ts'
import { floatRows } from './floatRows.ts'
import type { Objective } from './minimum.ts'
import { addPenalty } from './softmaxObjective.ts'
import type { SoftmaxData } from './solve.ts'

/** Numbers of a block as float32: a usual second-level cache. */
const BLOCK = 1 << 18
/** Blocks whose gradients are added up in float32, before float64 takes over. */
const STRETCH = 64
/** Operations for each coefficient and row: two products, of a multiplication and an addition. */
const WORK = 4

/** How to run it. */
export interface CompiledOptions {
  readonly arithmetic: Arithmetic
  readonly threads: number | undefined
  /** How often it will be evaluated, about: whether threads pay. */
  readonly evaluations: number
}

/** An objective that holds memory until it is released. */
export interface HeldObjective {
  readonly evaluate: Objective
  /** Threads that compute it. */
  readonly threads: number
  release(): void
}

const KERNEL = 'kernel'
const BIAS = 'bias'
const KERNEL_SUM = 'kernelGradient'
const BIAS_SUM = 'biasGradient'

/** The graph of one block: row losses, and the block's gradients added to the sums. */
function blockGraph(x: Tensor, block: number, features: number, classes: number, intercept: boolean): Graph {
  const builder = new GraphBuilder(block)
  const bytes = x.data instanceof Uint8Array
  const stored = builder.input('x', [features], bytes ? { dtype: 'uint8', batched: true } : { batched: true })
  const rows = bytes ? dequantize(stored, x.scale ?? 1) : stored
  const kernel = builder.state(KERNEL, [features, classes], { storage: 'columns' })
  const product = matmul(rows, kernel) // [block, classes]
  const logits = intercept ? add(product, builder.state(BIAS, [classes])) : product
  const losses = crossEntropy(logits, builder.input('labels', [], { dtype: 'int32', batched: true }))
  const weights = builder.input('weights', [], { dtype: 'float64', batched: true })
  builder.output('loss', losses)
  const residuals = losses.operation.gradient?.(losses, weights)[0] as Node // [block, classes]
  const kernelSum = builder.state(KERNEL_SUM, [features, classes], { storage: 'columns' })
  builder.assign(kernelSum, add(kernelSum, matmul(rows, residuals, 'left')))
  if (intercept) {
    const biasSum = builder.state(BIAS_SUM, [classes])
    builder.assign(biasSum, add(biasSum, reduceSum(residuals, 'rows')))
  }
  return builder.build()
}

/** Compiles the objective for dense rows. */
export async function compileDense(
  data: SoftmaxData & { readonly x: Tensor },
  { arithmetic, threads, evaluations }: CompiledOptions,
): Promise<HeldObjective> {
  const { classes, intercept, labels, weights, totalWeight, pacer } = data
  const pause = (): Promise<void> => pacer.pause()
  const x = await floatRows(data.x, data.standardization, pause)
  const rows = x.shape[0]
  const features = x.data.length / rows
  const block = Math.max(1, Math.min(rows, Math.floor(BLOCK / (16 * features)) * 16 || 16))
  const team = new Team(threads)
  const session = team.openSession(arithmetic)
  session.declareState(KERNEL, [features, classes], 'columns')
  session.declareState(KERNEL_SUM, [features, classes], 'columns')
  session.declareState(BIAS, [classes])
  session.declareState(BIAS_SUM, [classes])
  const count = await team.sizeFor(WORK * features * classes, block, rows * evaluations)
  const program = await session.load(blockGraph(x, block, features, classes, intercept), { threads: count, pause })
  // Weights of mean 1, so that sums are of the size of their terms.
  const mean = totalWeight / rows
  const sources = [
    { input: 'x', values: x.data as Uint8Array | Float32Array },
    { input: 'labels', values: labels },
    { input: 'weights', values: weights.map((weight) => weight / mean) },
  ]
  const feed = await program.feed(sources, { indices: Uint32Array.from({ length: rows }, (_, row) => row), pause })
  const evaluate = new DenseEvaluation(data, { session, program, feed, block, features }).evaluate
  const release = (): void => {
    feed.release()
    program.release()
  }
  return { evaluate, threads: program.threads, release }
}

interface Loaded {
  readonly session: Session
  readonly program: Program
  readonly feed: Feed
  readonly block: number
  readonly features: number
}

/** Passes over the rows, a stretch of blocks at a time. */
class DenseEvaluation {
  readonly #data: SoftmaxData
  readonly #loaded: Loaded
  readonly #losses: Float32Array
  readonly #kernel: Float32Array
  readonly #zeros: Float32Array

  constructor(data: SoftmaxData, loaded: Loaded) {
    const { features, program } = loaded
    this.#data = data
    this.#loaded = loaded
    const rows = data.labels.length
    // Where threads write, memory must be shared.
    const Buffer = (program.threads > 1 ? SharedArrayBuffer : ArrayBuffer) as ArrayBufferConstructor
    this.#losses = new Float32Array(new Buffer(4 * rows))
    this.#kernel = new Float32Array(features * data.classes)
    this.#zeros = new Float32Array(features * data.classes)
  }

  readonly evaluate: Objective = async (point, gradient) => {
    const { classes, intercept, weights, totalWeight, l2 } = this.#data
    const { session, block, features } = this.#loaded
    const rows = this.#losses.length
    const penalized = classes * features
    for (let c = 0; c < classes; c++) for (let f = 0; f < features; f++) this.#kernel[f * classes + c] = point[c * features + f]
    session.writeState(KERNEL, this.#kernel)
    if (intercept) session.writeState(BIAS, point.subarray(penalized))
    gradient.fill(0)
    for (let start = 0; start < rows; start += STRETCH * block) {
      session.writeState(KERNEL_SUM, this.#zeros)
      session.writeState(BIAS_SUM, this.#zeros.subarray(0, classes))
      await this.#runBlocks(start, Math.min(rows, start + STRETCH * block))
      const sums = session.readState(KERNEL_SUM)
      for (let c = 0; c < classes; c++) for (let f = 0; f < features; f++) gradient[c * features + f] += sums[f * classes + c]
      if (intercept)
        session.readState(BIAS_SUM).forEach((sum, c) => {
          gradient[penalized + c] += sum
        })
    }
    for (let i = 0; i < gradient.length; i++) gradient[i] /= rows
    let loss = 0
    for (let row = 0; row < rows; row++) if (weights[row] > 0) loss += weights[row] * this.#losses[row]
    return loss / totalWeight + addPenalty(point, gradient, penalized, l2)
  }

  async #runBlocks(start: number, end: number): Promise<void> {
    const { program, feed, block } = this.#loaded
    const { pacer } = this.#data
    for (let done = start; done < end; ) {
      const kept = [{ output: 'loss', target: this.#losses.subarray(done, end) }]
      const batches = { start: done, end, batchSize: block, perBatch: [], kept }
      done += await program.runBatches(feed, batches, { more: () => !pacer.due, signal: pacer.signal })
      await pacer.pause()
    }
  }
}

// From a problem and a solver's name to a minimum.

import { DataError } from '../errors.ts'
import type { SparseTensor, Tensor } from '../tensor/index.ts'
import type { Pacer } from '../training/pacer.ts'
import { type Arithmetic, findArithmetic } from '../wasm/features.ts'
import { adam } from './adam.ts'
import { type CompiledOptions, compileDense, type HeldObjective } from './compiledObjective.ts'
import { lbfgs } from './lbfgs.ts'
import { linearRows } from './linearRows.ts'
import type { MinimizeOptions, Minimum, Objective } from './minimum.ts'
import { newtonCg } from './newtonCg.ts'
import { owlqn } from './owlqn.ts'
import { SoftmaxObjective, type SoftmaxProblem } from './softmaxObjective.ts'
import { compileSparse, sparseNumbers, sparsePixels } from './sparseObjective.ts'
import type { Standardization } from './standardize.ts'

/** How to find the minimum. */
export type Solver = 'lbfgs' | 'owlqn' | 'newton-cg' | 'adam'

/** Solvers' options. */
export interface SolveOptions extends MinimizeOptions {
  readonly solver: Solver
  /** l1 sum |W| is added. */
  readonly l1: number
  /** Of adam. */
  readonly batchSize: number
  readonly learningRate: number
  readonly seed: number
  readonly precision: 'float32' | 'float64'
  readonly threads: number | undefined
  readonly reproducibility: 'default' | 'portable' | undefined
}

/** The rows of a problem as they come, with how they are standardized. */
export interface SoftmaxData extends Omit<SoftmaxProblem, 'rows' | 'order' | 'pause'> {
  readonly pacer: Pacer
  readonly x: Tensor | SparseTensor
  readonly standardization: Standardization | undefined
}

/** The part of a float32 objective that is rounding noise: of the logits, mostly. */
const FLOAT32_NOISE = 1 / 0x400000

/** Minimizes the objective of softmax regression. Resolves to how it was computed, too. */
export async function solveSoftmax(
  data: SoftmaxData,
  start: Float64Array,
  options: SolveOptions,
): Promise<{ minimum: Minimum; threads: number; arithmetic?: Arithmetic }> {
  const penalized = start.length - (data.intercept ? data.classes : 0)
  const byGradient = (evaluate: Objective, noise?: number): Promise<Minimum> => {
    const more = noise === undefined ? options : { ...options, noise }
    return options.solver === 'owlqn' ? owlqn(evaluate, start, { ...more, penalized }) : lbfgs(evaluate, start, more)
  }
  if (options.precision === 'float32') {
    const arithmetic = options.reproducibility === 'portable' ? 'strict' : findArithmetic()
    const compiled = await compileObjective(data, { arithmetic, threads: options.threads, evaluations: options.maxIterations })
    try {
      return { minimum: await byGradient(compiled.evaluate, FLOAT32_NOISE), threads: compiled.threads, arithmetic }
    } finally {
      compiled.release()
    }
  }
  if (options.solver === 'adam') return { minimum: await solveByAdam(data, start, options), threads: 1 }
  const { x, standardization, pacer } = data
  const rows = linearRows(x, standardization)
  const objective = new SoftmaxObjective({ ...data, rows, pause: () => pacer.pause() })
  const newton = options.solver === 'newton-cg'
  return { minimum: await (newton ? newtonCg(objective, start, options) : byGradient(objective.evaluate)), threads: 1 }
}

/** Compiles the objective: over the numbers that aren't 0, where most are. */
async function compileObjective(data: SoftmaxData, options: CompiledOptions): Promise<HeldObjective> {
  const { x, standardization } = data
  const numbers = 'indptr' in x ? sparseNumbers(x, standardization) : standardization ? undefined : sparsePixels(x)
  const compiled = numbers && (await compileSparse(data, numbers, options))
  if (compiled) return compiled
  if ('indptr' in x) {
    throw new DataError(
      `These ${x.data.length} numbers and the gradients of ${data.classes} classes don't fit into a WebAssembly memory of 4 GB. ` +
        "Use precision: 'float64', or fewer rows at a time with partialFit.",
    )
  }
  return compileDense({ ...data, x }, options)
}

/** Batches in random order. Each batch is weighed by its own weights, so that the penalty has its share in each. */
async function solveByAdam(data: SoftmaxData, start: Float64Array, options: SolveOptions): Promise<Minimum> {
  const { x, standardization, weights, totalWeight, pacer } = data
  const order = new Uint32Array(x.shape[0])
  const rows = linearRows(x, standardization, order)
  const objective = new SoftmaxObjective({ ...data, rows, order, pause: () => pacer.pause() })
  const sample = async (from: number, to: number, point: Float64Array, gradient: Float64Array) => {
    let weight = 0
    for (let i = from; i < to; i++) weight += weights[order[i]]
    const value = weight > 0 ? await objective.sample(from, to, weight, point, gradient) : 0
    return { value, weight: weight / totalWeight }
  }
  return adam({ rows: order.length, sample }, start, { ...options, order })
}

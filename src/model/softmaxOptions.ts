// The options of softmax regression, checked, with their defaults.

import { describe, UsageError } from '../errors.ts'
import type { Solver } from '../linear/solve.ts'
import { checkCount, checkSeed } from '../training/fit.ts'
import type { ClassWeight, Label } from './estimator.ts'

/** Options of {@link SoftmaxRegression}. */
export interface SoftmaxRegressionOptions<L extends Label = Label> {
  /** The inverse of the penalty's strength, in scikit-learn's measure: l2 = 1 / (C sum of weights). Default 1; Infinity is no penalty. */
  readonly C?: number
  /** The part of the penalty that is L1: 0 is ridge, 1 is lasso, between them elastic net. Default 0. */
  readonly l1Ratio?: number
  /** l2 itself, in place of C: l2 / 2 sum W^2 is added to the mean loss. */
  readonly l2?: number
  /** l1 itself, in place of C: l1 sum |W| is added to the mean loss. */
  readonly l1?: number
  /** Default lbfgs, and owlqn where there is an L1 penalty. */
  readonly solver?: Solver
  /**
   * What it computes in. float32 is compiled, and made for many rows; float64 finds the optimum to the last digits. Default: float64
   * where an evaluation has few operations (rows x features x classes up to 2^21), else float32.
   */
  readonly precision?: 'float32' | 'float64'
  /** Stop where no entry of the gradient is greater than this. Default 1e-4, and 1e-8 in float64. */
  readonly tolerance?: number
  /** Default 100, and 1,000 in float64; for adam passes over the rows, default 20. */
  readonly maxIterations?: number
  /** Whether classes have intercepts, which are never penalized. Default true. */
  readonly fitIntercept?: boolean
  /** Weights of classes, beside those of rows. Default none. */
  readonly classWeight?: ClassWeight<L>
  /**
   * Whether features are centred and scaled to deviation 1 first; sparse ones are only scaled. The penalty acts on the scaled
   * coefficients. Default: for tables, but not for sparse rows, nor for integers with a scale, such as pixels.
   */
  readonly standardize?: boolean
  /** Whether fit goes on from the coefficients of the fit before. Default false. */
  readonly warmStart?: boolean
  /** Threads of float32; the results are the same bits for any number. Default: as many as pay. */
  readonly threads?: number
  /** As in `compile`: portable has the same bits on every machine. It matters in float32. */
  readonly reproducibility?: 'default' | 'portable'
  /** Rows of a step of adam. Default 256. */
  readonly batchSize?: number
  /** The step of adam at first. Default 0.01. */
  readonly learningRate?: number
  /** The seed of adam's order. Default 1. */
  readonly seed?: number
}

const SOLVERS: readonly Solver[] = ['lbfgs', 'owlqn', 'newton-cg', 'adam']

/** @throws UsageError for an option that is not allowed */
export function checkOptions(options: SoftmaxRegressionOptions<Label>): void {
  const { C, l1Ratio, l2, l1, solver, precision, tolerance, maxIterations, threads, batchSize, learningRate, seed } = options
  const name = 'SoftmaxRegression'
  const number = (key: string, value: unknown, holds: (value: number) => boolean, allowed: string): void => {
    if (value !== undefined && !(typeof value === 'number' && holds(value))) {
      throw new UsageError(`${name}: ${key} must be ${allowed}; received ${describe(value)}.`)
    }
  }
  const among = (key: string, value: unknown, allowed: readonly string[]): void => {
    if (value !== undefined && !allowed.includes(value as string)) {
      throw new UsageError(
        `${name}: ${key} must be ${allowed.map((item) => `'${item}'`).join(' or ')}; received ${describe(value)}.`,
      )
    }
  }
  number('C', C, (value) => value > 0, 'a number > 0, or Infinity for no penalty')
  number('l1Ratio', l1Ratio, (value) => value >= 0 && value <= 1, 'a number in [0, 1]')
  number('l2', l2, (value) => value >= 0 && Number.isFinite(value), 'a finite number >= 0')
  number('l1', l1, (value) => value >= 0 && Number.isFinite(value), 'a finite number >= 0')
  number('tolerance', tolerance, (value) => value >= 0, 'a number >= 0')
  number('learningRate', learningRate, (value) => value > 0 && Number.isFinite(value), 'a finite number > 0')
  if ((l2 !== undefined || l1 !== undefined) && (C !== undefined || l1Ratio !== undefined)) {
    throw new UsageError(`${name}: give either C (and l1Ratio), or l2 and l1; received both.`)
  }
  among('solver', solver, SOLVERS)
  among('precision', precision, ['float32', 'float64'])
  among('reproducibility', options.reproducibility, ['default', 'portable'])
  for (const key of ['fitIntercept', 'standardize', 'warmStart'] as const) {
    const value: unknown = options[key]
    if (value !== undefined && typeof value !== 'boolean')
      throw new UsageError(`${name}: ${key} must be true or false; received ${describe(value)}.`)
  }
  if (maxIterations !== undefined) checkCount(`${name}: maxIterations`, maxIterations, 1)
  if (threads !== undefined) checkCount(`${name}: threads`, threads, 1)
  if (batchSize !== undefined) checkCount(`${name}: batchSize`, batchSize, 1)
  if (seed !== undefined) checkSeed(seed)
  const hasL1 = (l1 ?? 0) > 0 || ((l1Ratio ?? 0) > 0 && C !== Number.POSITIVE_INFINITY)
  if (hasL1 && solver !== undefined && solver !== 'owlqn') {
    throw new UsageError(
      `${name}: solver '${solver}' takes no L1 penalty, which has no gradient at 0. Use solver 'owlqn', or leave the solver out.`,
    )
  }
  if (solver === 'newton-cg' && precision === 'float32') {
    throw new UsageError(`${name}: solver 'newton-cg' needs precision 'float64'; received 'float32'. Use 'lbfgs' for float32.`)
  }
  if (solver === 'adam' && precision === 'float32') {
    throw new UsageError(`${name}: solver 'adam' computes in float64; received precision 'float32'. Leave the precision out.`)
  }
}

/** Options with which one fit runs. */
export interface Settings {
  readonly solver: Solver
  readonly precision: 'float32' | 'float64'
  readonly tolerance: number
  readonly maxIterations: number
  readonly l1: number
  readonly l2: number
}

/** The most multiplications of an evaluation for which float64 is the default: it is over before a program would be compiled. */
const FEW = 1 << 21

/** The defaults for a problem of this size. */
export function settingsFor(options: SoftmaxRegressionOptions<Label>, products: number, totalWeight: number): Settings {
  const { C = 1, l1Ratio = 0 } = options
  const direct = options.l1 !== undefined || options.l2 !== undefined
  const l1 = direct ? (options.l1 ?? 0) : l1Ratio / (C * totalWeight)
  const l2 = direct ? (options.l2 ?? 0) : (1 - l1Ratio) / (C * totalWeight)
  const solver = options.solver ?? (l1 > 0 ? 'owlqn' : 'lbfgs')
  const wide = solver === 'newton-cg' || solver === 'adam' || products <= FEW
  const precision = options.precision ?? (wide ? 'float64' : 'float32')
  const tolerance = options.tolerance ?? (precision === 'float64' && solver !== 'adam' ? 1e-8 : 1e-4)
  const maxIterations = options.maxIterations ?? (solver === 'adam' ? 20 : precision === 'float64' ? 1000 : 100)
  return { solver, precision, tolerance, maxIterations, l1, l2 }
}

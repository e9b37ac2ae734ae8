// Options of trainClassifier, checked.

import type { ColumnKind } from '../data/index.ts'
import { describe, UsageError } from '../errors.ts'
import type { ColumnPlan } from '../preprocessing/index.ts'
import type { ClassifierRows } from './classifierRows.ts'
import type { LabelValue } from './classLabels.ts'
import type { ClassWeight, Label } from './estimator.ts'
import type { MLPClassifierOptions } from './mlpOptions.ts'
import type { SoftmaxRegressionOptions } from './softmaxOptions.ts'

/** How far a training is. */
export interface ClassifierProgress {
  /** Iterations of the solver, or epochs of a network, from 1. */
  readonly iteration: number
  /** The objective, or the mean training loss, after it. */
  readonly objective: number
}

/** Weights of classes: balanced, or by their labels. */
export type LabelWeight = 'balanced' | ReadonlyMap<LabelValue, number> | Readonly<Record<string, number>>

/** Options of {@link trainClassifier}. */
export interface ClassifierOptions<K extends string = string> {
  /** The column of the classes. */
  readonly label: K
  /** Units of hidden layers: makes the model a network. Default none. */
  readonly hidden?: readonly number[]
  /** softmax: SoftmaxRegression; mlp: MLPClassifier. Default softmax, and mlp with `hidden` or `mlp`. */
  readonly model?: 'softmax' | 'mlp'
  /** Options of SoftmaxRegression. */
  readonly softmax?: SoftmaxRegressionOptions
  /** Options of MLPClassifier. */
  readonly mlp?: MLPClassifierOptions
  /** Kinds of columns by name. Default: as `inferSchema` finds them. */
  readonly types?: Readonly<Record<string, ColumnKind>>
  /** What columns become, by name, in place of what is usual for their kind; 'drop' leaves one out. */
  readonly preprocessing?: Readonly<Record<string, ColumnPlan>>
  /** The part of the rows that is only measured and calibrated on, from each class alike. Default 0; 0.2 with `calibrate: true`. */
  readonly validationSplit?: number
  /** Rows to measure and calibrate on, in place of a part. */
  readonly validation?: ClassifierRows
  /** The part of the rows that only the figures of `test` are of, from each class alike. Default 0. */
  readonly testSplit?: number
  /** Rows to test on, in place of a part. */
  readonly test?: ClassifierRows
  /** Whether a temperature is fitted on the validation rows. Default: where there are any. */
  readonly calibrate?: boolean
  /** Weights of classes; balanced: in inverse proportion to their rows. Default: all count 1. */
  readonly classWeight?: LabelWeight
  /** The seed of splits, weights and order. Default 1. */
  readonly seed?: number
  /** Threads of the model's computing. */
  readonly threads?: number
  /** As in `compile`. */
  readonly reproducibility?: 'default' | 'portable'
  /** Ends it; trainClassifier rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called after each iteration or epoch. */
  readonly onProgress?: (progress: ClassifierProgress) => void
}

const KNOWN: Readonly<Record<keyof ClassifierOptions, true>> = {
  ...{ label: true, hidden: true, model: true, softmax: true, mlp: true, types: true, preprocessing: true },
  ...{ validationSplit: true, validation: true, testSplit: true, test: true, calibrate: true, classWeight: true },
  ...{ seed: true, threads: true, reproducibility: true, signal: true, onProgress: true },
}

/** What kind of model is asked for. @throws UsageError for options that don't fit together, or that there are not */
export function checkClassifierOptions(options: ClassifierOptions): 'softmax' | 'mlp' {
  const name = 'trainClassifier'
  if (typeof options?.label !== 'string') {
    throw new UsageError(`${name}: label must name the column of the classes; received ${describe(options?.label)}.`)
  }
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(KNOWN, key))
  if (unknown !== undefined) {
    throw new UsageError(`${name}: there is no option ${describe(unknown)}. The options are ${Object.keys(KNOWN).join(', ')}.`)
  }
  const { hidden, softmax, mlp, model = hidden || mlp ? 'mlp' : 'softmax' } = options
  if (model !== 'softmax' && model !== 'mlp') {
    throw new UsageError(`${name}: model must be 'softmax' or 'mlp'; received ${describe(model)}.`)
  }
  const other = model === 'softmax' ? (hidden && 'hidden') || (mlp && 'mlp') : softmax && 'softmax'
  if (other) throw new UsageError(`${name}: ${other} is no option of the model '${model}'. Leave one of them out.`)
  for (const [part, rows] of [
    ['validationSplit', 'validation'],
    ['testSplit', 'test'],
  ] as const) {
    if (options[part] !== undefined && options[rows] !== undefined) {
      throw new UsageError(`${name}: give either ${part}, a part of the rows, or ${rows}, other rows; received both.`)
    }
  }
  if (options.calibrate !== undefined && typeof options.calibrate !== 'boolean') {
    throw new UsageError(`${name}: calibrate must be true or false; received ${describe(options.calibrate)}.`)
  }
  return model
}

/** Weights by the labels as the model knows them, booleans as texts. */
export function innerWeights(weight: LabelWeight | undefined): ClassWeight<Label> | undefined {
  if (!(weight instanceof Map)) return weight as ClassWeight<Label> | undefined
  return Object.fromEntries([...weight].map(([label, value]) => [String(label), value as number]))
}

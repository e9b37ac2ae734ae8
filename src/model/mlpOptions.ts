// The options of MLPClassifier, checked, with their defaults.

import { describe, UsageError } from '../errors.ts'
import type { ActivationName } from '../layers/index.ts'
import { checkCount, checkSeed } from '../training/fit.ts'
import type { ClassWeight, Label } from './estimator.ts'

/** Options of {@link MLPClassifier}. */
export interface MLPClassifierOptions<L extends Label = Label> {
  /** Units of the hidden layers, in order. Default [64]. */
  readonly hidden?: readonly number[]
  /** Of the hidden layers. Default relu. */
  readonly activation?: ActivationName
  /** Default adam. */
  readonly optimizer?: 'adam' | 'sgd'
  /** Default 1e-3. */
  readonly learningRate?: number
  /** l2 / 2 sum W^2 over all kernels is added to the mean loss. Default 0. */
  readonly l2?: number
  /** Default 32. */
  readonly batchSize?: number
  /** Default 100. */
  readonly epochs?: number
  /** Weights of classes, beside those of rows. Default none. */
  readonly classWeight?: ClassWeight<L>
  /** Whether features are centred and scaled to deviation 1 first. Default: for tables, but not for integers with a scale, such as pixels. */
  readonly standardize?: boolean
  /** Whether fit goes on from the weights of the fit before. Default false. */
  readonly warmStart?: boolean
  /** The seed of weights and order. Default 1. */
  readonly seed?: number
  /** As in `compile`. */
  readonly threads?: number
  readonly reproducibility?: 'default' | 'portable'
}

/** @throws UsageError for an option that is not allowed */
export function checkMlpOptions(options: MLPClassifierOptions<Label>): void {
  const { hidden, learningRate, l2, batchSize, epochs, seed, threads, optimizer } = options
  const name = 'MLPClassifier'
  if (hidden !== undefined && !(Array.isArray(hidden) && hidden.every((units) => Number.isInteger(units) && units >= 1))) {
    throw new UsageError(`${name}: hidden must be an array of whole numbers >= 1, such as [64]; received ${describe(hidden)}.`)
  }
  if (optimizer !== undefined && optimizer !== 'adam' && optimizer !== 'sgd') {
    throw new UsageError(`${name}: optimizer must be 'adam' or 'sgd'; received ${describe(optimizer)}.`)
  }
  if (learningRate !== undefined && !(learningRate > 0 && Number.isFinite(learningRate))) {
    throw new UsageError(`${name}: learningRate must be a finite number > 0; received ${describe(learningRate)}.`)
  }
  if (l2 !== undefined && !(l2 >= 0 && Number.isFinite(l2))) {
    throw new UsageError(`${name}: l2 must be a finite number >= 0; received ${describe(l2)}.`)
  }
  for (const key of ['standardize', 'warmStart'] as const) {
    const value: unknown = options[key]
    if (value !== undefined && typeof value !== 'boolean')
      throw new UsageError(`${name}: ${key} must be true or false; received ${describe(value)}.`)
  }
  if (batchSize !== undefined) checkCount(`${name}: batchSize`, batchSize, 1)
  if (epochs !== undefined) checkCount(`${name}: epochs`, epochs, 1)
  if (threads !== undefined) checkCount(`${name}: threads`, threads, 1)
  if (seed !== undefined) checkSeed(seed)
}

// How a model is to be trained: what the flags of argmax train say, whatever its kind. What a kind takes of it, and its defaults, are its own.

import type { TrainFlags } from '../train/trainOptions.ts'

/** The units of the hidden layers where --hidden is not given. */
export const DEFAULT_HIDDEN: readonly number[] = [25, 15]

/** The settings of a training. */
export interface TrainingSettings {
  readonly hidden: readonly number[]
  /** All epochs of the run, and how many of them are done. */
  readonly epochs: number
  readonly done: number
  readonly batchSize: number | undefined
  readonly optimizer: string | undefined
  readonly learningRate: number | undefined
  readonly l2: number | undefined
  readonly l1: number | undefined
  readonly classWeight: 'balanced' | undefined
  readonly seed: number
  readonly portable: boolean
  readonly threads: number | undefined
}

/** The settings that flags say. */
export function settingsOf(flags: TrainFlags, done = 0): TrainingSettings {
  const { hidden = DEFAULT_HIDDEN, epochs, batchSize, optimizer, learningRate, l2, l1, classWeight, seed, threads } = flags
  const portable = flags.portable === true
  return { hidden, epochs, done, batchSize, optimizer, learningRate, l2, l1, classWeight, seed, portable, threads }
}

/** What history.json says of how weights are changed. */
export interface TrainingDescription {
  readonly optimizer: { readonly kind: string } & Readonly<Record<string, unknown>>
  /** Rows in a step, where not all are in one. */
  readonly batchSize?: number
}

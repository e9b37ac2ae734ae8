// The options of a model's methods, with Keras's names and defaults.

import type { Loss, LossName } from '../losses/index.ts'
import type { Metric, MetricName } from '../metrics/index.ts'
import type { Optimizer, OptimizerName } from '../optimizers/index.ts'
import type { TensorLike } from '../tensor/index.ts'
import type { Logs } from '../training/fit.ts'

/** Options of `compile`. */
export interface CompileOptions {
  /** Default adam. */
  readonly optimizer?: Optimizer | OptimizerName
  /** The loss, or the name of one that takes probabilities. */
  readonly loss: Loss | LossName
  /** Default none. */
  readonly metrics?: readonly (Metric | MetricName)[]
  /**
   * portable: the same bits on every machine and engine. default: the machine's fused multiply-add where it has one; the same
   * bits on every machine and engine that has it.
   */
  readonly reproducibility?: 'default' | 'portable'
  /**
   * Threads that fit, evaluate and predict compute on; 1 is the caller's own. The results are the same bits for any number. Default: as
   * many as the machine has cores, where the work is worth it.
   */
  readonly threads?: number
  /**
   * Choose how each product is cut into tiles by measuring on this machine, which takes some seconds at the first fit. It changes no bit.
   * Default false: by the shapes alone.
   */
  readonly tune?: boolean
  /**
   * Switch V8's revectorizer on, an experiment of the engine in Node 24 and newer that fuses 128-bit operations into 256-bit ones, for all WebAssembly
   * of the process. It is checked first; where it can't be on, the history's notes say so. It changes no bit. Default: whether
   * ARGMAX_REVECTORIZE is 1.
   */
  readonly revectorize?: boolean
}

/** Numbers one for each row. */
export type RowNumbers = Float32Array | Float64Array | readonly number[]

/** Options of `fit`. */
export interface FitOptions {
  /** Rows in a step. Default 32; the last batch of an epoch may be smaller. */
  readonly batchSize?: number
  /** The epoch to stop after, counted from 1. Default 1. */
  readonly epochs?: number
  /** The part of the rows, taken from the end before any shuffling, that is only measured. */
  readonly validationSplit?: number
  /** Rows that are only measured: [x, y] or [x, y, sampleWeight]. It wins over validationSplit. */
  readonly validationData?: readonly [TensorLike, TensorLike] | readonly [TensorLike, TensorLike, RowNumbers]
  /** Whether each epoch has an order of its own. Default true. */
  readonly shuffle?: boolean
  /** The seed of order, dropout and, if they are not drawn yet, weights. Default: the model's. */
  readonly seed?: number
  /** A weight for each row's loss. */
  readonly sampleWeight?: RowNumbers
  /** A weight for each class, by class number; 1 where there is none. */
  readonly classWeight?: Readonly<Record<number, number>>
  /** The epoch to start at, from 0: epochs keep the order that they have in a whole run. Default 0. */
  readonly initialEpoch?: number
  /**
   * Go on where the last fit of this model stopped, or the one saved with it as a checkpoint: at its epoch, its place in that
   * epoch's order, its optimizer. Seed, shuffle and batch size are that run's; initialEpoch is left out. Default false.
   */
  readonly resume?: boolean
  /** 0: silent; 1: a progress bar in a terminal, else as 2; 2: a line an epoch. Default 0. */
  readonly verbose?: 0 | 1 | 2
  /** Stops between two steps; `fit` rejects with the signal's reason and the weights stay as they are. */
  readonly signal?: AbortSignal
  /** Called after each epoch (from 0) with its means. It may be async: training waits. */
  readonly onEpochEnd?: (epoch: number, logs: Logs) => unknown
  /** Called after each batch (from 0) with the epoch's means so far. It may be async: training waits, and threads wait too. */
  readonly onBatchEnd?: (batch: number, logs: Logs) => unknown
  /** Called several times a second with the batch reached (from 0) and the epoch's means so far. Unlike onBatchEnd it costs no time. */
  readonly onProgress?: (batch: number, logs: Logs) => unknown
}

/** Options of `save`. */
export interface SaveOptions {
  /** Keep optimizer and position too, so that `fit(..., { resume: true })` goes on bit for bit. Default false. */
  readonly checkpoint?: boolean
}

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Default 128. The result does not depend on it. */
  readonly batchSize?: number
  readonly sampleWeight?: RowNumbers
  readonly signal?: AbortSignal
}

/** Options of `predict`. */
export interface PredictOptions {
  /** Default 128. The result does not depend on it. */
  readonly batchSize?: number
  readonly signal?: AbortSignal
}

/** Options of `trainOnBatch`. */
export interface TrainOnBatchOptions {
  readonly sampleWeight?: RowNumbers
  readonly classWeight?: Readonly<Record<number, number>>
}

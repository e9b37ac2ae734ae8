// The interface that all classifiers with labels share, in scikit-learn's terms, and what they have in common: rows and labels
// checked before anything is computed.

export type { Calibration } from '../formats/calibration.ts'

import type { SparseTensor, Tensor, TensorLike } from '../tensor/index.ts'

/** What a class is called. */
export type Label = string | number

/** Labels one for each row; where they are numbers, in a typed array or a Tensor too. */
export type LabelsOf<L extends Label> =
  | readonly L[]
  | ([Extract<L, number>] extends [never]
      ? never
      : Tensor | Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array)

/** Rows [rows, features]: a Tensor, nested arrays, or a SparseTensor. Nested arrays are taken as float64. */
export type RowsOf = TensorLike | SparseTensor

/** A number for each row. */
export type RowWeights = Float32Array | Float64Array | readonly number[]

/** Weights of classes: their own, or in inverse proportion to their rows. */
export type ClassWeight<L extends Label> = 'balanced' | ReadonlyMap<L, number> | Readonly<Record<string, number>>

/** Options of every estimator's `fit`. */
export interface EstimatorFitOptions<L extends Label> {
  /** A weight >= 0 for each row's loss. */
  readonly sampleWeight?: RowWeights
  /** Rows that are only measured: [X, y]. */
  readonly validation?: readonly [RowsOf, LabelsOf<L>]
  /** Stops it; `fit` rejects with the signal's reason, and the model keeps what was reached. */
  readonly signal?: AbortSignal
}

/** Options of every estimator's predictions. */
export interface EstimatorPredictOptions {
  readonly signal?: AbortSignal
}

/** What came of a fit. */
export interface EstimatorResult {
  /** Whether it stopped because there was nothing left to gain. */
  readonly converged: boolean
  /** Why it stopped. */
  readonly reason: string
  readonly iterations: number
  /** After each iteration. */
  readonly objective: readonly number[]
  /** What a user should know, and what to do about it. */
  readonly warnings: readonly string[]
}

/** A classifier of rows into labels. */
export interface Estimator<L extends Label> {
  /** The classes in the order of all columns: ascending. */
  readonly classes: readonly L[]
  fit(X: RowsOf, y: LabelsOf<L>, options?: EstimatorFitOptions<L>): Promise<EstimatorResult>
  predict(X: RowsOf, options?: EstimatorPredictOptions): Promise<L[]>
  /** [rows, classes], each row with the sum 1. */
  predictProba(X: RowsOf, options?: EstimatorPredictOptions): Promise<Tensor>
  /** Logits [rows, classes]. */
  decisionFunction(X: RowsOf, options?: EstimatorPredictOptions): Promise<Tensor>
  /** The part of the rows whose class is right. */
  score(X: RowsOf, y: LabelsOf<L>, options?: EstimatorPredictOptions & { readonly sampleWeight?: RowWeights }): Promise<number>
}

// What evaluation asks of a classifier: any object with these members, such as `SoftmaxRegression`, or one of your own.

import type { Tensor } from '../tensor/index.ts'
import type { Label } from './labels.ts'
import type { Rows } from './selectRows.ts'

/** What `fit` may be told. */
export interface FitEstimatorOptions {
  /** How much each row counts, [rows]. */
  readonly sampleWeight?: ArrayLike<number>
  /** Rows to watch while training, in the estimator's own form. Evaluation passes none. */
  readonly validation?: unknown
  /** Ends the training; `fit` then rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** A classifier that can be trained. */
export interface Estimator<L extends Label = Label> {
  /** Trains on rows and their labels, from nothing. */
  fit(X: Rows, y: readonly L[], options?: FitEstimatorOptions): Promise<unknown>
  /** The label of each row. */
  predict(X: Rows): Promise<L[]>
  /** The probability of each class, [rows, classes], in the order of `classes`. */
  predictProba(X: Rows): Promise<Tensor>
  /** The accuracy on rows. */
  score(X: Rows, y: readonly L[]): Promise<number>
  /** The labels seen in training. */
  readonly classes: readonly L[]
}

/** What is asked of a classifier that has been trained. */
export type FittedEstimator<L extends Label = Label> = Pick<Estimator<L>, 'predict' | 'predictProba' | 'classes'>

// What a data set is: plain tensors, with the names of its classes.

import type { Tensor, TensorData } from '../tensor/index.ts'

/** Inputs and labels, row by row. */
export interface Examples<X extends TensorData = TensorData, Y extends TensorData = TensorData> {
  /** Inputs, [rows, columns]. */
  readonly x: Tensor<X>
  /** Class numbers from 0, [rows]. */
  readonly y: Tensor<Y>
}

/** A data set with a part to train on and, maybe, a part to test on. */
export interface LabelledData<X extends TensorData = TensorData, Y extends TensorData = TensorData> {
  readonly name: string
  readonly train: Examples<X, Y>
  readonly test?: Examples<X, Y>
  /** What class 0, 1, ... is called. */
  readonly classNames: string[]
  /** What the columns of x are called, where they have names. */
  readonly features?: readonly string[]
  /** What the labels are called: the column that holds them in a table. */
  readonly label?: string
}

/** A data set with a part to train on and a part to test on. */
export interface Dataset<X extends TensorData = Uint8Array, Y extends TensorData = Uint8Array> extends LabelledData<X, Y> {
  readonly test: Examples<X, Y>
}

/** Where a data set comes from, and what it may be used for. */
export interface DatasetSource {
  /** Who made it, when, and where it was published. */
  readonly citation: string
  readonly url: string
  /** The licence by its SPDX name, such as 'CC-BY-4.0'. */
  readonly licence: string
}

/**
 * A small data set that comes with argmax: named features, labels as they are called. It has no test part of its own.
 *
 * `Label` is the union of its labels, so that what is learnt from `y` predicts labels of that type.
 */
export interface TableDataset<Label extends string | number = string, X extends TensorData = Float64Array>
  extends LabelledData<X, Uint8Array> {
  /** Inputs, [rows, features]; the same tensor as `train.x`. */
  readonly x: Tensor<X>
  /** The label of each row. `train.y` has the same as class numbers. */
  readonly y: readonly Label[]
  /** All labels, in class order: `classes[train.y.data[row]]` is `y[row]`. */
  readonly classes: readonly Label[]
  readonly features: readonly string[]
  readonly label: string
  readonly source: DatasetSource
}

// What a data set is: plain tensors, with the names of its classes.

import type { Tensor, TensorData } from '../tensor/index.ts'

/** Inputs and labels, row by row. */
export interface Examples<X extends TensorData = TensorData, Y extends TensorData = TensorData> {
  /** Inputs, [rows, columns]. */
  readonly x: Tensor<X>
  /** Class numbers from 0, [rows]. */
  readonly y: Tensor<Y>
}

/** A data set with a part to train on and a part to test on. */
export interface Dataset<X extends TensorData = Uint8Array, Y extends TensorData = Uint8Array> {
  readonly name: string
  readonly train: Examples<X, Y>
  readonly test: Examples<X, Y>
  /** What class 0, 1, ... is called. */
  readonly classNames: string[]
}

// The rows of a fit: those to train on, and those that are only measured.

import { validationSplit as boundaryOf } from '../data/splits.ts'
import type { Loss } from '../losses/index.ts'
import type { Network } from '../network/network.ts'
import { sizeOf, type TensorLike } from '../tensor/index.ts'
import { checkInputType, type PreparedInputs, prepareInputs, prepareWeights } from './inputs.ts'
import type { Pacer } from './pacer.ts'
import { prepareRows, type Rows, type RowWeights } from './rows.ts'

/** What `fit` says about its rows. */
export interface TrainingRowsOptions extends RowWeights {
  /** The part at the end that is only measured. */
  readonly validationSplit?: number
  /** Other rows that are only measured; they win over the split. */
  readonly validationData?: readonly [TensorLike, TensorLike] | readonly [TensorLike, TensorLike, ArrayLike<number>]
}

/** Checks and splits the rows of a fit. @throws what the checks throw, before anything changes */
export async function prepareTraining(
  network: Network,
  loss: Loss,
  inputs: PreparedInputs,
  y: TensorLike,
  options: TrainingRowsOptions,
  pacer: Pacer,
): Promise<{ readonly train: Rows; readonly validation: Rows | undefined }> {
  const { validationData, validationSplit = 0, sampleWeight } = options
  const train = await prepareRows(network, loss, inputs, y, options, pacer)
  if (validationData) {
    const [x, labels, weight] = validationData
    const prepared = await prepareInputs(x, network.inputShape, pacer)
    checkInputType(prepared.type, inputs.type)
    const validation = await prepareRows(network, loss, prepared, labels, weight ? { sampleWeight: weight } : {}, pacer)
    return { train, validation }
  }
  if (validationSplit === 0) return { train, validation: undefined }
  const boundary = boundaryOf(inputs.rows, validationSplit)
  // Class weights balance training; validation measures the rows as they are.
  const weights = prepareWeights(inputs.rows, train.labels, sizeOf(network.outputShape), sampleWeight, undefined)
  return {
    train: { ...train, indices: train.indices.subarray(0, boundary) },
    validation: { ...train, weights, indices: train.indices.subarray(boundary) },
  }
}

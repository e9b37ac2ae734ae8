// Rows to train or evaluate on: inputs, labels and weights, checked and as programs read them.

import type { Loss } from '../losses/index.ts'
import type { Network } from '../network/network.ts'
import type { Feed, FeedSource, Program } from '../runtime/runtime.ts'
import { sizeOf, type TensorLike } from '../tensor/index.ts'
import { type PreparedInputs, prepareLabels, prepareWeights } from './inputs.ts'
import type { Pacer } from './pacer.ts'

/** Checked rows. */
export interface Rows {
  readonly data: Uint8Array | Float32Array
  readonly labels: Int32Array | Float32Array
  readonly weights: Float64Array | undefined
  /** Which rows, in order. */
  readonly indices: Uint32Array
}

/** Weights of rows and of classes. */
export interface RowWeights {
  readonly sampleWeight?: ArrayLike<number> | TensorLike
  readonly classWeight?: Readonly<Record<number, number>>
}

/** Labels and weights for prepared inputs. @throws what the checks throw, before anything is computed */
export async function prepareRows(
  network: Network,
  loss: Loss,
  inputs: PreparedInputs,
  y: TensorLike,
  { sampleWeight, classWeight }: RowWeights,
  pacer: Pacer,
): Promise<Rows> {
  const classes = sizeOf(network.outputShape)
  const labels = await prepareLabels(y, inputs.rows, loss, classes, pacer)
  const weights = prepareWeights(inputs.rows, labels, classes, sampleWeight, classWeight)
  return { data: inputs.data, labels, weights, indices: allRows(inputs.rows) }
}

/** Rows as a program is fed them. */
export function feedRows(
  program: Program,
  { data, labels, weights, indices }: Rows,
  pacer: Pacer,
  options: { readonly places?: number; readonly once?: boolean } = {},
): Promise<Feed> {
  const sources: FeedSource[] = [
    { input: 'x', values: data },
    { input: 'labels', values: labels },
  ]
  if (weights) sources.push({ input: 'weights', values: weights })
  return program.feed(sources, { indices, ...options, pause: () => pacer.pause() })
}

/** The indices 0, 1, ..., rows - 1. */
export function allRows(rows: number): Uint32Array {
  const indices = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) indices[row] = row
  return indices
}

// The check of an `inputShape` option.

import { describe, UsageError } from '../errors.ts'

/** A copy of the shape of one row, or undefined. @throws UsageError if it is not an array of whole numbers >= 1 */
export function checkInputShape(layer: string, shape: readonly number[] | undefined): readonly number[] | undefined {
  if (shape === undefined) return undefined
  if (!Array.isArray(shape) || shape.length === 0 || shape.some((dimension) => !Number.isInteger(dimension) || dimension < 1)) {
    throw new UsageError(
      `${layer}: inputShape is the shape of one row, without the batch, such as [784] or [28, 28]; received ${describe(shape)}.`,
    )
  }
  return [...shape]
}

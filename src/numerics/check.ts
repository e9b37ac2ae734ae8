// What every function over rows checks before it computes: shapes, labels, targets, weights. Also used before training,
// over the whole label array, so that a bad label in the last row is named before the first step.

import { DataError, describe, LabelError, UsageError } from '../errors.ts'

/** Numbers of any kind of array; JavaScript callers may pass values that are not numbers, which are then refused. */
export type Numbers = ArrayLike<number>

/**
 * Checks logits against a class count.
 *
 * @returns the number of rows
 * @throws UsageError if classes is not a whole number >= 1, DataError if the logits are not a Float32Array of whole rows
 */
export function countRows(caller: string, logits: Float32Array, classes: number, name = 'logits'): number {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new UsageError(`${caller}: classes must be a whole number >= 1; received ${describe(classes)}.`)
  }
  if (!(logits instanceof Float32Array)) {
    throw new DataError(
      `${caller}: ${name} must be a Float32Array of rows x classes values; received ${describe(logits)}. Convert with Float32Array.from(values).`,
    )
  }
  if (logits.length % classes !== 0) {
    throw new DataError(
      `${caller}: ${name} must hold whole rows of ${classes} classes; received ${logits.length} values, which is ${logits.length / classes} rows.`,
    )
  }
  return logits.length / classes
}

/**
 * Checks every label: a whole number from 0 to classes - 1, or exactly `ignoreClass`.
 *
 * @param rows how many labels there must be
 * @throws LabelError (a RangeError) naming the row, the value and the allowed range; DataError if the count differs
 */
export function checkLabels(caller: string, labels: Numbers, rows: number, classes: number, ignoreClass?: number): void {
  checkIgnoreClass(caller, ignoreClass)
  checkCount(caller, 'labels', labels, rows)
  for (let row = 0; row < rows; row++) {
    const label: unknown = labels[row]
    if (label === ignoreClass && label !== undefined) continue
    if (!Number.isInteger(label) || (label as number) < 0 || (label as number) >= classes) {
      const range = classes === 1 ? '0' : `a whole number from 0 to ${classes - 1}`
      const ignored = ignoreClass === undefined ? '' : `, or ${ignoreClass} to ignore the row`
      throw new LabelError(
        `${caller}: the label of row ${row} must be ${range} (there are ${classes} classes)${ignored}; received ${describe(label)}.` +
          (label === -1 ? ' To leave such rows out, pass ignoreClass: -1.' : ''),
      )
    }
  }
}

function checkIgnoreClass(caller: string, ignoreClass: number | undefined): void {
  if (ignoreClass !== undefined && !Number.isInteger(ignoreClass)) {
    throw new UsageError(`${caller}: ignoreClass must be a whole number, such as -1; received ${describe(ignoreClass)}.`)
  }
}

/**
 * Checks soft labels: as many as logits, each a finite number >= 0.
 *
 * @throws LabelError (a RangeError) naming the row, the class, the value and the allowed range; DataError if the count differs
 */
export function checkTargets(caller: string, targets: Float32Array, logits: Float32Array, classes: number): void {
  countRows(caller, targets, classes, 'targets')
  if (targets.length !== logits.length) {
    throw new DataError(
      `${caller}: targets must have one value for each logit, ${logits.length}; received ${targets.length}. Labels as class numbers go to sparseCategoricalCrossentropy.`,
    )
  }
  for (let i = 0; i < targets.length; i++) {
    if (!(targets[i] >= 0 && targets[i] < Number.POSITIVE_INFINITY)) {
      throw new LabelError(
        `${caller}: the target of row ${Math.floor(i / classes)}, class ${i % classes} must be a finite number >= 0; received ${targets[i]}.`,
      )
    }
  }
}

/**
 * Checks per-row weights: one finite number for each row.
 *
 * @throws DataError naming the row and its weight
 */
export function checkWeights(caller: string, weights: Numbers, rows: number): void {
  checkCount(caller, 'weights', weights, rows)
  for (let row = 0; row < rows; row++) {
    if (!Number.isFinite(weights[row])) {
      throw new DataError(`${caller}: the weight of row ${row} must be a finite number; received ${describe(weights[row])}.`)
    }
  }
}

function checkCount(caller: string, name: string, values: Numbers, rows: number): void {
  const length: unknown = (values as Numbers | null | undefined)?.length
  if (typeof values === 'string' || !Number.isInteger(length)) {
    throw new DataError(`${caller}: ${name} must be an array of numbers; received ${describe(values)}.`)
  }
  if (length !== rows) {
    throw new DataError(`${caller}: ${name} must have one value for each row of logits, ${rows}; received ${length}.`)
  }
}

// The checked view of a user's arrays: that they hold rows, as many as each other, of usable numbers. Everything is
// checked before training starts, and a message names the first bad row. The checks of values take a range of rows, so that a
// caller can stop between ranges: scanning 60,000 images must not block a page.

import { DataError, describe, LabelError, ShapeError } from '../errors.ts'
import { elementTypeOf, type Tensor } from '../tensor/index.ts'

/** Elements that a caller should have checked at a time: well under a millisecond of work. */
const ELEMENTS_AT_A_TIME = 0x20000

/**
 * Checks that all arrays have rows, and equally many.
 *
 * @param arrays tensors by the name they have in an error message; undefined ones are left out
 * @returns the number of rows
 * @throws DataError if there are no rows or their counts differ, ShapeError if a tensor has no dimension for rows
 */
export function checkRows(arrays: Readonly<Record<string, Tensor | undefined>>): number {
  let rows: number | undefined
  let first = ''
  for (const [name, array] of Object.entries(arrays)) {
    if (array === undefined) continue
    const count = array.shape[0]
    if (count === undefined) {
      throw new ShapeError(`${name} must have rows, as in the shape [rows, ...]; received a single number of shape [].`)
    }
    if (count === 0) throw new DataError(`${name} has no rows: its shape is [${array.shape.join(', ')}]. Give at least one row.`)
    if (rows === undefined) {
      rows = count
      first = name
    } else if (count !== rows) {
      throw new DataError(
        `${first} has ${rows} rows and ${name} has ${count}; they must have the same number, one of each for every example. ` +
          `Received the shapes [${arrays[first]?.shape.join(', ')}] and [${array.shape.join(', ')}].`,
      )
    }
  }
  if (rows === undefined) throw new DataError('There is no array to take rows from. Give at least one.')
  return rows
}

/** The ranges of rows [start, end) in which to check a tensor so that one check takes well under a millisecond. */
export function* rowRanges(tensor: Tensor): Generator<[start: number, end: number]> {
  const rows = tensor.shape[0] ?? 0
  const step = Math.max(1, Math.floor((ELEMENTS_AT_A_TIME * rows) / Math.max(1, tensor.data.length)))
  for (let start = 0; start < rows; start += step) yield [start, Math.min(rows, start + step)]
}

/** Where element `i` of a tensor is, for a message: 'row 3, column 5', or 'row 3 at [5, 0]' where a row has dimensions. */
function placeOf(i: number, shape: readonly number[]): string {
  const path: number[] = []
  let rest = i
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const dimension = shape[axis] as number
    path.unshift(rest % dimension)
    rest = Math.floor(rest / dimension)
  }
  if (path.length === 0) return `row ${rest}`
  return path.length === 1 ? `row ${rest}, column ${path[0]}` : `row ${rest} at [${path.join(', ')}]`
}

/**
 * Checks that the values of rows [start, end) are numbers that float32, in which models compute, can hold: no NaN, no
 * infinity, nothing past 3.4e38. Whole-number types always pass. The whole tensor is checked by default.
 *
 * @param name what the tensor is called in an error message
 * @throws DataError that names row, column and value
 */
export function checkFinite(tensor: Tensor, name: string, start = 0, end: number = tensor.shape[0] ?? 1): void {
  const { data, shape, scale = 1 } = tensor
  if (!(elementTypeOf(data).startsWith('float') || scale > 1e20)) return
  const rowSize = data.length / (shape[0] ?? 1)
  // A scale of at most 1 makes no finite number too large.
  if (data instanceof Float32Array && scale <= 1 && areFinite(data, start * rowSize, end * rowSize)) return
  for (let i = start * rowSize; i < end * rowSize; i++) {
    const value = Math.fround((data[i] as number) * scale)
    if (value - value === 0) continue // false for NaN and the infinities alone
    const stored = data[i] as number
    const fault = stored - stored === 0 ? `${stored * scale}, which is too large for float32` : String(stored)
    throw new DataError(
      `${name}, ${placeOf(i, shape)}: every value must be a finite number; received ${fault}. Mend or leave out that row.`,
    )
  }
}

/** Whether data[start] to data[end - 1] are finite: no exponent has all its bits set. Adding one to such an exponent sets the sign. */
function areFinite({ buffer, byteOffset, length }: Float32Array, start: number, end: number): boolean {
  const bits = new Int32Array(buffer, byteOffset, length)
  const raised = (i: number): number => ((bits[i] as number) & 0x7f800000) + 0x00800000
  let sign = 0
  let i = start
  // Four at a time, twice as fast as one by one.
  for (; i + 4 <= end; i += 4) sign |= raised(i) | raised(i + 1) | raised(i + 2) | raised(i + 3)
  for (; i < end; i++) sign |= raised(i)
  return sign >= 0
}

/**
 * Checks that the targets of rows [start, end) are finite numbers >= `least`. The whole tensor is checked by default.
 *
 * @param targets shape [rows, classes]
 * @throws LabelError (a RangeError) that names row, class, value and allowed range
 */
export function checkTargets(targets: Tensor, name: string, least: number, start = 0, end: number = targets.shape[0] ?? 1): void {
  const { data, shape, scale = 1 } = targets
  const classes = data.length / (shape[0] ?? 1)
  for (let i = start * classes; i < end * classes; i++) {
    const value = Math.fround((data[i] as number) * scale)
    if (value >= least && value - value === 0) continue // false for NaN and the infinities too
    throw new LabelError(
      `${name}, row ${Math.floor(i / classes)}: the target of class ${i % classes} must be a finite number >= ${least}; ` +
        `received ${(data[i] as number) * scale}. Mend or leave out that row.`,
    )
  }
}

/** What labels may be. */
export interface LabelRules {
  /** The number of classes: labels are whole numbers in [0, classes). */
  readonly classes: number
  /** A label that stands for "no class": rows with it count for nothing. */
  readonly ignoreClass?: number | undefined
}

/**
 * Checks that the labels of rows [start, end) are class numbers. The whole array is checked by default.
 *
 * @param labels shape [rows] or [rows, 1]
 * @param name what the labels are called in an error message
 * @throws LabelError (a RangeError) that names row, value and allowed range; ShapeError if there is not one label a row
 */
export function checkLabels(labels: Tensor, name: string, rules: LabelRules, start = 0, end: number = labels.data.length): void {
  const { data, shape, scale = 1 } = labels
  const { classes, ignoreClass } = rules
  if (data.length !== shape[0] || scale !== 1) {
    throw new ShapeError(
      `${name} must be one class number a row, of shape [rows] or [rows, 1] and without a scale; received the shape [${shape.join(', ')}]` +
        `${scale === 1 ? '' : ` with scale ${scale}`}. One-hot rows go with CategoricalCrossentropy.`,
    )
  }
  for (let row = start; row < end; row++) {
    const label = data[row] as number
    if (label >= 0 && label < classes && Number.isInteger(label)) continue
    if (label === ignoreClass) continue
    const ignored = ignoreClass === undefined ? '' : `, or ${ignoreClass}, which is ignored`
    throw new LabelError(
      `${name}, row ${row}: the label must be a whole number in [0, ${classes})${ignored}; received ${describe(label)}. ` +
        'Number the classes from 0, or give the last layer one unit for each class.',
    )
  }
}

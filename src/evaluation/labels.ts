// Labels are strings or numbers, one for each row; figures are computed from class indices. This file is the way from the
// one to the other, so that every figure takes the same labels and complains about the same things in the same words.

import { checkLabels } from '../data/index.ts'
import { DataError, describe, LabelError, ShapeError, UsageError } from '../errors.ts'
import { isTensor, type Tensor, type TensorData } from '../tensor/index.ts'

/** What a class is called. */
export type Label = string | number

/** One label for each row: an array or a typed array, or a Tensor of shape [rows] or [rows, 1]. */
export type Labels<L extends Label = Label> = Tensor | ArrayLike<L>

/**
 * Which classes there are, in which order: their labels, or their number where the labels are 0, 1, ..., classes - 1.
 * Without it they are the labels that occur, sorted; beside scores whose labels are numbers, the number of columns.
 */
export type Classes<L extends Label = Label> = number | readonly L[]

/** How many labels a message lists. */
const LISTED = 10

const listed = (classes: readonly Label[]): string =>
  classes.slice(0, LISTED).map(describe).join(', ') + (classes.length > LISTED ? `, ... (${classes.length} in all)` : '')

/**
 * The labels of a value, checked: each a string, or each a number that is not NaN. A typed array is not copied.
 *
 * @param name what the value is called in an error message
 * @throws DataError for what holds no labels, ShapeError unless there is one for each row, LabelError for a bad label
 */
export function readLabels<L extends Label>(labels: Labels<L>, name: string): ArrayLike<L> {
  if (isTensor(labels)) {
    checkLabels({ ...labels, data: new Uint8Array(labels.data.length) }, name, { classes: 1 }) // checks the shape alone
    return readLabels(labels.data as ArrayLike<number> as ArrayLike<L>, name)
  }
  const typed = ArrayBuffer.isView(labels) && 'length' in labels
  if (!typed && !Array.isArray(labels)) {
    throw new DataError(`${name} must be an array of labels (strings or numbers) or a Tensor; received ${describe(labels)}.`)
  }
  const kind = typeof labels[0]
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]
    const like = typeof label === kind && (kind === 'string' || kind === 'number')
    if (like && !Number.isNaN(label)) continue
    throw new LabelError(
      `${name}, row ${row}: a label must be a string or a number that is not NaN, and all of one kind; received ${describe(label)}` +
        `${typeof label !== kind && row > 0 ? `, where row 0 has ${describe(labels[0])}` : ''}. Mend or leave out that row.`,
    )
  }
  return labels
}

/** The different labels of arrays, ascending: numbers by value, strings by UTF-16 units. @throws LabelError for 0.5 and its like */
export function sortedLabels<L extends Label>(...arrays: readonly ArrayLike<L>[]): L[] {
  const found = new Set<L>()
  for (const labels of arrays) {
    for (let row = 0; row < labels.length; row++) found.add(labels[row])
  }
  const classes = [...found]
  for (const label of classes) {
    if (typeof label === typeof classes[0] && (typeof label === 'string' || Number.isInteger(label))) continue
    throw new LabelError(
      `Labels must be whole numbers or strings, and all of one kind; received ${describe(label)}` +
        `${typeof label === typeof classes[0] ? '' : ` beside ${describe(classes[0])}`}. Round them, or list them in classes.`,
    )
  }
  return classes.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

/**
 * Checks the option `classes`.
 *
 * @returns the labels of all classes, in their order
 * @throws UsageError for anything but a whole number >= 1 or a list of different labels
 */
export function readClasses<L extends Label>(classes: Classes<L>, what: string): readonly L[] {
  if (typeof classes === 'number') {
    if (!Number.isInteger(classes) || classes < 1) {
      throw new UsageError(`${what}: classes must be a whole number >= 1 or a list of labels; received ${describe(classes)}.`)
    }
    return Array.from({ length: classes }, (_, i) => i as L)
  }
  const fits = Array.isArray(classes) && classes.length > 0 && classes.every((label) => ['string', 'number'].includes(typeof label))
  if (!fits || new Set(classes).size !== classes.length) {
    throw new UsageError(`${what}: classes must be different labels, each once, at least one; received ${describe(classes)}.`)
  }
  return classes
}

/** Whether the classes are called 0, 1, 2, ... */
function areIndices(classes: readonly Label[]): boolean {
  return classes.every((label, i) => label === i)
}

/**
 * The index of each label in `classes`.
 *
 * @param labels as readLabels gives them
 * @returns class indices, shape [rows]
 * @throws LabelError that names the row of a label that is none of the classes
 */
export function indicesOf<L extends Label>(labels: ArrayLike<L>, classes: readonly L[], name: string): Int32Array {
  const rows = labels.length
  const indices = new Int32Array(rows) // [rows]
  if (areIndices(classes) && typeof labels[0] !== 'string') {
    // float64 where there is no typed array, so that 0.5 is still 0.5 when it is checked
    const data = (ArrayBuffer.isView(labels) ? labels : Float64Array.from(labels as ArrayLike<number>)) as TensorData
    checkLabels({ data, shape: [rows] }, name, { classes: classes.length })
    indices.set(data)
    return indices
  }
  const positions = new Map<Label, number>(classes.map((label, i) => [label, i]))
  for (let row = 0; row < rows; row++) {
    const index = positions.get(labels[row])
    if (index === undefined) {
      throw new LabelError(
        `${name}, row ${row}: the label must be one of the classes ${listed(classes)}; received ${describe(labels[row])}. ` +
          'Mend or leave out that row, or list all classes in the option classes.',
      )
    }
    indices[row] = index
  }
  return indices
}

/** @throws ShapeError unless `count`, of what is called `name`, is the number of rows */
export function checkCount(what: string, rows: number, count: number, name: string): void {
  if (rows === 0) throw new ShapeError(`${what}: there are no rows; at least one is needed.`)
  if (count !== rows) {
    throw new ShapeError(`${what}: there are ${rows} labels but ${count} ${name}; one of each a row is needed.`)
  }
}

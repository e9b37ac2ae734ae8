// What a model says of each class: scores in any form as float64 rows, and probabilities checked to be some. Nested arrays keep
// their float64 values here (a Tensor of them would be float32, and ties would appear that are none).

import { DataError, describe, ShapeError } from '../errors.ts'
import { isTensor, type Tensor, type TensorLike, toTensor } from '../tensor/index.ts'
import { type Classes, checkCount, indicesOf, type Label, type Labels, readClasses, readLabels, sortedLabels } from './labels.ts'

/** Scores [rows, classes] in row-major order. */
export interface Scores {
  readonly data: ArrayLike<number>
  readonly rows: number
  readonly columns: number
}

/** How far the sum of a row may be from 1: beyond what three decimals or float32 make of probabilities, it is something else. */
const SUM_TOLERANCE = 1e-3 + 1e-12

/** Whether predictions come as scores [rows, classes] rather than as one label a row. */
export function isScores(predicted: unknown): predicted is TensorLike {
  if (isTensor(predicted)) return predicted.shape.length === 2 && predicted.shape[1] !== 1
  return Array.isArray(predicted) && Array.isArray(predicted[0])
}

/** Nested rows of numbers as a float64 Tensor. @throws ShapeError for a ragged row, DataError for what is no number */
function flatten(values: readonly unknown[], name: string): Tensor {
  const columns = (values[0] as readonly unknown[]).length
  const data = new Float64Array(values.length * columns)
  let place = 0
  values.forEach((scores, row) => {
    if (!Array.isArray(scores) || scores.length !== columns) {
      const received = Array.isArray(scores) ? `${scores.length} elements` : describe(scores)
      throw new ShapeError(
        `${name} is ragged: ${name}[${row}] must be an array of ${columns} numbers, as the first; received ${received}.`,
      )
    }
    for (const score of scores) {
      if (typeof score !== 'number') {
        throw new DataError(`${name}, row ${row}: every score must be a number; received ${describe(score)}.`)
      }
      data[place++] = score
    }
  })
  return { data, shape: [values.length, columns] }
}

/**
 * Scores as they are: logits, probabilities or anything else with a largest value.
 *
 * @param what the function that asks, for messages
 * @param name what the value is called in messages
 * @throws ShapeError unless the shape is [rows, classes] with at least one class, DataError for a NaN
 */
export function readScores(what: string, values: TensorLike, name = 'scores'): Scores {
  const like = Array.isArray(values) && Array.isArray(values[0]) ? flatten(values, name) : toTensor(values, name)
  const [rows, columns] = like.shape as [number, number]
  if (like.shape.length !== 2 || columns === 0) {
    throw new ShapeError(
      `${what} takes ${name} of shape [rows, classes] with at least one class; received [${like.shape.join(', ')}].`,
    )
  }
  const { scale = 1 } = like
  const numbers = scale === 1 ? like.data : Float64Array.from(like.data, (value) => value * scale)
  for (let i = 0; i < numbers.length; i++) {
    if (!Number.isNaN(numbers[i])) continue
    throw new DataError(
      `${what}: the score of class ${i % columns} in row ${Math.floor(i / columns)} is NaN, so the row has no largest value. ` +
        'Mend or leave out that row.',
    )
  }
  return { data: numbers, rows, columns }
}

/** @throws DataError that names the first score that is infinite */
export function checkFiniteScores(what: string, { data, columns }: Scores, name: string): void {
  for (let i = 0; i < data.length; i++) {
    if (data[i] - data[i] === 0) continue // false for the infinities
    throw new DataError(
      `${what}: ${name} must be finite; received ${data[i]} for class ${i % columns} in row ${Math.floor(i / columns)}. ` +
        'Mend or leave out that row.',
    )
  }
}

/**
 * Probabilities: every value >= 0, every row's sum within 0.001 of 1.
 *
 * @throws as readScores; DataError that names the first row of anything else
 */
export function readProbabilities(what: string, values: TensorLike): Scores {
  const scores = readScores(what, values, 'probabilities')
  const { data, rows, columns } = scores
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let j = 0; j < columns; j++) {
      const p = data[row * columns + j]
      if (p < 0) throw new DataError(`${what}: a probability must be >= 0; received ${p} for class ${j} in row ${row}.${ADVICE}`)
      sum += p
    }
    if (Math.abs(sum - 1) <= SUM_TOLERANCE) continue
    throw new DataError(`${what}: the probabilities of a row must sum to 1 (within 0.001); received ${sum} in row ${row}.${ADVICE}`)
  }
  return scores
}
const ADVICE = ' Logits become probabilities by softmax.'

/** Labels beside scores: the classes that the columns stand for, and the index of each row's. */
export interface LabelledRows<L extends Label = Label> {
  readonly classes: readonly L[]
  readonly truth: Int32Array
}

/**
 * Matches labels with the columns of scores.
 *
 * Without `classes`, labels that are numbers are the columns' indices; strings are the sorted labels that occur, where these
 * are as many as the columns.
 *
 * @throws ShapeError where rows or classes differ in number, LabelError for a label that is no class
 */
export function labelsOfColumns<L extends Label>(
  what: string,
  labels: Labels<L>,
  { rows, columns }: Scores,
  classes?: Classes<L>,
): LabelledRows<L> {
  const read = readLabels(labels, 'labels')
  checkCount(what, read.length, rows, 'rows of scores')
  const numbered = classes === undefined && typeof read[0] === 'number'
  const known = numbered ? readClasses<L>(columns, what) : classes === undefined ? sortedLabels(read) : readClasses(classes, what)
  if (known.length !== columns) {
    throw new ShapeError(
      `${what}: scores of ${known.length} classes have ${known.length} columns; received ${columns}. ` +
        `${classes === undefined ? 'Only the labels that occur are known: list those of all columns in' : 'Mend'} the option classes.`,
    )
  }
  return { classes: known, truth: indicesOf(read, known, 'labels') }
}

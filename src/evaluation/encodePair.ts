// True and predicted labels as class indices: what every figure from labels alone begins with.

import type { TensorLike } from '../tensor/index.ts'
import { argmaxOf } from './argmaxRows.ts'
import { type Classes, checkCount, indicesOf, type Label, type Labels, readClasses, readLabels, sortedLabels } from './labels.ts'
import { isScores, labelsOfColumns, readScores } from './scores.ts'

/** Options of figures from true and predicted labels. */
export interface ClassesOption<L extends Label = Label> {
  /** All classes, in order: their labels, or their number for labels 0, 1, ... Default: the labels that occur, sorted. */
  readonly classes?: Classes<L>
}

/** Both labels of every row as indices of `classes`. */
export interface EncodedPair<L extends Label = Label> {
  readonly classes: readonly L[]
  /** The true class of each row, shape [rows]. */
  readonly truth: Int32Array
  /** The predicted class of each row, shape [rows]. */
  readonly guess: Int32Array
}

/**
 * Reads true labels beside predictions, which are labels or scores.
 *
 * @param what the function that asks, for messages
 * @param predicted one label a row, or scores [rows, classes], whose first largest value is the prediction
 * @throws ShapeError where rows differ in number or there are none, LabelError for a label that is no class
 */
export function encodePair<L extends Label>(
  what: string,
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  classes?: Classes<L>,
): EncodedPair<L> {
  if (isScores(predicted)) {
    const scores = readScores(what, predicted)
    return { ...labelsOfColumns(what, labels, scores, classes), guess: argmaxOf(scores) }
  }
  const truth = readLabels(labels, 'labels')
  const guess = readLabels(predicted as Labels<L>, 'predicted')
  checkCount(what, truth.length, guess.length, 'predictions')
  const known = classes === undefined ? sortedLabels(truth, guess) : readClasses(classes, what)
  return { classes: known, truth: indicesOf(truth, known, 'labels'), guess: indicesOf(guess, known, 'predicted') }
}

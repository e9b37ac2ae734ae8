// Counts of (true class, predicted class): what every other figure of a report is made from.

import { checkLabels } from '../data/index.ts'
import { describe, ShapeError, UsageError } from '../errors.ts'
import { type Labels, labelTensor } from './labels.ts'

/**
 * The confusion matrix: `confusion[i][j]` rows have true class i and predicted class j.
 *
 * Its sum is the number of rows, its diagonal the right predictions; row i sums to the support of class i.
 *
 * @param labels true class indices, shape [rows]
 * @param predicted predicted class indices, shape [rows]
 * @param classes the number of classes, a whole number >= 1
 * @throws UsageError for a bad `classes`, ShapeError where the lengths differ, LabelError for an index out of range
 */
export function confusionMatrix(labels: Labels, predicted: Labels, classes: number): number[][] {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new UsageError(`confusionMatrix: classes must be a whole number >= 1; received ${describe(classes)}.`)
  }
  const truth = labelTensor(labels, 'labels')
  const guess = labelTensor(predicted, 'predicted')
  if (truth.data.length !== guess.data.length) {
    throw new ShapeError(
      `confusionMatrix: there are ${truth.data.length} labels but ${guess.data.length} predictions; one of each a row is needed.`,
    )
  }
  checkLabels(truth, 'labels', { classes })
  checkLabels(guess, 'predicted', { classes })
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0)) // [classes, classes]
  for (let row = 0; row < truth.data.length; row++) {
    const counts = confusion[truth.data[row] as number] as number[]
    const called = guess.data[row] as number
    counts[called] = (counts[called] as number) + 1
  }
  return confusion
}

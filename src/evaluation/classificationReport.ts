// Precision, recall and F1 for each class and on average, with scikit-learn's definitions, from the confusion matrix
// alone. Plain data out: a table, a picture or JSON is somebody else's business.

import { describe, ShapeError, UsageError } from '../errors.ts'
import { isTensor, type TensorLike } from '../tensor/index.ts'
import { argmaxRows } from './argmaxRows.ts'
import { confusionMatrix } from './confusionMatrix.ts'
import { type Labels, labelTensor } from './labels.ts'

/** The figures of one class, or an average over classes. */
export interface ClassScores {
  /** TP / (TP + FP): how many of the rows called this class are of it. 0 if none is called so. */
  precision: number
  /** TP / (TP + FN): how many of the rows of this class are found. 0 if there are none. */
  recall: number
  /** 2 TP / (2 TP + FP + FN): the harmonic mean of precision and recall. 0 if the class never occurs. */
  f1: number
  /** Rows whose true class this is; for an average, all rows. */
  support: number
}

/** What classificationReport returns. */
export interface ClassificationReport {
  /** Right predictions / rows. */
  accuracy: number
  /** One entry for each class, in class order; `class` is its name, or its index where there are no names. */
  perClass: (ClassScores & { class: string | number })[]
  /** The plain mean over classes: every class counts the same. */
  macro: ClassScores
  /** The mean over classes weighted by support: every row counts the same. */
  weighted: ClassScores
  /** `confusion[i][j]`: rows of true class i predicted as j. */
  confusion: number[][]
}

/** Options of classificationReport. */
export interface ClassificationReportOptions {
  /** A name for each class, in class order; without it classes are called by their index. */
  classNames?: readonly string[]
  /** The number of classes. Default: that of `classNames`, or of the score columns, or the largest index + 1. */
  classes?: number
}

/** Whether predictions come as scores [rows, classes] rather than as class indices. */
function isScores(predicted: Labels | TensorLike): predicted is TensorLike {
  if (isTensor(predicted)) return predicted.shape.length === 2 && predicted.shape[1] !== 1
  return Array.isArray(predicted) && Array.isArray(predicted[0])
}

function largest(values: ArrayLike<number>): number {
  let result = -1
  for (let i = 0; i < values.length; i++) if ((values[i] as number) > result) result = values[i] as number
  return result
}

/** a / b, and 0 for 0 / 0, as scikit-learn's `zero_division=0`. */
const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b)

function average(perClass: readonly ClassScores[], weight: (scores: ClassScores) => number): ClassScores {
  const sum = { precision: 0, recall: 0, f1: 0, support: 0 }
  let total = 0
  for (const scores of perClass) {
    const share = weight(scores)
    total += share
    sum.precision += share * scores.precision
    sum.recall += share * scores.recall
    sum.f1 += share * scores.f1
    sum.support += scores.support
  }
  return {
    precision: ratio(sum.precision, total),
    recall: ratio(sum.recall, total),
    f1: ratio(sum.f1, total),
    support: sum.support,
  }
}

/**
 * Accuracy, precision, recall and F1, as scikit-learn's `classification_report(..., labels=all classes, zero_division=0)`:
 * a figure whose denominator is 0 is 0, and the macro average runs over all classes, also those that never occur.
 *
 * @param labels true class indices, shape [rows]
 * @param predicted class indices, shape [rows], or scores (logits or probabilities), shape [rows, classes]
 * @throws ShapeError where rows differ in number or there are none, LabelError for an index out of range
 */
export function classificationReport(
  labels: Labels,
  predicted: Labels | TensorLike,
  options: ClassificationReportOptions = {},
): ClassificationReport {
  const { classNames } = options
  const truth = labelTensor(labels, 'labels')
  const rows = truth.data.length
  if (rows === 0) throw new ShapeError('classificationReport: there are no rows; at least one is needed.')
  const scores = isScores(predicted)
  const guess = labelTensor(scores ? argmaxRows(predicted) : (predicted as Labels), 'predicted')
  const columns = scores ? (isTensor(predicted) ? predicted.shape[1] : (predicted[0] as readonly unknown[]).length) : undefined
  const classes = options.classes ?? classNames?.length ?? columns ?? Math.max(largest(truth.data), largest(guess.data)) + 1
  if (classNames !== undefined && classNames.length !== classes) {
    throw new UsageError(`classificationReport: classNames must name all ${classes} classes; received ${describe(classNames)}.`)
  }
  if (columns !== undefined && columns !== classes) {
    throw new ShapeError(`classificationReport: scores of ${classes} classes have ${classes} columns; received ${columns}.`)
  }
  const confusion = confusionMatrix(truth, guess, classes)
  const called = new Array<number>(classes).fill(0)
  let right = 0
  for (let i = 0; i < classes; i++) {
    right += confusion[i]![i] as number
    for (let j = 0; j < classes; j++) called[j] = (called[j] as number) + (confusion[i]![j] as number)
  }
  const perClass = confusion.map((counts, i) => {
    const support = counts.reduce((sum, count) => sum + count, 0)
    const hits = counts[i] as number
    return {
      class: classNames?.[i] ?? i,
      precision: ratio(hits, called[i] as number),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + (called[i] as number)),
      support,
    }
  })
  return {
    accuracy: right / rows,
    perClass,
    macro: average(perClass, () => 1),
    weighted: average(perClass, (scores) => scores.support),
    confusion,
  }
}

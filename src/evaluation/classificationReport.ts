// Precision, recall and F1 for each class and on average, with scikit-learn's definitions, from the confusion matrix
// alone. Plain data out: a table, a picture or JSON is somebody else's business.

import { describe, UsageError } from '../errors.ts'
import type { TensorLike } from '../tensor/index.ts'
import { countPairs, sumsOfColumns, sumsOfRows } from './confusionMatrix.ts'
import { type ClassesOption, encodePair } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption } from './sampleWeight.ts'

/**
 * The figures of one class, or an average over classes. With sample weights, rows count by their weight.
 *
 * @typeParam F `number | null` where the report was asked for null in place of what is undefined
 */
export interface ClassScores<F extends number | null = number> {
  /** TP / (TP + FP): how many of the rows called this class are of it. Undefined if none is called so. */
  precision: F
  /** TP / (TP + FN): how many of the rows of this class are found. Undefined if there are none. */
  recall: F
  /** 2 TP / (2 TP + FP + FN): the harmonic mean of precision and recall. Undefined if the class never occurs. */
  f1: F
  /** Rows whose true class this is; for an average, all rows. */
  support: number
}

/** What classificationReport returns. */
export interface ClassificationReport<F extends number | null = number> {
  /** Right predictions / rows. */
  accuracy: number
  /** One entry for each class, in class order; `class` is its name, or its label where there are no names. */
  perClass: (ClassScores<F> & { class: Label })[]
  /** The plain mean over classes: every class counts the same. */
  macro: ClassScores<F>
  /** From the sums of TP, FP and FN over all classes: all three figures are the accuracy, as every row has one class. */
  micro: ClassScores<F>
  /** The mean over classes weighted by support: every row counts the same. */
  weighted: ClassScores<F>
  /** `confusion[i][j]`: rows of true class i predicted as j. */
  confusion: number[][]
  /** Which figures are undefined, and what stands in their place. */
  warnings: string[]
}

/** Options of classificationReport. */
export interface ClassificationReportOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption {
  /** A name for each class, in class order; without `classes` the labels are 0, 1, ... */
  readonly classNames?: readonly string[]
  /**
   * What a figure is whose denominator is 0: 0 (scikit-learn's default), 1, or null, which averages then leave out (its
   * `zero_division=nan`). Default: 0.
   */
  readonly zeroDivision?: 0 | 1 | null
}

/** The mean of what is defined; `undefinedMean` if nothing is. */
function meanOf(values: readonly (number | null)[], weights: readonly number[], undefinedMean: number | null): number | null {
  let sum = 0
  let total = 0
  values.forEach((value, i) => {
    if (value === null) return
    sum += weights[i] * value
    total += weights[i]
  })
  return total === 0 ? undefinedMean : sum / total
}

/** Names in a sentence, the first few of many. */
const named = (classes: readonly Label[]): string =>
  classes.slice(0, 10).join(', ') + (classes.length > 10 ? ` and ${classes.length - 10} more` : '')

/**
 * Accuracy, precision, recall and F1, as scikit-learn's `classification_report(..., labels=classes)`. The macro average runs over all
 * classes, also those that never occur.
 *
 * @param labels true labels, shape [rows]
 * @param predicted predicted labels, shape [rows], or scores (logits or probabilities), shape [rows, classes]
 * @throws ShapeError where rows differ in number or there are none, LabelError for a label that is no class, UsageError for bad
 * options
 */
export function classificationReport<L extends Label>(
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  options: ClassificationReportOptions<L> & { readonly zeroDivision: null },
): ClassificationReport<number | null>
export function classificationReport<L extends Label>(
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  options?: ClassificationReportOptions<L> & { readonly zeroDivision?: 0 | 1 },
): ClassificationReport
export function classificationReport<L extends Label>(
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  options: ClassificationReportOptions<L> = {},
): ClassificationReport<number | null> {
  const { classNames, zeroDivision = 0, sampleWeight } = options
  if (![0, 1, null].includes(zeroDivision)) {
    throw new UsageError(`classificationReport: zeroDivision must be 0, 1 or null; received ${describe(zeroDivision)}.`)
  }
  const pair = encodePair('classificationReport', labels, predicted, options.classes ?? classNames?.length)
  const { classes } = pair
  if (classNames !== undefined && classNames.length !== classes.length) {
    throw new UsageError(
      `classificationReport: classNames must name all ${classes.length} classes; received ${describe(classNames)}.`,
    )
  }
  const confusion = countPairs(pair, readSampleWeight('classificationReport', sampleWeight, pair.truth.length))
  const supports = sumsOfRows(confusion)
  const called = sumsOfColumns(confusion)
  const ratio = (a: number, b: number): number | null => (b === 0 ? zeroDivision : a / b)
  const perClass = confusion.map((counts, i) => ({
    class: classNames?.[i] ?? classes[i],
    precision: ratio(counts[i], called[i]),
    recall: ratio(counts[i], supports[i]),
    f1: ratio(2 * counts[i], supports[i] + called[i]),
    support: supports[i],
  }))
  const all = supports.reduce((sum, rows) => sum + rows, 0)
  const right = confusion.reduce((sum, counts, i) => sum + counts[i], 0)
  const average = (weights: readonly number[]): ClassScores<number | null> => ({
    precision: meanOf(
      perClass.map((scores) => scores.precision),
      weights,
      zeroDivision,
    ),
    recall: meanOf(
      perClass.map((scores) => scores.recall),
      weights,
      zeroDivision,
    ),
    f1: meanOf(
      perClass.map((scores) => scores.f1),
      weights,
      zeroDivision,
    ),
    support: all,
  })
  const warnings: string[] = []
  const warn = (figure: string, why: string, sums: readonly number[]): void => {
    const without = perClass.filter((_, i) => sums[i] === 0).map((scores) => scores.class)
    if (without.length > 0)
      warnings.push(`The ${figure} of class ${named(without)} is undefined, as ${why}; it counts as ${zeroDivision}.`)
  }
  warn('precision', 'no row is predicted so', called)
  warn('recall', 'no row is of it', supports)
  return {
    accuracy: right / all,
    perClass,
    macro: average(classes.map(() => 1)),
    micro: { precision: right / all, recall: right / all, f1: right / all, support: all },
    weighted: average(supports),
    confusion,
    warnings,
  }
}

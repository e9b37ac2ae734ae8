// Precision-recall curves: what it costs in precision to find more of a class. For rare classes they say more than ROC curves.

import type { TensorLike } from '../tensor/index.ts'
import type { Label, Labels } from './labels.ts'
import { type CurveOptions, meanOfDefined, type OneVersusRest, oneVersusRest } from './oneVersusRest.ts'
import { keptPoints } from './thresholdCounts.ts'

/** Options of prCurve. */
export interface PrCurveOptions<L extends Label = Label> extends CurveOptions<L> {
  /** Leaves out points between two of the same recall, which changes the picture little and the average precision not. Default: false. */
  readonly dropIntermediate?: boolean
}

/** The curve of one class against the rest, from the lowest threshold up; one point more than thresholds, at the end. */
export interface PrCurve<L extends Label = Label> {
  class: L
  /** Rows of the class among those with a score >= the threshold; the last is 1. */
  precision: number[]
  /** Rows of the class with a score >= the threshold / rows of the class; the last is 0. Null where the class has no rows. */
  recall: number[] | null
  /** The different scores, ascending. */
  thresholds: number[]
  /** Average precision, sum of (R_n - R_n-1) P_n, without interpolation. Null where the class has no rows. */
  averagePrecision: number | null
  /** Rows of the class, or the sum of their weights. */
  support: number
}

/** What prCurve returns. */
export interface PrCurves<L extends Label = Label> {
  /** A curve for each class, in class order. */
  curves: PrCurve<L>[]
  /** The mean average precision of the classes that have one; null if none has. */
  macroAveragePrecision: number | null
  /** The same, weighted by support. */
  weightedAveragePrecision: number | null
  /** Which classes have no average precision, and why. */
  warnings: string[]
}

function curveOf<L extends Label>({ class: label, counts, support }: OneVersusRest<L>, drop: boolean): PrCurve<L> {
  const { thresholds, truePositives, falsePositives } = counts
  let averagePrecision: number | null = support === 0 ? null : 0
  for (let i = 0; i < thresholds.length && averagePrecision !== null; i++) {
    const gained = truePositives[i] / support - (i === 0 ? 0 : truePositives[i - 1] / support)
    averagePrecision += (gained * truePositives[i]) / (truePositives[i] + falsePositives[i])
  }
  const moves = (i: number): boolean => truePositives[i] !== truePositives[i - 1] || truePositives[i + 1] !== truePositives[i]
  const kept = keptPoints(thresholds.length, (i) => !drop || moves(i)).reverse()
  return {
    class: label,
    precision: [...kept.map((i) => truePositives[i] / (truePositives[i] + falsePositives[i])), 1],
    recall: support === 0 ? null : [...kept.map((i) => truePositives[i] / support), 0],
    thresholds: kept.map((i) => thresholds[i]),
    averagePrecision,
    support,
  }
}

/**
 * Precision-recall curves, each class against the rest, with their average precisions. As scikit-learn's
 * `precision_recall_curve` and `average_precision_score`; for a class without rows recall and average precision are null, with a
 * warning, and left out of the means (scikit-learn warns, and takes 1 and 0).
 *
 * @param labels true labels, shape [rows]
 * @param scores logits or probabilities, shape [rows, classes]; the curve of a class depends on the order of its column alone
 * @throws ShapeError where rows or classes differ in number, LabelError for a label that is no class, DataError for scores that
 * are not finite
 */
export function prCurve<L extends Label>(labels: Labels<L>, scores: TensorLike, options: PrCurveOptions<L> = {}): PrCurves<L> {
  const curves = oneVersusRest('prCurve', labels, scores, options).map((part) => curveOf(part, options.dropIntermediate ?? false))
  const figures = curves.map((curve) => curve.averagePrecision)
  return {
    curves,
    macroAveragePrecision: meanOfDefined(figures),
    weightedAveragePrecision: meanOfDefined(
      figures,
      curves.map((curve) => curve.support),
    ),
    warnings: curves
      .filter((curve) => curve.averagePrecision === null)
      .map((curve) => `prCurve: no row is of class ${curve.class}, so its recall and average precision are undefined (null).`),
  }
}

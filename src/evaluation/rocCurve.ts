// Receiver operating characteristics: what it costs in false alarms to find more of a class.

import type { TensorLike } from '../tensor/index.ts'
import type { Label, Labels } from './labels.ts'
import { type CurveOptions, meanOfDefined, type OneVersusRest, oneVersusRest } from './oneVersusRest.ts'
import { keptPoints } from './thresholdCounts.ts'

/** Options of rocCurve. */
export interface RocCurveOptions<L extends Label = Label> extends CurveOptions<L> {
  /** Leaves out points on a straight line between others, which change neither the picture nor the area. Default: true. */
  readonly dropIntermediate?: boolean
}

/** The curve of one class against the rest; the first point is (0, 0), the last (1, 1). */
export interface RocCurve<L extends Label = Label> {
  class: L
  /** Other rows with a score >= the threshold / other rows; null where there are none. */
  falsePositiveRate: number[] | null
  /** Rows of the class with a score >= the threshold / rows of the class; null where there are none. */
  truePositiveRate: number[] | null
  /** Descending; the first is Infinity, which no row reaches. */
  thresholds: number[]
  /** The area under the curve: how often a row of the class scores above another, ties half. Null where one kind is missing. */
  auc: number | null
  /** Rows of the class, or the sum of their weights. */
  support: number
}

/** What rocCurve returns. */
export interface RocCurves<L extends Label = Label> {
  /** A curve for each class, in class order. */
  curves: RocCurve<L>[]
  /** The mean area of the classes that have one; null if none has. */
  macroAuc: number | null
  /** The same, weighted by support. */
  weightedAuc: number | null
  /** Which classes have no curve, and why. */
  warnings: string[]
}

/** The points of one class, and the area by the trapezoidal rule. */
function curveOf<L extends Label>({ class: label, counts, support, others }: OneVersusRest<L>, drop: boolean): RocCurve<L> {
  const { truePositives, falsePositives } = counts
  const bends = (values: readonly number[], i: number): boolean => values[i + 1] - values[i] !== values[i] - values[i - 1]
  const kept = keptPoints(truePositives.length, (i) => !drop || bends(truePositives, i) || bends(falsePositives, i))
  const rate = (sums: readonly number[], all: number): number[] | null =>
    all === 0 ? null : [0, ...kept.map((place) => sums[place] / all)]
  const x = rate(falsePositives, others)
  const y = rate(truePositives, support)
  let auc: number | null = null
  if (x !== null && y !== null) {
    auc = 0
    for (let i = 1; i < x.length; i++) auc += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2
  }
  return {
    class: label,
    falsePositiveRate: x,
    truePositiveRate: y,
    thresholds: [Number.POSITIVE_INFINITY, ...kept.map((place) => counts.thresholds[place])],
    auc,
    support,
  }
}

/**
 * ROC curves, each class against the rest, with the areas under them. As scikit-learn's `roc_curve` and
 * `roc_auc_score(multi_class='ovr')`; a class without rows (or with all of them) has no area: null, a warning, and left out of the
 * mean (where scikit-learn's is NaN).
 *
 * @param labels true labels, shape [rows]
 * @param scores logits or probabilities, shape [rows, classes]; the curve of a class depends on the order of its column alone
 * @throws ShapeError where rows or classes differ in number, LabelError for a label that is no class, DataError for scores that
 * are not finite
 */
export function rocCurve<L extends Label>(labels: Labels<L>, scores: TensorLike, options: RocCurveOptions<L> = {}): RocCurves<L> {
  const curves = oneVersusRest('rocCurve', labels, scores, options).map((part) => curveOf(part, options.dropIntermediate ?? true))
  const areas = curves.map((curve) => curve.auc)
  return {
    curves,
    macroAuc: meanOfDefined(areas),
    weightedAuc: meanOfDefined(
      areas,
      curves.map((curve) => curve.support),
    ),
    warnings: curves
      .filter((curve) => curve.auc === null)
      .map(
        ({ class: label, support }) =>
          `rocCurve: ${support === 0 ? 'no' : 'every'} row is of class ${label}, so its AUC is undefined (null).`,
      ),
  }
}

// The frame of the curves: each class in turn against all others.

import { PairwiseSum } from '../numerics/index.ts'
import type { TensorLike } from '../tensor/index.ts'
import type { ClassesOption } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption } from './sampleWeight.ts'
import { checkFiniteScores, labelsOfColumns, readScores } from './scores.ts'
import { type ThresholdCounts, thresholdCounts } from './thresholdCounts.ts'

/** One class against the rest. */
export interface OneVersusRest<L extends Label = Label> {
  readonly class: L
  readonly counts: ThresholdCounts
  /** The sum of the weights (or the number) of its rows. */
  readonly support: number
  /** That of all other rows. */
  readonly others: number
}

/** Options of the curves. */
export interface CurveOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption {}

/**
 * The counts at every threshold, for each class.
 *
 * @throws ShapeError where rows or classes differ in number, LabelError for a label that is no class, DataError for scores that
 * are not finite
 */
export function oneVersusRest<L extends Label>(
  what: string,
  labels: Labels<L>,
  values: TensorLike,
  options: CurveOptions<L>,
): OneVersusRest<L>[] {
  const scores = readScores(what, values)
  checkFiniteScores(what, scores, 'scores')
  const { data, rows, columns } = scores
  const { classes, truth } = labelsOfColumns(what, labels, scores, options.classes)
  const weights = readSampleWeight(what, options.sampleWeight, rows)
  return classes.map((label, j) => {
    const column = Float64Array.from(truth, (_, row) => data[row * columns + j])
    const positive = Uint8Array.from(truth, (index) => (index === j ? 1 : 0))
    const counts = thresholdCounts(column, positive, weights)
    return {
      class: label,
      counts,
      support: counts.truePositives.at(-1) as number,
      others: counts.falsePositives.at(-1) as number,
    }
  })
}

/** The mean of what is defined, with weights or without; null if nothing is. */
export function meanOfDefined(figures: readonly (number | null)[], weights?: readonly number[]): number | null {
  const sum = new PairwiseSum()
  const total = new PairwiseSum()
  figures.forEach((figure, i) => {
    const weight = weights === undefined ? 1 : weights[i]
    if (figure === null || weight === 0) return
    sum.add(weight * figure)
    total.add(weight)
  })
  return total.count === 0 ? null : sum.value() / total.value()
}

// Accuracy where every class counts the same, however many rows it has.

import type { TensorLike } from '../tensor/index.ts'
import { countPairs, sumsOfRows } from './confusionMatrix.ts'
import { type ClassesOption, encodePair } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption } from './sampleWeight.ts'
import type { WarningOption } from './warnings.ts'

/** Options of balancedAccuracy. */
export interface BalancedAccuracyOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption, WarningOption {
  /** Whether 0 is what chance gives: (score - 1 / K) / (1 - 1 / K) for K classes that occur. Default: false. */
  readonly adjusted?: boolean
}

/**
 * The mean of the recalls of all classes that occur among the true labels; others have no recall and are left out, with a
 * warning. As scikit-learn's `balanced_accuracy_score`.
 *
 * @param labels true labels, shape [rows]
 * @param predicted predicted labels, shape [rows], or scores, shape [rows, classes]
 * @returns from 0 to 1; adjusted, from 1 / (1 - K) to 1, and null with a warning where only one class occurs
 * @throws ShapeError where the lengths differ or there are no rows, LabelError for a label that is no class
 */
export function balancedAccuracy<L extends Label>(
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  options: BalancedAccuracyOptions<L> & { readonly adjusted: true },
): number | null
export function balancedAccuracy<L extends Label>(
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  options?: BalancedAccuracyOptions<L>,
): number
export function balancedAccuracy<L extends Label>(
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  { classes, sampleWeight, adjusted = false, onWarning }: BalancedAccuracyOptions<L> = {},
): number | null {
  const pair = encodePair('balancedAccuracy', labels, predicted, classes)
  const counts = countPairs(pair, readSampleWeight('balancedAccuracy', sampleWeight, pair.truth.length))
  const support = sumsOfRows(counts)
  const present = support.flatMap((rows, i) => (rows > 0 ? [i] : []))
  if (present.length < support.length) {
    const absent = pair.classes.filter((_, i) => support[i] === 0)
    onWarning?.(`balancedAccuracy: no row is of class ${absent.join(', ')}, so the mean is over the other classes.`)
  }
  const score = present.reduce((sum, i) => sum + counts[i][i] / support[i], 0) / present.length
  if (!adjusted) return score
  if (present.length === 1) {
    onWarning?.('balancedAccuracy: with a single class chance is always right, so the adjusted score is undefined (null).')
    return null
  }
  const chance = 1 / present.length
  return (score - chance) / (1 - chance)
}

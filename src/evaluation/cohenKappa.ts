// How far two raters agree beyond chance.

import { describe, UsageError } from '../errors.ts'
import type { TensorLike } from '../tensor/index.ts'
import { countPairs, sumsOfColumns, sumsOfRows } from './confusionMatrix.ts'
import { type ClassesOption, encodePair } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption } from './sampleWeight.ts'
import type { WarningOption } from './warnings.ts'

/** Options of cohenKappa. */
export interface CohenKappaOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption, WarningOption {
  /**
   * What a confusion of class i with class j costs: 1 ('none'), |i - j| ('linear') or (i - j)^2 ('quadratic'), by their places in
   * `classes`. Default: 'none'.
   */
  readonly weights?: 'none' | 'linear' | 'quadratic'
}

const COSTS: Readonly<Record<string, (i: number, j: number) => number>> = {
  none: (i, j) => (i === j ? 0 : 1),
  linear: (i, j) => Math.abs(i - j),
  quadratic: (i, j) => (i - j) * (i - j),
}

/**
 * Cohen's kappa: 1 - sum_ij c_ij O_ij / sum_ij c_ij E_ij, where O are the counts of (true, predicted) classes, E what they
 * would be by chance (row sum x column sum / total) and c the costs. As scikit-learn's `cohen_kappa_score`.
 *
 * @param labels one rater's labels, shape [rows]
 * @param predicted the other's, shape [rows], or scores, shape [rows, classes]
 * @returns at most 1; 0 is what chance gives. Null with a warning where both only ever name the same class (0 / 0)
 * @throws UsageError for unknown weights, ShapeError where the lengths differ or there are no rows, LabelError for a label that is
 * no class
 */
export function cohenKappa<L extends Label>(
  labels: Labels<L>,
  predicted: Labels<L> | TensorLike,
  { classes, sampleWeight, weights = 'none', onWarning }: CohenKappaOptions<L> = {},
): number | null {
  const cost = Object.hasOwn(COSTS, weights) ? COSTS[weights] : undefined
  if (cost === undefined) {
    throw new UsageError(`cohenKappa: weights must be 'none', 'linear' or 'quadratic'; received ${describe(weights)}.`)
  }
  const pair = encodePair('cohenKappa', labels, predicted, classes)
  const counts = countPairs(pair, readSampleWeight('cohenKappa', sampleWeight, pair.truth.length))
  const down = sumsOfRows(counts)
  const across = sumsOfColumns(counts)
  const total = down.reduce((sum, rows) => sum + rows, 0)
  let observed = 0
  let expected = 0
  for (let i = 0; i < down.length; i++) {
    for (let j = 0; j < down.length; j++) {
      observed += cost(i, j) * counts[i][j]
      expected += (cost(i, j) * (down[i] * across[j])) / total
    }
  }
  if (expected === 0) {
    onWarning?.('cohenKappa: both name a single class, the same for every row, so that kappa is 0 / 0: undefined (null).')
    return null
  }
  return 1 - observed / expected
}

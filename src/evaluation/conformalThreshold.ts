// Split conformal prediction, the first half: from rows that training never saw, how improbable a class may be and still be in
// the set of a row (Vovk, Gammerman, Shafer, "Algorithmic learning in a random world", 2005; the score is that of Sadinle, Lei,
// Wasserman, 2019).

import { describe, UsageError } from '../errors.ts'
import type { TensorLike } from '../tensor/index.ts'
import type { ClassesOption } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { labelsOfColumns, readProbabilities } from './scores.ts'
import type { WarningOption } from './warnings.ts'

/** Options of conformalThreshold. */
export interface ConformalThresholdOptions<L extends Label = Label> extends ClassesOption<L>, WarningOption {
  /** How often a set may miss the true class, between 0 and 1. Default: 0.1, for sets that hold it in 90 % of rows. */
  readonly alpha?: number
}

/** How far (n + 1)(1 - alpha) may be above a whole number by rounding alone: 100 (1 - 0.42) is 58.00000000000001. */
const ROUNDING = 1e-9

/**
 * The threshold for predictionSets: of the scores 1 - p_y of n held-out rows, the ceil((n + 1)(1 - alpha))-th smallest. Where that is
 * beyond n (too few rows for so small an alpha) it is 1, which lets every class in, with a warning.
 *
 * For rows drawn like these, sets with `allowEmpty` then hold the true class with a probability of at least 1 - alpha, and, without
 * ties, at most 1 - alpha + 1 / (n + 1), on average over all such draws.
 *
 * @param probabilities of held-out rows, shape [rows, classes]; every row sums to 1 within 0.001
 * @param y true labels, shape [rows]
 * @returns from 0 to 1: a plain number to keep with the model
 * @throws UsageError for a bad alpha, ShapeError where rows or classes differ in number, LabelError for a label that is no class,
 * DataError for rows that are no probabilities
 */
export function conformalThreshold<L extends Label>(
  probabilities: TensorLike,
  y: Labels<L>,
  { alpha = 0.1, classes, onWarning }: ConformalThresholdOptions<L> = {},
): number {
  if (!(typeof alpha === 'number' && alpha > 0 && alpha < 1)) {
    throw new UsageError(`conformalThreshold: alpha must be a number between 0 and 1, such as 0.1; received ${describe(alpha)}.`)
  }
  const scores = readProbabilities('conformalThreshold', probabilities)
  const { truth } = labelsOfColumns('conformalThreshold', y, scores, classes)
  const { data, rows, columns } = scores
  const place = (rows + 1) * (1 - alpha)
  const rank = Math.max(1, Math.min(rows + 1, 0 - Math.floor(0 - (place - place * ROUNDING)))) // ceil
  if (rank > rows) {
    onWarning?.(
      `conformalThreshold: ${rows} ${rows === 1 ? 'row is' : 'rows are'} too few for alpha = ${alpha}, so every set holds all classes. ` +
        `Give at least ${0 - Math.floor(0 - (1 / alpha - 1 - ROUNDING / alpha))} rows, or a larger alpha.`,
    )
    return 1
  }
  const sorted = Float64Array.from(truth, (label, row) => 1 - data[row * columns + label]).sort()
  return sorted[rank - 1]
}

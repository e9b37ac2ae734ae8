// The figures that cross-validation, grid search and permutation importance can go by, by name, and which way is better.

import { describe, UsageError } from '../errors.ts'
import type { TensorLike } from '../tensor/index.ts'
import { accuracy } from './accuracy.ts'
import { balancedAccuracy } from './balancedAccuracy.ts'
import { brierScore } from './brierScore.ts'
import { classificationReport } from './classificationReport.ts'
import { cohenKappa } from './cohenKappa.ts'
import type { FittedEstimator } from './estimator.ts'
import { expectedCalibrationError } from './expectedCalibrationError.ts'
import type { Label } from './labels.ts'
import { logLoss } from './logLoss.ts'
import { matthewsCorrelation } from './matthewsCorrelation.ts'
import type { Rows } from './selectRows.ts'
import type { OnWarning } from './warnings.ts'

/** Test rows, as a figure sees them. */
export interface ScoredRows<L extends Label = Label> {
  readonly X: Rows
  readonly y: readonly L[]
  readonly sampleWeight?: Float64Array
  /** Takes note of what is to be known of a figure. */
  readonly onWarning: OnWarning
}

/** A figure of your own. */
export interface Scoring<L extends Label = Label> {
  /** What it is called in results. */
  readonly name: string
  /** Whether a larger figure is a better one. Default: true. */
  readonly greaterIsBetter?: boolean
  /** The figure of a fitted estimator on rows it was not fitted on; null where it is undefined. */
  score(fitted: FittedEstimator<L>, rows: ScoredRows<L>): Promise<number | null> | number | null
}

/** Figures by name. */
export type ScoringName =
  | 'accuracy'
  | 'balancedAccuracy'
  | 'macroF1'
  | 'weightedF1'
  | 'cohenKappa'
  | 'matthewsCorrelation'
  | 'logLoss'
  | 'brierScore'
  | 'expectedCalibrationError'

interface FigureOptions {
  sampleWeight?: Float64Array
  onWarning: OnWarning
}

/** Figures from predicted labels. Averages over classes run over those that occur among the rows or their predictions. */
const FROM_LABELS: Readonly<
  Record<string, (y: readonly Label[], guess: readonly Label[], options: FigureOptions) => number | null>
> = {
  accuracy,
  balancedAccuracy,
  macroF1: (y, guess, options) => classificationReport(y, guess, options).macro.f1,
  weightedF1: (y, guess, options) => classificationReport(y, guess, options).weighted.f1,
  cohenKappa,
  matthewsCorrelation,
}

type FromProbabilities = (y: readonly Label[], p: TensorLike, options: FigureOptions & { classes: readonly Label[] }) => number

/** Figures from probabilities: all of them losses. */
const FROM_PROBABILITIES: Readonly<Record<string, FromProbabilities>> = { logLoss, brierScore, expectedCalibrationError }

/**
 * What a figure is, by its name or as it is given.
 *
 * @throws UsageError for an unknown name, with those there are
 */
export function resolveScoring<L extends Label>(scoring: ScoringName | Scoring<L>, what: string): Required<Scoring<L>> {
  if (typeof scoring === 'object' && scoring !== null && typeof scoring.score === 'function' && typeof scoring.name === 'string') {
    const { name, greaterIsBetter = true } = scoring
    return { name, greaterIsBetter, score: (fitted, rows) => scoring.score(fitted, rows) }
  }
  const name = String(scoring)
  const options = ({ sampleWeight, onWarning }: ScoredRows<L>): FigureOptions =>
    sampleWeight === undefined ? { onWarning } : { sampleWeight, onWarning }
  if (typeof scoring === 'string' && Object.hasOwn(FROM_LABELS, name)) {
    const figure = FROM_LABELS[name]
    return {
      name,
      greaterIsBetter: true,
      score: async (fitted, rows) => figure(rows.y, await fitted.predict(rows.X), options(rows)),
    }
  }
  if (typeof scoring === 'string' && Object.hasOwn(FROM_PROBABILITIES, name)) {
    const figure = FROM_PROBABILITIES[name]
    return {
      name,
      greaterIsBetter: false,
      score: async (fitted, rows) =>
        figure(rows.y, await fitted.predictProba(rows.X), { ...options(rows), classes: fitted.classes }),
    }
  }
  const names = [...Object.keys(FROM_LABELS), ...Object.keys(FROM_PROBABILITIES)].map((known) => `'${known}'`)
  throw new UsageError(`${what}: scoring must be one of ${names.join(', ')}, or { name, score }; received ${describe(scoring)}.`)
}

/** Mean and population standard deviation of the figures that are defined; null if none is, or if they are not finite. */
export function summarise(figures: readonly (number | null)[]): { mean: number | null; std: number | null } {
  const defined = figures.filter((figure) => figure !== null)
  if (defined.length === 0) return { mean: null, std: null }
  const mean = defined.reduce((sum, figure) => sum + figure, 0) / defined.length
  const variance = defined.reduce((sum, figure) => sum + (figure - mean) * (figure - mean), 0) / defined.length
  return { mean: Number.isNaN(mean) ? null : mean, std: Number.isNaN(variance) ? null : Math.sqrt(variance) }
}

// How well a recipe does on rows it has not seen: fitted afresh in every fold, and scored on the rows left out.

import { type EvaluationState, type FoldResult, type FoldRunOptions, runFolds } from './foldJobs.ts'
import { type FoldOptions, makeFoldPlan, planKey } from './foldPlan.ts'
import type { Label, Labels } from './labels.ts'
import type { RecipeLike } from './recipe.ts'
import { summarise } from './scoring.ts'
import type { RowsOrTable } from './selectRows.ts'

/** Options of crossValidate. */
export interface CrossValidateOptions<P = unknown, L extends Label = Label> extends FoldOptions<L>, FoldRunOptions {
  /** What the recipe is called with. */
  readonly parameters?: P
}

/** A figure over all folds. */
export interface MetricSummary {
  /** Its value in each fold; null where it is undefined. */
  readonly values: readonly (number | null)[]
  /** The mean of those that are defined; null if none is. */
  readonly mean: number | null
  /** Their standard deviation, of the population (divided by their number), as NumPy's default; null if none or if one is infinite. */
  readonly std: number | null
}

/** What crossValidate resolves to. */
export interface CrossValidation extends MetricSummary {
  /** The name of the figure that `values`, `mean` and `std` are of: the first of `scoring`. */
  readonly scoring: string
  /** All figures by name. */
  readonly metrics: Readonly<Record<string, MetricSummary>>
  /** Every fold, in order. */
  readonly folds: readonly FoldResult[]
  /** What is to be known of the folds or figures. */
  readonly warnings: readonly string[]
  /** All results as a state, to be kept with them. */
  readonly state: EvaluationState
}

/** The summaries of the folds of one candidate, and their warnings. */
export function summariseFolds(
  folds: readonly FoldResult[],
  names: readonly string[],
): { metrics: Record<string, MetricSummary>; warnings: string[] } {
  const warnings = folds.flatMap((result) => result.warnings.map((warning) => `Fold ${result.fold}: ${warning}`))
  const metrics: Record<string, MetricSummary> = {}
  for (const name of names) {
    const values = folds.map((result) => result.scores[name] ?? null)
    metrics[name] = { values, ...summarise(values) }
    const undefinedIn = values.flatMap((value, fold) => (value === null ? [fold] : []))
    if (undefinedIn.length > 0) {
      warnings.push(`${name} is undefined in ${undefinedIn.length} of ${values.length} folds, which its mean leaves out.`)
    }
  }
  return { metrics, warnings }
}

/**
 * Cross-validation: a new estimator is made and fitted for every fold, with its preprocessing, on the rows of the other folds, and
 * scored on the rows of its own. Folds are stratified (see stratifiedKFold) and run at the same time, `concurrency` of them.
 *
 * The result is a function of data, options and recipe alone; neither `concurrency` nor an interruption changes it. Keep the state
 * that `onFold` is given (as JSON, say) and pass it as `state` to go on after a failure or an abort without computing a fold twice.
 *
 * @param recipe `(parameters) => estimator`, or `{ make, preprocess? }`
 * @param X rows: a Tensor of shape [rows, ...], nested arrays, sparse rows, or a table where the recipe takes tables
 * @param y one label a row, strings or numbers
 * @throws ShapeError, DataError or LabelError for rows that do not fit, UsageError for bad options or a state of other work, the signal's
 * reason once it is aborted, and whatever the recipe throws
 */
export async function crossValidate<P, L extends Label>(
  recipe: RecipeLike<P, L>,
  X: RowsOrTable,
  y: Labels<NoInfer<L>>,
  options: CrossValidateOptions<P, L> = {},
): Promise<CrossValidation> {
  const plan = makeFoldPlan('crossValidate', X, y, options)
  const candidates = [options.parameters as P]
  const key = await planKey(plan, candidates)
  const { results, state } = await runFolds('crossValidate', plan, recipe, candidates, key, options, false)
  const names = plan.scorings.map(({ name }) => name)
  const { metrics, warnings } = summariseFolds(results[0], names)
  return { scoring: names[0], ...metrics[names[0]], metrics, folds: results[0], warnings: [...plan.warnings, ...warnings], state }
}

// Which of several parameters do best in cross-validation, and a plain word on how much to believe of the best score.

import { describe, UsageError } from '../errors.ts'
import { type MetricSummary, summariseFolds } from './crossValidate.ts'
import { type EvaluationState, type FoldRunOptions, runFolds } from './foldJobs.ts'
import { type FoldOptions, makeFoldPlan, planKey } from './foldPlan.ts'
import type { Label, Labels } from './labels.ts'
import type { RecipeLike } from './recipe.ts'
import type { RowsOrTable } from './selectRows.ts'

/** The values to try for each parameter. */
export type Grid<P> = { readonly [K in keyof P]: readonly P[K][] }

/** Options of gridSearch. */
export interface GridSearchOptions<P = Record<string, unknown>, L extends Label = Label> extends FoldOptions<L>, FoldRunOptions {
  /** The values to try for each parameter, every combination of them; or several such grids. Values should be plain data. */
  readonly grid: Grid<P> | readonly Grid<P>[]
}

/** One combination of parameters and how it did. */
export interface GridCandidate<P> extends MetricSummary {
  readonly parameters: P
  /** 1 for the best; equals share a rank, and the next one is left out. Null where the candidate failed or has no mean. */
  readonly rank: number | null
  /** All figures by name. */
  readonly metrics: Readonly<Record<string, MetricSummary>>
  /** Why it could not be fitted or scored; null if it could. */
  readonly error: string | null
  readonly warnings: readonly string[]
}

/** The best candidate. */
export interface BestCandidate<P> {
  readonly parameters: P
  /** Its place among the candidates; of equals the first. */
  readonly index: number
  /** Its mean over the folds. */
  readonly score: number
  /** Always true: the score chose it. */
  readonly optimistic: true
  /** What that means, for whoever reads the score. */
  readonly note: string
}

/** What gridSearch resolves to. */
export interface GridSearch<P> {
  /** The name of the figure that chose: the first of `scoring`. */
  readonly scoring: string
  readonly greaterIsBetter: boolean
  readonly best: BestCandidate<P>
  /** Every combination, in the order of parameterGrid. */
  readonly candidates: readonly GridCandidate<P>[]
  /** What is to be known of the folds, and which candidates failed. */
  readonly warnings: readonly string[]
  /** All results as a state, to be kept with them. */
  readonly state: EvaluationState
}

/**
 * Every combination of the values of a grid, the last parameter changing fastest; of several grids one after the other.
 *
 * @throws UsageError where a parameter has no list of values
 */
export function parameterGrid<P>(grid: Grid<P> | readonly Grid<P>[]): P[] {
  const grids = (Array.isArray(grid) ? grid : [grid]) as readonly Record<string, readonly unknown[]>[]
  const all = grids.flatMap((each) => {
    if (typeof each !== 'object' || each === null) {
      throw new UsageError(`parameterGrid: a grid is an object of lists, such as { C: [0.1, 1] }; received ${describe(each)}.`)
    }
    return Object.entries(each).reduce<Record<string, unknown>[]>(
      (combinations, [name, values]) => {
        if (!Array.isArray(values) || values.length === 0) {
          throw new UsageError(
            `parameterGrid: ${name} must be a list of the values to try, at least one; received ${describe(values)}.`,
          )
        }
        return combinations.flatMap((parameters) => values.map((value) => ({ ...parameters, [name]: value })))
      },
      [{}],
    )
  })
  if (all.length === 0) throw new UsageError('parameterGrid: there is no grid. Give at least one, such as { C: [0.1, 1] }.')
  return all as P[]
}

const OPTIMISTIC =
  'This score is optimistic: it is the best of several, and it chose the parameters on the very rows it is measured on. ' +
  'Measure the chosen parameters on rows that took no part in the search.'

/** Ranks by mean, the best first. */
function ranksOf(means: readonly (number | null)[], greaterIsBetter: boolean): (number | null)[] {
  const isBetter = (a: number, b: number): boolean => (greaterIsBetter ? a > b : a < b)
  return means.map((mean) => (mean === null ? null : 1 + means.filter((other) => other !== null && isBetter(other, mean)).length))
}

/**
 * Cross-validates every combination of parameters on the same folds, and ranks them by the mean of the first figure of `scoring`.
 *
 * A candidate that fails (a training that diverges, say) has an `error` and no rank, and the others go on; only if all fail the search
 * rejects, with the first failure. The folds of all candidates run at the same time, `concurrency` of them; the state that `onFold`
 * is given takes a search up again where it was left, and tries again what had failed.
 *
 * **The best score is optimistic**, and says so in `best`: the more candidates, the more. Hold rows back before the search and
 * measure the chosen parameters on them.
 *
 * @param recipe `(parameters) => estimator`, or `{ make, preprocess? }`
 * @param X rows: a Tensor of shape [rows, ...], nested arrays, sparse rows, or a table where the recipe takes tables
 * @param y one label a row, strings or numbers
 * @throws as crossValidate
 */
export async function gridSearch<P, L extends Label>(
  recipe: RecipeLike<P, L>,
  X: RowsOrTable,
  y: Labels<NoInfer<L>>,
  options: GridSearchOptions<P, L>,
): Promise<GridSearch<P>> {
  const candidates = parameterGrid(options?.grid)
  const plan = makeFoldPlan('gridSearch', X, y, options)
  const key = await planKey(plan, candidates)
  const { results, failures, state } = await runFolds('gridSearch', plan, recipe, candidates, key, options, true)
  if (failures.size === candidates.length) throw failures.get(0)
  const [{ name: scoring, greaterIsBetter }] = plan.scorings
  const names = plan.scorings.map(({ name }) => name)
  const summaries = results.map((folds, i) => {
    const failed = failures.has(i)
    const { metrics, warnings } = summariseFolds(failed ? [] : folds, names)
    const error = failed ? messageOf(failures.get(i)) : null
    return { parameters: candidates[i], ...metrics[scoring], metrics, error, warnings }
  })
  const ranks = ranksOf(
    summaries.map((summary) => summary.mean),
    greaterIsBetter,
  )
  const index = ranks.indexOf(1)
  if (index < 0) {
    throw new UsageError(`gridSearch: ${scoring} is undefined for every candidate, so that none is best. Choose another figure.`)
  }
  const failedOnes = summaries.flatMap(({ error }, i) => (error === null ? [] : [`Candidate ${i} failed: ${error}`]))
  return {
    scoring,
    greaterIsBetter,
    best: { parameters: candidates[index], index, score: summaries[index].mean as number, optimistic: true, note: OPTIMISTIC },
    candidates: summaries.map((summary, i) => ({ ...summary, rank: ranks[i] })),
    warnings: [...plan.warnings, ...failedOnes],
    state,
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

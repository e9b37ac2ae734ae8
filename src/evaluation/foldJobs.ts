// Fits and scores every candidate in every fold, several at a time, and keeps each result the moment it is there.

import { describe, UsageError } from '../errors.ts'
import type { FoldPlan } from './foldPlan.ts'
import type { Label } from './labels.ts'
import { fitRecipe, type RecipeLike } from './recipe.ts'
import { checkConcurrency, runJobs } from './runJobs.ts'
import { type Rows, selectRows } from './selectRows.ts'

/** The figures of one fold. */
export interface FoldResult {
  /** Which candidate of a grid, from 0; 0 in cross-validation. */
  readonly candidate: number
  /** Which of all folds, from 0: repeats follow one another. */
  readonly fold: number
  /** Which repeat, from 0. */
  readonly repeat: number
  readonly trainRows: number
  readonly testRows: number
  /** Every figure by name; null where it is undefined. */
  readonly scores: Readonly<Record<string, number | null>>
  readonly warnings: readonly string[]
}

/** What has been computed so far, as plain data that survives JSON: pass it back in to go on from there. */
export interface EvaluationState {
  /** The fingerprint of data, folds, figures and parameters. */
  readonly key: string
  readonly results: readonly StoredFoldResult[]
}

/** A FoldResult in which infinite figures are words, as JSON has no infinity. */
export interface StoredFoldResult extends Omit<FoldResult, 'scores'> {
  readonly scores: Readonly<Record<string, number | null | 'Infinity' | '-Infinity'>>
}

/** How far an evaluation is. */
export interface EvaluationProgress {
  /** Folds that are computed, those of a former state too. */
  readonly done: number
  /** Folds in all: of every candidate. */
  readonly total: number
}

/** How the folds are run. */
export interface FoldRunOptions {
  /** How many folds run at a time, each with an estimator of its own. The results do not depend on it. Default: 4. */
  readonly concurrency?: number
  /** What was computed before: those folds are not computed again. */
  readonly state?: EvaluationState
  /** Called as each fold is done, with all that is done: what to keep for going on later. */
  readonly onFold?: (result: FoldResult, state: EvaluationState) => void
  /** Called at the start and as each fold is done. */
  readonly onProgress?: (progress: EvaluationProgress) => void
  /** Ends the evaluation, which rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** What running the folds gave: results by candidate and fold, and where a candidate failed, why. */
export interface FoldRun {
  readonly results: readonly (readonly FoldResult[])[]
  readonly failures: ReadonlyMap<number, unknown>
  readonly state: EvaluationState
}

const entries = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))

const store = (result: FoldResult): StoredFoldResult => ({
  ...result,
  scores: entries(result.scores, (figure) =>
    figure === null || Math.abs(figure) < Number.POSITIVE_INFINITY ? figure : figure > 0 ? 'Infinity' : '-Infinity',
  ),
})

const restore = (stored: StoredFoldResult): FoldResult => ({
  ...stored,
  scores: entries(stored.scores, (figure) => (figure === null ? null : Number(figure))),
})

/** @throws UsageError for a state of other work */
function readState(what: string, state: EvaluationState, key: string): FoldResult[] {
  if (typeof state?.key !== 'string' || !Array.isArray(state.results)) {
    throw new UsageError(`${what}: state must be what onFold was given; received ${describe(state)}.`)
  }
  if (state.key !== key) {
    throw new UsageError(
      `${what}: the state is of other work: data, folds, scoring or parameters differ. Give the same again, or leave state out.`,
    )
  }
  return state.results.map(restore)
}

/** Fits and scores one candidate in one fold. */
async function runFold<P, L extends Label>(
  plan: FoldPlan<L>,
  recipe: RecipeLike<P, L>,
  parameters: P,
  place: { candidate: number; fold: number },
  signal: AbortSignal | undefined,
): Promise<FoldResult> {
  const { X, y, weights, scorings } = plan
  const { train, test } = plan.folds[place.fold]
  const weightsOf = (rows: Uint32Array): { sampleWeight?: Float64Array } =>
    weights === undefined ? {} : { sampleWeight: Float64Array.from(rows, (row) => weights[row]) }
  const labelsOf = (rows: Uint32Array): L[] => Array.from(rows, (row) => y[row])
  const fitted = await fitRecipe(recipe, parameters, selectRows(X, train), labelsOf(train), {
    ...weightsOf(train),
    ...(signal === undefined ? {} : { signal }),
  })
  const warnings: string[] = []
  const rows = {
    X: selectRows(X, test) as Rows,
    y: labelsOf(test),
    ...weightsOf(test),
    onWarning: (warning: string) => void warnings.push(warning),
  }
  const scores: Record<string, number | null> = {}
  for (const { name, score } of scorings) {
    const figure = await score(fitted, rows)
    scores[name] = figure === null || Number.isNaN(figure) ? null : figure
  }
  const repeat = Math.floor(place.fold / plan.foldsInRepeat)
  return { ...place, repeat, trainRows: train.length, testRows: test.length, scores, warnings }
}

/**
 * Runs every candidate in every fold.
 *
 * @param tolerant whether a candidate may fail: its remaining folds are left out, and the others go on
 * @throws the signal's reason once it is aborted; without `tolerant` the first failure. What had begun is let finish before
 */
export async function runFolds<P, L extends Label>(
  what: string,
  plan: FoldPlan<L>,
  recipe: RecipeLike<P, L>,
  candidates: readonly P[],
  key: string,
  options: FoldRunOptions,
  tolerant: boolean,
): Promise<FoldRun> {
  const { concurrency = 4, state, onFold, onProgress, signal } = options
  checkConcurrency(concurrency, what)
  signal?.throwIfAborted()
  const results: FoldResult[][] = candidates.map(() => [])
  for (const result of state === undefined ? [] : readState(what, state, key)) results[result.candidate][result.fold] = result
  const total = candidates.length * plan.folds.length
  const currentState = (): EvaluationState => ({ key, results: results.flat().map(store) })
  const progress = (): void => onProgress?.({ done: results.flat().length, total })
  const jobs = candidates.flatMap((_, candidate) =>
    plan.folds.flatMap((__, fold) => (results[candidate][fold] === undefined ? [{ candidate, fold }] : [])),
  )
  const failures = new Map<number, { fold: number; error: unknown }>()
  progress()
  await runJobs(
    jobs,
    concurrency,
    async (place) => {
      const { candidate, fold } = place
      if (failures.has(candidate)) return
      let result: FoldResult
      try {
        result = await runFold(plan, recipe, candidates[candidate], place, signal)
      } catch (error) {
        if (!tolerant || signal?.aborted) throw error
        const earlier = failures.get(candidate)
        if (earlier === undefined || earlier.fold > fold) failures.set(candidate, { fold, error })
        return
      }
      results[candidate][fold] = result
      onFold?.(result, currentState())
      progress()
    },
    signal,
  )
  return {
    results,
    failures: new Map([...failures].map(([candidate, { error }]) => [candidate, error])),
    state: currentState(),
  }
}

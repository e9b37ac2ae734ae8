// A recipe says how to make a classifier from parameters, so that it can be made afresh for every fold. Whatever is learnt from
// data, scalings of features too, belongs in it: learnt before the split it would know the test rows.

import { describe, UsageError } from '../errors.ts'
import type { Tensor } from '../tensor/index.ts'
import type { Estimator, FitEstimatorOptions, FittedEstimator } from './estimator.ts'
import type { Label } from './labels.ts'
import type { Rows, RowsOrTable } from './selectRows.ts'

/** A step of preprocessing that may learn from training rows. */
export interface Transformer {
  /** Learns from training rows; their labels are there for those that want them. */
  fit(X: Rows, y: readonly Label[]): unknown
  /** Rows as the next step takes them. */
  transform(X: Rows): Rows | Promise<Rows>
}

/** How to make a classifier from parameters. */
export interface Recipe<P = unknown, L extends Label = Label> {
  /** A new estimator, untrained. */
  make(parameters: P): Estimator<L>
  /** New, unfitted steps that run before it, in order; they are fitted on the training rows of a fold alone. */
  preprocess?(parameters: P): readonly Transformer[]
}

/** A recipe, or its `make` alone. */
export type RecipeLike<P = unknown, L extends Label = Label> = Recipe<P, L> | ((parameters: P) => Estimator<L>)

/** A recipe that has been fitted: its preprocessing and its estimator, as one. */
export class FittedRecipe<L extends Label = Label> implements FittedEstimator<L> {
  readonly estimator: Estimator<L>
  readonly transformers: readonly Transformer[]

  constructor(estimator: Estimator<L>, transformers: readonly Transformer[]) {
    this.estimator = estimator
    this.transformers = transformers
  }

  /** The labels seen in training. */
  get classes(): readonly L[] {
    return this.estimator.classes
  }

  /** Rows as the estimator takes them. */
  async transform(X: Rows): Promise<Rows> {
    let rows = X
    for (const step of this.transformers) rows = await step.transform(rows)
    return rows
  }

  /** The label of each row. */
  async predict(X: Rows): Promise<L[]> {
    return this.estimator.predict(await this.transform(X))
  }

  /** The probability of each class, [rows, classes]. */
  async predictProba(X: Rows): Promise<Tensor> {
    return this.estimator.predictProba(await this.transform(X))
  }

  /** The estimator's own score, the accuracy. */
  async score(X: Rows, y: readonly L[]): Promise<number> {
    return this.estimator.score(await this.transform(X), y)
  }
}

/**
 * Makes what the recipe says and fits it: the preprocessing first, step by step, then the estimator.
 *
 * @throws UsageError where the recipe makes no estimator, and whatever the steps throw
 */
export async function fitRecipe<P, L extends Label>(
  recipe: RecipeLike<P, L>,
  parameters: P,
  X: RowsOrTable,
  y: readonly L[],
  options: FitEstimatorOptions = {},
): Promise<FittedRecipe<L>> {
  const { make, preprocess }: { make: unknown; preprocess?: unknown } = typeof recipe === 'function' ? { make: recipe } : recipe
  if (typeof make !== 'function' || (preprocess !== undefined && typeof preprocess !== 'function')) {
    throw new UsageError(
      `A recipe is a function of parameters, or { make, preprocess? } of such functions; received ${describe(recipe)}.`,
    )
  }
  const steps = typeof recipe === 'function' ? [] : (recipe.preprocess?.(parameters) ?? [])
  const estimator = typeof recipe === 'function' ? recipe(parameters) : recipe.make(parameters)
  if (typeof estimator?.fit !== 'function' || typeof estimator.predict !== 'function') {
    throw new UsageError(`A recipe must make an estimator, with fit, predict and predictProba; received ${describe(estimator)}.`)
  }
  let rows = X as Rows // a table is for steps or an estimator that take tables
  for (const step of steps) {
    await step.fit(rows, y)
    rows = await step.transform(rows)
  }
  await estimator.fit(rows, y, options)
  return new FittedRecipe(estimator, steps)
}

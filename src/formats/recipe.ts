// What `compile()` recorded, as a model file keeps it, and back.

import { lossOf } from '../losses/index.ts'
import { metricOf } from '../metrics/index.ts'
import { optimizerOf } from '../optimizers/index.ts'
import type { Recipe } from '../training/lowering.ts'
import type { ModelDescription } from './modelFile.ts'

type DescribedRecipe = NonNullable<ModelDescription['recipe']>

/** Kinds and configs. */
export function describeRecipe({ optimizer, loss, metrics }: Recipe): DescribedRecipe {
  const describe = (part: { readonly kind: string; config(): Readonly<Record<string, unknown>> }) => ({
    kind: part.kind,
    config: part.config(),
  })
  return { optimizer: describe(optimizer), loss: describe(loss), metrics: metrics.map(describe) }
}

/** The optimizer, loss and metrics of kinds and configs. @throws UsageError for an unknown kind */
export function recipeFrom({ optimizer, loss, metrics }: DescribedRecipe): Recipe {
  return {
    optimizer: optimizerOf(optimizer.kind, optimizer.config),
    loss: lossOf(loss.kind, loss.config),
    metrics: metrics.map(({ kind, config }) => metricOf(kind, config)),
  }
}

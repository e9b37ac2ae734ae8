// Classifiers of tables in cross-validation and grid search: preprocessing and model are fitted afresh in every fold, on its training
// rows alone.

import type { ColumnKind, Table } from '../data/index.ts'
import { UsageError } from '../errors.ts'
import type { FitEstimatorOptions, Estimator as FoldEstimator, RowsOrTable } from '../evaluation/index.ts'
import type { Tensor } from '../tensor/index.ts'
import { Pacer } from '../training/pacer.ts'
import { checkClassifierOptions } from './classifierOptions.ts'
import { type ClassifierRows, trainingTable } from './classifierRows.ts'
import { labelColumn, labelTypeOf, readClassLabels } from './classLabels.ts'
import type { Label, RowWeights } from './estimator.ts'
import { columnTypes, type FittedParts, fitClassifier, type ModelOptions } from './fitClassifier.ts'

/** Options of {@link classifierRecipe}: those of trainClassifier that say what is fitted. */
export type ClassifierRecipeOptions<K extends string = string> = Omit<ModelOptions, 'label' | 'signal' | 'onProgress'> & {
  /** The column of the classes. */
  readonly label: K
  /** As in trainClassifier. */
  readonly model?: 'softmax' | 'mlp'
  /** As in trainClassifier. */
  readonly types?: Readonly<Record<string, ColumnKind>>
}

/** What a recipe may be called with: options in place of those it has. */
export type ClassifierParameters = Partial<Omit<ClassifierRecipeOptions, 'label' | 'types'>>

/** What crossValidate, gridSearch and fitRecipe take. */
export interface ClassifierRecipe {
  /** A new classifier of tables, untrained. */
  readonly recipe: (parameters?: ClassifierParameters) => TableClassifier
  /** The rows, their label among the columns, which is no feature. */
  readonly X: Table
  /** The class of each row; true and false are texts. */
  readonly y: Label[]
}

const FOREIGN = ['validation', 'validationSplit', 'test', 'testSplit', 'calibrate', 'signal', 'onProgress'] as const

/** A classifier of tables as evaluation takes it. */
export class TableClassifier implements FoldEstimator<Label> {
  readonly #options: ClassifierRecipeOptions
  readonly #types: Readonly<Record<string, ColumnKind>>
  #fitted: FittedParts | undefined

  /** @throws UsageError for options that don't fit together */
  constructor(options: ClassifierRecipeOptions, types: Readonly<Record<string, ColumnKind>>) {
    checkClassifierOptions(options)
    this.#options = options
    this.#types = types
  }

  /** What was fitted: preprocessing, model and its account. @throws UsageError before fit */
  get fitted(): FittedParts {
    if (this.#fitted) return this.#fitted
    throw new UsageError('This classifier has not been fitted yet. Call fit first.')
  }

  /** The classes, ascending. */
  get classes(): readonly Label[] {
    return this.fitted.estimator.classes
  }

  async fit(X: RowsOrTable, y: readonly Label[], { sampleWeight, signal }: FitEstimatorOptions = {}): Promise<unknown> {
    const options = signal ? { ...this.#options, signal } : this.#options
    const pacer = new Pacer(signal)
    try {
      const rows = { table: X as Table, labels: y, types: this.#types }
      const weighted = sampleWeight ? { ...rows, sampleWeight: sampleWeight as RowWeights } : rows
      this.#fitted = await fitClassifier(weighted, checkClassifierOptions(options), options, pacer)
      return this.#fitted.result
    } finally {
      pacer.close()
    }
  }

  async predict(X: RowsOrTable): Promise<Label[]> {
    const { preprocessing, estimator } = this.fitted
    return estimator.predict(await preprocessing.transform(X as Table))
  }

  async predictProba(X: RowsOrTable): Promise<Tensor> {
    const { preprocessing, estimator } = this.fitted
    return estimator.predictProba(await preprocessing.transform(X as Table))
  }

  async score(X: RowsOrTable, y: readonly Label[]): Promise<number> {
    const { preprocessing, estimator } = this.fitted
    return estimator.score(await preprocessing.transform(X as Table), y)
  }
}

/**
 * What trainClassifier would train, for cross-validation: `const { recipe, X, y } = await classifierRecipe(rows, { label })`, then
 * `await crossValidate(recipe, X, y)`. In every fold preprocessing, penalty and model are learnt afresh from its training rows; only the
 * kinds of columns are found by all rows.
 *
 * @param rows as in trainClassifier
 * @throws as trainClassifier; UsageError for options of its own, such as validationSplit, as folds are drawn outside
 */
export async function classifierRecipe(rows: ClassifierRows, options: ClassifierRecipeOptions): Promise<ClassifierRecipe> {
  checkClassifierOptions(options)
  const foreign = FOREIGN.find((name) => (options as Record<string, unknown>)[name] !== undefined)
  if (foreign) {
    throw new UsageError(
      `classifierRecipe: ${foreign} is no option of it, as crossValidate says which rows are tested. Leave it out, or call trainClassifier.`,
    )
  }
  const X = await trainingTable(rows)
  labelColumn(X, options.label)
  if (Array.isArray(rows)) labelTypeOf(rows, options.label)
  const types = columnTypes(X, options.label, options.types)
  const { types: _, ...kept } = options
  return {
    recipe: (parameters = {}) => new TableClassifier({ ...kept, ...parameters, label: options.label }, types),
    ...{ X, y: readClassLabels(X, options.label) },
  }
}

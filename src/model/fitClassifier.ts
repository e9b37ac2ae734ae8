// What trainClassifier does with the rows it may learn from: preprocessing is fitted to them, and a model to what comes of it.

import { type ColumnKind, inferSchema, type Table } from '../data/index.ts'
import { UsageError } from '../errors.ts'
import { Preprocessing } from '../preprocessing/index.ts'
import { isSparseTensor, type SparseTensor, type Tensor } from '../tensor/index.ts'
import type { Pacer } from '../training/pacer.ts'
import { choosePenalty, penaltyIsChosen } from './choosePenalty.ts'
import { type ClassifierOptions, innerWeights } from './classifierOptions.ts'
import type { EstimatorResult, Label, RowWeights } from './estimator.ts'
import { MLPClassifier } from './mlpClassifier.ts'
import type { SoftmaxRegressionOptions } from './softmaxOptions.ts'
import { SoftmaxRegression } from './softmaxRegression.ts'

/** The most features of a sparse matrix that a network takes: its rows are dense. */
export const MOST_SPARSE_FEATURES = 4096
/** Options of SoftmaxRegression that say how strong its penalty is. */
const PENALTIES = ['C', 'l1Ratio', 'l1', 'l2'] as const

/** Options that say what is fitted. */
export type ModelOptions = Omit<
  ClassifierOptions,
  'validation' | 'validationSplit' | 'test' | 'testSplit' | 'calibrate' | 'types' | 'model'
>

/** Rows to learn from. */
export interface TrainingRows {
  readonly table: Table
  readonly labels: readonly Label[]
  readonly types: Readonly<Record<string, ColumnKind>>
  readonly sampleWeight?: RowWeights
}

/** What was learnt. */
export interface FittedParts {
  readonly preprocessing: Preprocessing
  readonly estimator: SoftmaxRegression | MLPClassifier
  readonly result: EstimatorResult
}

/** Fits preprocessing and model to rows. @throws what these throw; UsageError where a network would need too many features */
export async function fitClassifier(
  { table, labels, types, sampleWeight }: TrainingRows,
  model: 'softmax' | 'mlp',
  options: ModelOptions,
  pacer: Pacer,
): Promise<FittedParts> {
  const pause = (): Promise<void> => pacer.pause()
  const { label, preprocessing: columns = {} } = options
  const preprocessing = await Preprocessing.fit(table, { types, columns, ignore: [label], pause })
  const X = await preprocessing.transform(table, pause)
  const estimator = await makeEstimator(model, options, X, labels, pacer)
  estimator.featureNames = preprocessing.featureNames
  return { preprocessing, estimator, result: await fitEstimator(estimator, X, labels, options, sampleWeight) }
}

/**
 * The kinds of all columns but the label's, found by all rows: a value that only test rows have shall not fail there. No number is learnt
 * from them.
 */
export function columnTypes(
  table: Table,
  label: string,
  types: Readonly<Record<string, ColumnKind>> = {},
): Record<string, ColumnKind> {
  const features = { ...table, columns: table.columns.filter(({ name }) => name !== label) }
  const given = Object.fromEntries(Object.entries(types).filter(([name]) => name !== label))
  const { columns } = inferSchema(features, { types: given })
  return Object.fromEntries(columns.map(({ name, kind }) => [name, kind]))
}

async function makeEstimator(
  model: 'softmax' | 'mlp',
  options: ModelOptions,
  X: Tensor | SparseTensor,
  labels: readonly Label[],
  pacer: Pacer,
): Promise<SoftmaxRegression | MLPClassifier> {
  const { hidden, softmax, mlp, classWeight, seed, threads, reproducibility } = options
  const weight = innerWeights(classWeight)
  const shared = {
    standardize: false, // features are scaled as their columns say
    ...(weight === undefined ? {} : { classWeight: weight }),
    ...(seed === undefined ? {} : { seed }),
    ...(threads === undefined ? {} : { threads }),
    ...(reproducibility === undefined ? {} : { reproducibility }),
  }
  if (model === 'softmax') {
    const choosing = { seed: seed ?? 1, pause: () => pacer.pause(), signal: options.signal }
    return new SoftmaxRegression(await withPenalty(X, labels, { ...shared, ...softmax }, choosing))
  }
  checkNetworkFeatures(X)
  return new MLPClassifier({ ...shared, ...(hidden ? { hidden } : {}), ...mlp })
}

/** The options of a softmax regression with the C that suits its rows, unless they say how strong the penalty is. */
export async function withPenalty(
  X: Tensor | SparseTensor,
  labels: readonly Label[],
  given: SoftmaxRegressionOptions,
  choosing: { readonly seed: number; readonly pause: () => Promise<void>; readonly signal: AbortSignal | undefined },
): Promise<SoftmaxRegressionOptions> {
  const free = PENALTIES.every((option) => given[option] === undefined)
  if (!free || !penaltyIsChosen(X, labels, new Set(labels).size)) return given
  return { ...given, C: await choosePenalty(X, labels, given, choosing) }
}

/** @throws UsageError for more sparse features than a network takes */
export function checkNetworkFeatures(X: Tensor | SparseTensor): void {
  if (isSparseTensor(X) && X.shape[1] > MOST_SPARSE_FEATURES) {
    throw new UsageError(
      `A network takes dense rows, and these have ${X.shape[1]} features of which most are 0; at most ${MOST_SPARSE_FEATURES} ` +
        "are allowed. Use model: 'softmax', which takes them as they are, or make them fewer: drop a column, or give it fewer buckets " +
        "(preprocessing: { notes: { as: 'words', buckets: 2048 }, town: { as: 'hashed', buckets: 512 } }).",
    )
  }
}

async function fitEstimator(
  estimator: SoftmaxRegression | MLPClassifier,
  X: Tensor | SparseTensor,
  labels: readonly Label[],
  { signal, onProgress }: ModelOptions,
  sampleWeight: RowWeights | undefined,
): Promise<EstimatorResult> {
  const ending = { ...(signal ? { signal } : {}), ...(sampleWeight ? { sampleWeight } : {}) }
  if (estimator instanceof SoftmaxRegression) {
    const onIteration =
      onProgress && (({ iteration, value }: { iteration: number; value: number }) => onProgress({ iteration, objective: value }))
    return estimator.fit(X, labels, { ...ending, ...(onIteration ? { onIteration } : {}) })
  }
  const onEpochEnd =
    onProgress &&
    ((epoch: number, { loss }: Readonly<Record<string, number>>) => onProgress({ iteration: epoch + 1, objective: loss as number }))
  return estimator.fit(X, labels, { ...ending, ...(onEpochEnd ? { onEpochEnd } : {}) })
}

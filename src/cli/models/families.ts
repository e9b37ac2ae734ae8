// What --model can name: how each kind of new model is made, and what it takes of the flags.

import type { Estimator } from '../../evaluation/index.ts'
import { TableClassifier } from '../../model/classifierRecipe.ts'
import type { Label } from '../../model/estimator.ts'
import { MLPClassifier } from '../../model/mlpClassifier.ts'
import type { MLPClassifierOptions } from '../../model/mlpOptions.ts'
import type { SoftmaxRegressionOptions } from '../../model/softmaxOptions.ts'
import { SoftmaxRegression } from '../../model/softmaxRegression.ts'
import type { LoadedData } from '../data/loadData.ts'
import type { Classifier } from './classifier.ts'
import { ascendingNames } from './classLabels.ts'
import { mlpOptions } from './mlpFileClassifier.ts'
import { checkNetworkSettings } from './networkTraining.ts'
import { SequentialClassifier } from './sequentialClassifier.ts'
import { checkSoftmaxSettings, SoftmaxClassifier, softmaxOptions } from './softmaxClassifier.ts'
import { TableFileClassifier } from './tableFileClassifier.ts'
import type { TrainingSettings } from './trainingSettings.ts'

/** A kind of new model. */
export interface Family {
  /** The settings of argmax tune that it has. */
  readonly takes: readonly string[]
  /** Refuses settings; returns what should be known of those that are not used. @throws UsageError */
  check(settings: TrainingSettings): string[]
  /** The order in which its columns have the classes of data. */
  classOrder(data: LoadedData): readonly string[]
  make(data: LoadedData, settings: TrainingSettings): Promise<Classifier>
  /** The same model untrained, for cross-validation. */
  estimator(settings: TrainingSettings, data: LoadedData): Estimator<Label>
}

/** Whether data is a table, whose columns have names. */
export const isTable = ({ schema }: LoadedData): boolean => schema !== undefined

/** Preprocessing and model as one, for a table. */
function tableEstimator(
  model: { softmax: SoftmaxRegressionOptions } | { mlp: MLPClassifierOptions },
  { schema, label = 'label' }: LoadedData,
  seed: number,
): Estimator<Label> {
  const types = Object.fromEntries((schema?.columns ?? []).map(({ name, kind }) => [name, kind]))
  return new TableClassifier({ label, seed, ...model }, types)
}

/** What --model calls it. */
export type FamilyName = 'softmax' | 'mlp'

/** The family of data where none is named. */
export const familyOf = (data: LoadedData): FamilyName => (isTable(data) || data.features !== undefined ? 'softmax' : 'mlp')

/** The kinds by name. */
export const FAMILIES: Readonly<Record<FamilyName, Family>> = {
  softmax: {
    takes: ['epochs', 'batchSize', 'learningRate', 'optimizer', 'l2', 'l1'],
    check: checkSoftmaxSettings,
    classOrder: ({ classNames }) => ascendingNames(classNames),
    make: (data, settings) =>
      isTable(data) ? TableFileClassifier.make('softmax', data, settings) : SoftmaxClassifier.make(data, settings),
    estimator: (settings, data) =>
      isTable(data)
        ? tableEstimator({ softmax: softmaxOptions(settings) }, data, settings.seed)
        : (new SoftmaxRegression(softmaxOptions(settings)) as Estimator<Label>),
  },
  mlp: {
    takes: ['hidden', 'epochs', 'batchSize', 'learningRate', 'optimizer', 'l2'],
    check(settings) {
      checkNetworkSettings(settings)
      return []
    },
    classOrder: (data) => (isTable(data) ? ascendingNames(data.classNames) : data.classNames),
    make: (data, settings) =>
      isTable(data) ? TableFileClassifier.make('mlp', data, settings) : SequentialClassifier.make(data, settings),
    estimator: (settings, data) =>
      isTable(data)
        ? tableEstimator({ mlp: mlpOptions(settings) }, data, settings.seed)
        : (new MLPClassifier(mlpOptions(settings)) as Estimator<Label>),
  },
}

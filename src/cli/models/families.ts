// What --model can name: how each kind of new model is made, and what it takes of the flags.

import type { Estimator, Label } from '../../model/estimator.ts'
import { MLPClassifier } from '../../model/mlpClassifier.ts'
import { SoftmaxRegression } from '../../model/softmaxRegression.ts'
import type { LoadedData } from '../data/loadData.ts'
import type { Classifier } from './classifier.ts'
import { ascendingNames } from './classLabels.ts'
import { MlpFileClassifier, mlpOptions } from './mlpFileClassifier.ts'
import { checkNetworkSettings } from './networkTraining.ts'
import { SequentialClassifier } from './sequentialClassifier.ts'
import { checkSoftmaxSettings, SoftmaxClassifier, softmaxOptions } from './softmaxClassifier.ts'
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
  estimator(settings: TrainingSettings): Estimator<Label>
}

/** Whether data is a table, whose columns have names. */
export const isTable = ({ features }: LoadedData): boolean => features !== undefined

/** What --model calls it. */
export type FamilyName = 'softmax' | 'mlp'

/** The family of data where none is named. */
export const familyOf = (data: LoadedData): FamilyName => (isTable(data) ? 'softmax' : 'mlp')

/** The kinds by name. */
export const FAMILIES: Readonly<Record<FamilyName, Family>> = {
  softmax: {
    takes: ['epochs', 'batchSize', 'learningRate', 'optimizer', 'l2', 'l1'],
    check: checkSoftmaxSettings,
    classOrder: ({ classNames }) => ascendingNames(classNames),
    make: SoftmaxClassifier.make,
    estimator: (settings) => new SoftmaxRegression(softmaxOptions(settings)),
  },
  mlp: {
    takes: ['hidden', 'epochs', 'batchSize', 'learningRate', 'optimizer', 'l2'],
    check(settings) {
      checkNetworkSettings(settings)
      return []
    },
    classOrder: (data) => (isTable(data) ? ascendingNames(data.classNames) : data.classNames),
    // Columns of a table are standardized; pixels have a scale of their own.
    make: (data, settings) => (isTable(data) ? MlpFileClassifier : SequentialClassifier).make(data, settings),
    estimator: (settings) => new MLPClassifier(mlpOptions(settings)),
  },
}

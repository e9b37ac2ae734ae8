// An MLPClassifier as a classifier in a file: hidden layers on the features of a table.

import { readDescription, writeDescription } from '../../formats/description.ts'
import { decodeModel } from '../../formats/index.ts'
import type { Label } from '../../model/estimator.ts'
import { MLPClassifier } from '../../model/mlpClassifier.ts'
import type { MLPClassifierOptions } from '../../model/mlpOptions.ts'
import type { ReportData } from '../../report/index.ts'
import type { Arithmetic } from '../../wasm/features.ts'
import type { LoadedData } from '../data/loadData.ts'
import type { Classifier, FitControl, FitOutcome } from './classifier.ts'
import { labelsOfNames } from './classLabels.ts'
import { EstimatorClassifier, type EstimatorShape, inputOfFile, unseenShape, withOptions } from './estimatorClassifier.ts'
import { firstLayerPictures, networkFacts } from './networkFacts.ts'
import { batchesOf, checkNetworkSettings, describeTraining, NETWORK_BATCH_SIZE, optimizerOf } from './networkTraining.ts'
import type { TrainingDescription, TrainingSettings } from './trainingSettings.ts'

/** The options of an MLPClassifier. --l2 is Keras's lambda for all networks, which is half of what the class calls l2. */
export function mlpOptions(settings: TrainingSettings): MLPClassifierOptions {
  const { hidden, epochs, batchSize = NETWORK_BATCH_SIZE, learningRate, l2, classWeight, seed, portable, threads } = settings
  const optimizer = (settings.optimizer ?? 'adam') as 'adam' | 'sgd'
  return {
    ...{ hidden, epochs, batchSize, optimizer, seed, reproducibility: portable ? 'portable' : 'default' },
    learningRate: learningRate ?? (optimizerOf(settings).config() as { learningRate: number }).learningRate,
    ...(l2 === undefined ? {} : { l2: 2 * l2 }),
    ...(classWeight === undefined ? {} : { classWeight }),
    ...(threads === undefined ? {} : { threads }),
  }
}

/** An MLPClassifier. */
export class MlpFileClassifier extends EstimatorClassifier<MLPClassifier> implements Classifier {
  static readonly kind: string = 'MLPClassifier'
  readonly kind: string = MlpFileClassifier.kind
  readonly family = 'mlp'
  readonly unit = 'epoch'
  readonly resumesFromWeights = false
  readonly #settings: TrainingSettings | undefined
  #isBegun: boolean

  private constructor(model: MLPClassifier, shape: EstimatorShape, settings: TrainingSettings | undefined, isBegun: boolean) {
    super(model, shape)
    this.#settings = settings
    this.#isBegun = isBegun
  }

  /** A new network for features, which are scaled as their columns say. */
  static async make({ classNames }: Pick<LoadedData, 'classNames'>, settings: TrainingSettings): Promise<MlpFileClassifier> {
    checkNetworkSettings(settings)
    const shape = unseenShape(labelsOfNames(classNames))
    return new MlpFileClassifier(new MLPClassifier({ ...mlpOptions(settings), standardize: false }), shape, settings, false)
  }

  /** Reads a file. @param settings how to train it further; resumed it keeps its optimizer and all but the number of epochs */
  static async load(
    bytes: Uint8Array,
    settings?: TrainingSettings,
    resume = false,
    name = 'The model file',
  ): Promise<MlpFileClassifier> {
    if (settings !== undefined && !resume) checkNetworkSettings(settings)
    const { hidden: _, ...anew } = settings === undefined ? {} : mlpOptions(settings)
    const more = settings?.threads === undefined ? {} : { threads: settings.threads }
    const options = settings === undefined ? {} : resume ? { epochs: settings.epochs, ...more } : { ...anew, warmStart: true }
    const model = await MLPClassifier.load(withOptions(bytes, name, options, 'estimator'))
    const { network } = model
    const features = (network.inputShape ?? []).reduce((product, dimension) => product * dimension, 1)
    const shape = { labels: model.classes, features, input: inputOfFile(bytes, name, 'estimator') }
    if (settings !== undefined && !resume) {
      const { SparseCategoricalCrossentropy } = await import('../../losses/index.ts')
      network.compile({
        optimizer: optimizerOf(settings),
        loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
        metrics: ['accuracy'],
        reproducibility: settings.portable ? 'portable' : 'default',
        ...more,
      })
    }
    return new MlpFileClassifier(model, shape, settings, true)
  }

  get isBegun(): boolean {
    return this.#isBegun
  }
  get arithmetic(): Arithmetic {
    return this.model.network.arithmetic
  }
  get trainedTo(): Classifier['trainedTo'] {
    return this.#isBegun ? this.model.network.trainedTo : undefined
  }
  get training(): TrainingDescription {
    return describeTraining(this.#settings as TrainingSettings)
  }

  batchesOf(rows: number): { batches: number; batchSize: number } {
    return batchesOf(rows, this.#settings?.batchSize)
  }

  async fit({ train, validation, resume, signal, onEpoch, onBatch }: FitControl): Promise<FitOutcome> {
    this.checkClasses(train)
    const x = this.learn(train)
    const held = validation && ([this.features(validation.x), this.labelsOf(validation)] as const)
    try {
      const { warnings } = await this.model.fit(x, this.labelsOf(train), {
        ...{ resume, signal, onProgress: onBatch, onEpochEnd: onEpoch },
        ...(held && { validation: held }),
      })
      return { notes: warnings, warnings: [], converged: false }
    } finally {
      this.#isBegun = isFitted(this.model)
    }
  }

  countParameters(): number {
    return this.model.network.countParameters()
  }
  weightsSha256(): Promise<string> {
    return this.model.network.weightsSha256()
  }

  async saveCheckpoint(path: string): Promise<boolean> {
    if (this.trainedTo === undefined) return false
    await this.model.save(path, { checkpoint: true })
    return true
  }

  pictures(): ReportData['weights'] {
    return firstLayerPictures(this.model.network, this.input)
  }
  summary(): string {
    return this.model.network.summary()
  }

  facts(bytes: Uint8Array, name: string): ReturnType<Classifier['facts']> {
    const { tensors, description } = readDescription(bytes, name)
    const { kind: _, estimator, ...network } = description
    for (const key of [...tensors.keys()]) if (key.startsWith('estimator.')) tensors.delete(key)
    const facts = networkFacts(decodeModel(writeDescription(tensors, network), { name }))
    const { options } = estimator as { options?: { standardize?: boolean } }
    const scaled = readDescription(bytes, name).tensors.has('estimator.mean')
    return {
      ...facts,
      pairs: [...facts.pairs, ['standardized', scaled ? 'yes' : 'no']],
      json: { ...facts.json, options: options ?? {}, standardized: scaled },
    }
  }
}

/** Whether a model holds anything: one that was stopped before its first step doesn't. */
function isFitted(model: { readonly classes: readonly Label[] }): boolean {
  try {
    return model.classes.length > 0
  } catch {
    return false
  }
}

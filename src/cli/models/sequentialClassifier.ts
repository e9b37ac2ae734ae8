// A network of layers as a classifier in a file: what images are trained with, and whatever was saved from TypeScript.

import { type DatasetRecord, decodeModel } from '../../formats/index.ts'
import { Dense } from '../../layers/index.ts'
import { SparseCategoricalCrossentropy } from '../../losses/index.ts'
import type { Calibration, Label } from '../../model/estimator.ts'
import { Sequential } from '../../model/sequential.ts'
import { softmax } from '../../model/softmax.ts'
import { log64 } from '../../numerics/index.ts'
import type { ReportData } from '../../report/index.ts'
import { ARRAY_CONSTRUCTORS, type ElementType, type Tensor } from '../../tensor/index.ts'
import type { Arithmetic } from '../../wasm/features.ts'
import type { InputDescription } from '../data/inputDescription.ts'
import type { LoadedData } from '../data/loadData.ts'
import type { Inputs, Rows } from '../data/rows.ts'
import type { KnownTable } from '../data/tableData.ts'
import type { Classifier, FitControl, FitOutcome } from './classifier.ts'
import { classLabels } from './classLabels.ts'
import { denseInputs } from './denseInputs.ts'
import { firstLayerPictures, networkFacts } from './networkFacts.ts'
import {
  balancedWeights,
  batchesOf,
  checkNetworkSettings,
  describeTraining,
  NETWORK_BATCH_SIZE,
  optimizerOf,
} from './networkTraining.ts'
import { softmaxRows } from './probabilities.ts'
import type { TrainingDescription, TrainingSettings } from './trainingSettings.ts'

/** Rows predicted at a time: one program serves them all, and a last smaller batch too. */
const BATCH_SIZE = 256

/** Hidden layers with relu, then one linear unit a class: cross-entropy takes the logits. */
function layersOf({ hidden, l2 }: TrainingSettings, classes: number): Dense[] {
  const penalty = l2 === undefined ? {} : { kernelRegularizer: { l2 } }
  return [
    ...hidden.map((units) => new Dense({ units, activation: 'relu', ...penalty })),
    new Dense({ units: classes, activation: 'linear', ...penalty }),
  ]
}

/** A Sequential. */
export class SequentialClassifier implements Classifier {
  static readonly kind: string = 'Sequential'
  readonly kind: string = SequentialClassifier.kind
  readonly family = 'mlp'
  readonly unit = 'epoch'
  readonly isBegun = true
  readonly resumesFromWeights = false
  readonly #model: Sequential
  readonly #settings: TrainingSettings | undefined

  private constructor(model: Sequential, settings: TrainingSettings | undefined) {
    this.#model = model
    this.#settings = settings
  }

  /** A new network for data. */
  static async make(data: LoadedData, settings: TrainingSettings): Promise<SequentialClassifier> {
    checkNetworkSettings(settings)
    const model = new Sequential(layersOf(settings, data.classNames.length), { seed: settings.seed })
    const made = new SequentialClassifier(model, settings)
    made.#compile(settings)
    model.classNames = [...data.classNames]
    model.build(denseInputs(data.train.x, undefined, data.name).shape.slice(1))
    return made
  }

  /**
   * Reads a file.
   *
   * @param settings how to train it further
   * @param resume whether it keeps its own recipe and goes on from its checkpoint
   */
  static async load(bytes: Uint8Array, settings?: TrainingSettings, resume = false): Promise<SequentialClassifier> {
    if (settings !== undefined && !resume) checkNetworkSettings(settings)
    const threads = settings?.threads
    const loaded = new SequentialClassifier(await Sequential.load(bytes, threads === undefined ? {} : { threads }), settings)
    if (settings !== undefined && !resume) loaded.#compile(settings)
    return loaded
  }

  #compile(settings: TrainingSettings): void {
    this.#model.compile({
      optimizer: optimizerOf(settings),
      loss: new SparseCategoricalCrossentropy({ fromLogits: !this.#endsInSoftmax }),
      metrics: ['accuracy'],
      reproducibility: settings.portable ? 'portable' : 'default',
      ...(settings.threads === undefined ? {} : { threads: settings.threads }),
    })
  }

  get #endsInSoftmax(): boolean {
    return this.#model.layers.at(-1)?.activation === 'softmax'
  }

  get classes(): readonly Label[] {
    // The last weight's shape, a bias's or a kernel's, ends with their number.
    return classLabels(this.#model.classNames, this.#model.getWeights().at(-1)?.shape.at(-1) ?? 0)
  }

  get names(): readonly string[] | undefined {
    return this.#model.classNames
  }
  get isInputKnown(): boolean {
    return this.#model.inputType !== undefined
  }

  /** Float32 values where it was never trained. */
  get input(): InputDescription {
    const { dtype = 'float32', scale } = this.#model.inputType ?? {}
    const elementType = dtype in ARRAY_CONSTRUCTORS ? (dtype as ElementType) : 'float32'
    return { shape: this.#model.inputShape ?? [], elementType, scale, features: this.#model.featureNames }
  }

  get table(): KnownTable {
    const label: unknown = this.dataset?.label // of a file, where it may be anything
    const classNames = this.classes.map(String)
    return { featureNames: this.featureNames, classNames, label: typeof label === 'string' ? label : undefined }
  }

  get dataset(): DatasetRecord | undefined {
    return this.#model.dataset
  }
  set dataset(record: DatasetRecord | undefined) {
    this.#model.dataset = record
  }
  get featureNames(): readonly string[] | undefined {
    return this.#model.featureNames
  }
  set featureNames(names: readonly string[] | undefined) {
    this.#model.featureNames = names
  }
  get calibration(): Calibration | undefined {
    return this.#model.calibration
  }
  set calibration(calibration: Calibration | undefined) {
    this.#model.calibration = calibration
  }
  get arithmetic(): Arithmetic {
    return this.#model.arithmetic
  }
  get trainedTo(): Classifier['trainedTo'] {
    return this.#model.trainedTo
  }

  get training(): TrainingDescription {
    return describeTraining(this.#settings as TrainingSettings)
  }

  batchesOf(rows: number): { batches: number; batchSize: number } {
    return batchesOf(rows, this.#settings?.batchSize)
  }

  async fit(control: FitControl): Promise<FitOutcome> {
    const { train, validation, resume, signal, onEpoch, onBatch, wantsBatches } = control
    const { epochs, batchSize = NETWORK_BATCH_SIZE, seed, classWeight } = this.#settings as TrainingSettings
    const x = (rows: Rows): Tensor => denseInputs(rows.x, this.featureNames)
    const { notes } = await this.#model.fit(x(train), train.y, {
      ...{ epochs, signal, onEpochEnd: onEpoch },
      ...(resume ? { resume } : { batchSize, seed }),
      ...(classWeight && { classWeight: balancedWeights(train.y.data, this.classes.length) }),
      ...(validation && { validationData: [x(validation), validation.y] as const }),
      ...(wantsBatches && { onProgress: onBatch }),
    })
    return { notes, warnings: [], converged: false }
  }

  /** Of a network that ends in a softmax, the logarithms of its probabilities. */
  async logits(rows: Inputs, signal?: AbortSignal): Promise<Tensor> {
    const x = denseInputs(rows, this.featureNames)
    const outputs = await this.#model.predict(x, { batchSize: BATCH_SIZE, ...(signal && { signal }) })
    return this.#endsInSoftmax ? { ...outputs, data: Float64Array.from(outputs.data, log64) } : outputs
  }

  /** In float32 and exact to its last bit, where there is no temperature. */
  probabilities(logits: Tensor): Tensor {
    const temperature = this.calibration?.temperature
    return temperature === undefined && !this.#endsInSoftmax ? softmax(logits) : softmaxRows(logits, temperature)
  }

  countParameters(): number {
    return this.#model.countParameters()
  }
  weightsSha256(): Promise<string> {
    return this.#model.weightsSha256()
  }
  save(path: string): Promise<Uint8Array> {
    return this.#model.save(path)
  }

  async saveCheckpoint(path: string): Promise<boolean> {
    if (this.trainedTo === undefined) return false
    await this.#model.save(path, { checkpoint: true })
    return true
  }

  pictures(): ReportData['weights'] {
    return firstLayerPictures(this.#model, this.input)
  }
  summary(): string {
    return this.#model.summary()
  }
  facts(bytes: Uint8Array, name: string): ReturnType<Classifier['facts']> {
    return networkFacts(decodeModel(bytes, { name }))
  }
}

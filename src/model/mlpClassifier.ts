// A network of dense layers as a classifier with labels, in scikit-learn's terms, over Sequential.

import { writeFile } from '#platform'
import { DivergedError, LabelError, UsageError } from '../errors.ts'
import type { DatasetRecord } from '../formats/modelFile.ts'
import { Dense } from '../layers/index.ts'
import { floatRows } from '../linear/floatRows.ts'
import { highestIn, softmaxInPlace } from '../linear/linearModel.ts'
import { type Standardization, standardizationOf } from '../linear/standardize.ts'
import { SparseCategoricalCrossentropy } from '../losses/index.ts'
import { Adam, SGD } from '../optimizers/index.ts'
import { isSparseTensor, type SparseTensor, type Tensor } from '../tensor/index.ts'
import type { History } from '../training/history.ts'
import { checkInputType, type InputType } from '../training/inputs.ts'
import { Pacer } from '../training/pacer.ts'
import type {
  Calibration,
  Estimator,
  EstimatorFitOptions,
  EstimatorPredictOptions,
  EstimatorResult,
  Label,
  LabelsOf,
  RowsOf,
  RowWeights,
} from './estimator.ts'
import { prepareRows } from './estimatorRows.ts'
import { inputOf, standardizesByDefault } from './fitSoftmax.ts'
import { classesOf, classNumbers, labelsOf, sampleWeights, weightsOf } from './labels.ts'
import { decodeMlp, encodeMlp } from './mlpFile.ts'
import { checkMlpOptions, type MLPClassifierOptions } from './mlpOptions.ts'
import type { FitOptions, SaveOptions } from './options.ts'
import type { PartialFitOptions } from './partialSoftmax.ts'
import { type ModelSource, readSource } from './readSource.ts'
import { Sequential } from './sequential.ts'

/** What came of a fit of an MLPClassifier. `objective` is the mean training loss of each epoch. */
export interface MLPResult extends EstimatorResult {
  readonly reason: 'epochs'
  /** All figures of all epochs. */
  readonly history: History
}

/** Options of MLPClassifier's `fit`. */
export interface MLPFitOptions<L extends Label>
  extends EstimatorFitOptions<L>,
    Pick<FitOptions, 'resume' | 'onProgress' | 'onEpochEnd'> {}

/** What is known once a network has been fitted. */
export interface FittedMlp<L extends Label> {
  readonly classes: readonly L[]
  readonly features: number
  readonly input: InputType
  readonly standardization: Standardization | undefined
  readonly network: Sequential
}

/**
 * A classifier of dense layers: hidden ones, then a linear one whose logits are trained by cross-entropy, in float32.
 * `L` is the type of the labels: what `y` holds and `predict` returns. Source: scikit-learn's MLPClassifier.
 */
export class MLPClassifier<L extends Label = Label> implements Estimator<L> {
  /** What was fitted on held-out rows; saved with the model. */
  calibration: Calibration | undefined
  /** What the features are called; saved with the model. */
  featureNames: readonly string[] | undefined
  /** What the model was trained on; saved with it. */
  dataset: DatasetRecord | undefined
  readonly options: MLPClassifierOptions<L>
  #fitted: FittedMlp<L> | undefined
  /** Parts that partialFit has had: each has an order of its own. */
  #parts = 0
  #busy: string | undefined

  /** @throws UsageError for an option that is not allowed */
  constructor(options: MLPClassifierOptions<L> = {}) {
    checkMlpOptions(options as MLPClassifierOptions)
    this.options = { ...options }
  }

  /** The classes, ascending: the order of all columns. */
  get classes(): readonly L[] {
    return this.#need('classes').classes
  }

  /** The network, whose inputs are the rows as it was fitted on them (standardized, where they were). */
  get network(): Sequential {
    return this.#need('network').network
  }

  /**
   * Trains for `epochs` epochs.
   *
   * @throws DataError, ShapeError, LabelError or UsageError where rows, labels or weights can't be used; nothing has changed then
   */
  async fit(X: RowsOf, y: LabelsOf<L>, options: MLPFitOptions<L> = {}): Promise<MLPResult> {
    const before = this.options.warmStart || options.resume ? this.#fitted : undefined
    return this.#train('fit', X, y, options, before, undefined, this.options.epochs ?? 100)
  }

  /** One epoch over rows, from where the network is. The first call fixes the classes and, where features are standardized, their statistics. */
  async partialFit(X: RowsOf, y: LabelsOf<L>, { classes, ...options }: PartialFitOptions<L> = {}): Promise<this> {
    await this.#train('partialFit', X, y, options, this.#fitted, classes, 1)
    this.#parts++
    return this
  }

  /** The class of the greatest logit, for each row; of equal ones the first. */
  async predict(X: RowsOf, options: EstimatorPredictOptions = {}): Promise<L[]> {
    const { classes } = this.#need('predict')
    const { data, shape } = await this.decisionFunction(X, options)
    return Array.from(
      { length: shape[0] as number },
      (_, row) => classes[highestIn(data, row * classes.length, classes.length)] as L,
    )
  }

  /** Probabilities [rows, classes] in float64: softmax(logits / temperature), where the model is calibrated. */
  async predictProba(X: RowsOf, options: EstimatorPredictOptions = {}): Promise<Tensor<Float64Array>> {
    const { data, shape } = await this.decisionFunction(X, options)
    return { data: softmaxInPlace(Float64Array.from(data), shape[1] as number, this.calibration?.temperature), shape }
  }

  /** Logits [rows, classes]. */
  async decisionFunction(X: RowsOf, options: EstimatorPredictOptions = {}): Promise<Tensor<Float32Array>> {
    const fitted = this.#need('predict')
    return paced(options.signal, async (pacer) => {
      const rows = await this.#rows(X, fitted, pacer)
      return fitted.network.predict(rows, options)
    })
  }

  /** The part of the rows, by weight, whose class is right. */
  async score(
    X: RowsOf,
    y: LabelsOf<L>,
    options: EstimatorPredictOptions & { readonly sampleWeight?: RowWeights } = {},
  ): Promise<number> {
    const { classes } = this.#need('score')
    const { data, shape } = await this.decisionFunction(X, options)
    const numbers = classNumbers(labelsOf(y, shape[0] as number), classes)
    const weights = sampleWeights(numbers.length, options.sampleWeight)
    let [right, total] = [0, 0]
    for (let row = 0; row < numbers.length; row++) {
      if (highestIn(data, row * classes.length, classes.length) === numbers[row]) right += weights[row]
      total += weights[row]
    }
    return right / total
  }

  /**
   * The bytes of the model's file; with a path, they are also written there.
   *
   * @param options.checkpoint keep optimizer and position too, so that `fit(..., { resume: true })` goes on bit for bit. Default false.
   */
  async save(path?: string, { checkpoint = false }: SaveOptions = {}): Promise<Uint8Array> {
    const bytes = await encodeMlp(this.#need('save'), this.options as MLPClassifierOptions, this, checkpoint)
    if (path !== undefined) await writeFile(path, bytes)
    return bytes
  }

  /** Reads a model from its file's bytes or path. @throws FormatError for a file that is none */
  static async load<L extends Label = Label>(source: ModelSource): Promise<MLPClassifier<L>> {
    const { bytes, name } = await readSource(source)
    const { fitted, options, records } = await decodeMlp<L>(bytes, name)
    const model = new MLPClassifier<L>(options)
    model.#fitted = fitted
    model.calibration = records.calibration
    model.featureNames = records.featureNames
    model.dataset = records.dataset
    return model
  }

  async #train(
    method: string,
    X: RowsOf,
    y: LabelsOf<L>,
    { sampleWeight, validation, signal, resume = false, onProgress, onEpochEnd }: MLPFitOptions<L>,
    before: FittedMlp<L> | undefined,
    named: readonly L[] | undefined,
    epochs: number,
  ): Promise<MLPResult> {
    if (this.#busy) throw new UsageError(`${method}: the model is in the middle of ${this.#busy}. Await it first.`)
    this.#busy = method
    try {
      return await paced(signal, async (pacer) => {
        const { batchSize = 32, seed = 1, classWeight } = this.options
        const x = await prepareRows(X, before?.features, pacer)
        const input = inputOf(x)
        checkInputType(input, before?.input)
        const labels = labelsOf(y, x.shape[0] as number)
        const classes = before?.classes ?? classesOf(named ?? labels)
        if (classes.length < 2) {
          throw new LabelError(
            `y has one class only, ${JSON.stringify(classes[0])}: there is nothing to tell apart. Give rows of at least two classes.`,
          )
        }
        const numbers = classNumbers(labels, classes)
        const { weights, total } = weightsOf(numbers, classes, sampleWeight, classWeight)
        const network = before?.network ?? this.#network(classes.length)
        const features = isSparseTensor(x) ? x.shape[1] : x.data.length / (x.shape[0] as number)
        const fitted: FittedMlp<L> = before ?? {
          ...{ classes, input, network, features },
          standardization: await this.#standardization(x, sampleWeight, pacer),
        }
        const rows = await floatRows(x, fitted.standardization, () => pacer.pause())
        const held = validation && (await this.#validation(validation, fitted, pacer))
        const first = method === 'partialFit' ? this.#parts : 0
        const weighted = sampleWeight !== undefined || classWeight !== undefined
        const adopt = (): void => {
          if (this.#fitted !== fitted) this.calibration = undefined
          this.#fitted = fitted
        }
        const history = await network
          .fit(
            rows,
            { data: numbers, shape: [numbers.length] },
            {
              ...{ batchSize, epochs: first + epochs, seed, resume },
              ...(first > 0 ? { initialEpoch: first } : {}),
              onProgress(batch, logs) {
                adopt()
                onProgress?.(batch, logs)
              },
              onEpochEnd(epoch, logs) {
                adopt()
                return onEpochEnd?.(epoch, logs)
              },
              // Weights of mean 1: the loss is a mean over rows.
              ...(weighted ? { sampleWeight: weights.map((weight) => (weight * numbers.length) / total) } : {}),
              ...(held ? { validationData: held } : {}),
              ...(signal ? { signal } : {}),
            },
          )
          .catch((error: unknown) => {
            // What it has reached, or gone back to, is the model all the same.
            if (error instanceof DivergedError || network.trainedTo !== undefined) adopt()
            throw error
          })
        adopt()
        this.calibration = undefined
        const objective = history.loss
        return { converged: false, reason: 'epochs', iterations: epochs, objective, warnings: [...history.notes], history }
      })
    } finally {
      this.#busy = undefined
    }
  }

  async #standardization(
    x: Tensor | SparseTensor,
    sampleWeight: RowWeights | undefined,
    pacer: Pacer,
  ): Promise<Standardization | undefined> {
    if (!(this.options.standardize ?? standardizesByDefault(x))) return undefined
    const samples = sampleWeight && sampleWeights(x.shape[0] as number, sampleWeight)
    return standardizationOf(x, samples, () => pacer.pause())
  }

  #network(classes: number): Sequential {
    const { hidden = [64], activation = 'relu', optimizer = 'adam', learningRate = 1e-3, l2 = 0, seed = 1 } = this.options
    const { threads, reproducibility = 'default' } = this.options
    // Keras's lambda sum W^2 is twice the penalty of the same number here.
    const penalty = l2 > 0 ? { kernelRegularizer: { l2: l2 / 2 } } : {}
    const layers = [
      ...hidden.map((units) => new Dense({ units, activation, ...penalty })),
      new Dense({ units: classes, ...penalty }),
    ]
    const network = new Sequential(layers, { seed })
    network.compile({
      optimizer: optimizer === 'adam' ? new Adam({ learningRate }) : new SGD({ learningRate }),
      loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
      metrics: ['accuracy'],
      reproducibility,
      ...(threads === undefined ? {} : { threads }),
    })
    return network
  }

  async #validation(
    [X, y]: readonly [RowsOf, LabelsOf<L>],
    fitted: FittedMlp<L>,
    pacer: Pacer,
  ): Promise<readonly [Tensor, Tensor]> {
    const rows = await this.#rows(X, fitted, pacer, 'validation X')
    const numbers = classNumbers(labelsOf(y, rows.shape[0] as number, 'validation y'), fitted.classes, 'validation y')
    return [rows, { data: numbers, shape: [numbers.length] }]
  }

  /** Rows as the network takes them. */
  async #rows(X: RowsOf, { features, input, standardization }: FittedMlp<L>, pacer: Pacer, name = 'X'): Promise<Tensor> {
    const x = await prepareRows(X, features, pacer, name)
    checkInputType(inputOf(x), input)
    return floatRows(x, standardization, () => pacer.pause())
  }

  #need(name: string): FittedMlp<L> {
    if (this.#fitted) return this.#fitted
    throw new UsageError(`${name}: the model is not fitted yet. Call fit(X, y) or partialFit(X, y) first, or load a saved one.`)
  }
}

async function paced<T>(signal: AbortSignal | undefined, body: (pacer: Pacer) => Promise<T>): Promise<T> {
  signal?.throwIfAborted()
  const pacer = new Pacer(signal)
  try {
    return await body(pacer)
  } finally {
    pacer.close()
  }
}

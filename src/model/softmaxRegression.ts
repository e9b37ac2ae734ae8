// Softmax regression (multinomial logistic regression), in scikit-learn's terms. It checks, keeps what was fitted, and predicts; the
// computing is in linear/.

import { writeFile } from '#platform'
import { UsageError } from '../errors.ts'
import type { DatasetRecord } from '../formats/modelFile.ts'
import { foldedModel, highestIn, type LinearModel, linearLogits, softmaxInPlace } from '../linear/linearModel.ts'
import type { IterationStep } from '../linear/minimum.ts'
import type { SparseTensor, Tensor } from '../tensor/index.ts'
import { checkInputType } from '../training/inputs.ts'
import { Pacer } from '../training/pacer.ts'
import type { Arithmetic } from '../wasm/features.ts'
import type {
  Calibration,
  Estimator,
  EstimatorFitOptions,
  EstimatorPredictOptions,
  Label,
  LabelsOf,
  RowsOf,
  RowWeights,
} from './estimator.ts'
import { prepareRows } from './estimatorRows.ts'
import { type FittedSoftmax, fitSoftmax, inputOf, measure, type SoftmaxResult } from './fitSoftmax.ts'
import { classNumbers, labelsOf, sampleWeights } from './labels.ts'
import { type PartialFitOptions, PartialSoftmax } from './partialSoftmax.ts'
import { type ModelSource, readSource } from './readSource.ts'
import { decodeSoftmax, encodeSoftmax } from './softmaxFile.ts'
import { checkOptions, type SoftmaxRegressionOptions } from './softmaxOptions.ts'

/** What is known after an iteration. */
export type SoftmaxStep = Pick<IterationStep, 'iteration' | 'value' | 'gradientNorm'> & { model(): LinearModel }

/** Options of SoftmaxRegression's `fit`. */
export interface SoftmaxFitOptions<L extends Label> extends EstimatorFitOptions<L> {
  /**
   * Called after each iteration with its number (from 1), the objective and the largest entry of the gradient; `model()` is the linear
   * model so far.
   */
  readonly onIteration?: (step: SoftmaxStep) => void
}

/**
 * A linear classifier: logits z_j = w_j . x + b_j, probabilities softmax(z).
 *
 * It minimizes sum of w_i loss_i / sum of w_i + l2 / 2 sum W^2 + l1 sum |W| over coefficients W and intercepts b, where loss_i is the
 * cross-entropy of row i and w_i its weight. Intercepts aren't penalized, and their mean is 0. Where features are standardized, W are the
 * coefficients of the standardized ones. `L` is the type of the labels: what `y` holds and `predict` returns.
 *
 * Source: scikit-learn's LogisticRegression, whose C this is.
 */
export class SoftmaxRegression<L extends Label = Label> implements Estimator<L> {
  /** What was fitted on held-out rows; saved with the model. */
  calibration: Calibration | undefined
  /** What the features are called; saved with the model. */
  featureNames: readonly string[] | undefined
  /** What the model was trained on; saved with it. */
  dataset: DatasetRecord | undefined
  readonly options: SoftmaxRegressionOptions<L>
  #fitted: FittedSoftmax<L> | undefined
  #result: SoftmaxResult | undefined
  #partial: PartialSoftmax<L> | undefined
  #busy: string | undefined
  #arithmetic: Arithmetic = 'strict'

  /** @throws UsageError for an option that is not allowed */
  constructor(options: SoftmaxRegressionOptions<L> = {}) {
    checkOptions(options as SoftmaxRegressionOptions)
    this.options = { ...options }
  }

  /** The classes, ascending: the order of all columns. */
  get classes(): readonly L[] {
    return this.#need('classes').classes
  }

  /** Coefficients [classes, features] of the features as they come, in float64. */
  get coef(): Tensor<Float64Array> {
    const { model } = this.#need('coef')
    return { data: foldedModel(model).coef, shape: [model.classes, model.features] }
  }

  /** Intercepts [classes], in float64. */
  get intercept(): Tensor<Float64Array> {
    const { model } = this.#need('intercept')
    return { data: foldedModel(model).intercept, shape: [model.classes] }
  }

  /** How the coefficients were computed: strict in float64, which is the same everywhere. */
  get arithmetic(): Arithmetic {
    return this.#arithmetic
  }

  /** What came of the last fit, of an aborted one too; undefined before, and in a model from a file. */
  get result(): SoftmaxResult | undefined {
    return this.#result
  }

  /**
   * Fits the coefficients.
   *
   * @param X [rows, features]; more dimensions are taken as one list of features
   * @param y a label for each row
   * @throws DataError, ShapeError, LabelError or UsageError where rows, labels or weights can't be used; nothing has changed then
   */
  async fit(X: RowsOf, y: LabelsOf<L>, options: SoftmaxFitOptions<L> = {}): Promise<SoftmaxResult> {
    return this.#run('fit', options.signal, async (pacer) => {
      const before = this.options.warmStart ? this.#fitted : undefined
      const take = (fitted: FittedSoftmax<L>, result: SoftmaxResult): void => {
        this.#fitted = fitted
        this.#result = result
        this.#arithmetic = result.arithmetic ?? 'strict'
        this.#partial = undefined
        this.calibration = undefined
      }
      const { fitted, result } = await fitSoftmax(this.options, X, y, options, before, pacer, take)
      take(fitted, result)
      return result
    })
  }

  /**
   * One pass of Adam over rows, from where the model is: for data that comes in parts. The first call fixes the classes and, where
   * features are standardized, their means and deviations.
   *
   * @param options.classes all classes that will come; needed at the first call unless its rows have them all
   */
  async partialFit(X: RowsOf, y: LabelsOf<L>, options: PartialFitOptions<L> = {}): Promise<this> {
    return this.#run('partialFit', options.signal, async (pacer) => {
      const partial = this.#partial ?? new PartialSoftmax(this.options, this.#fitted)
      try {
        await partial.fit(X, y, options, pacer)
      } finally {
        if (partial.fitted && partial.fitted !== this.#fitted) {
          this.#partial = partial
          this.#fitted = partial.fitted
          this.calibration = undefined
        }
      }
      return this
    })
  }

  /** The class of the greatest logit, for each row; of equal ones the first. */
  async predict(X: RowsOf, options: EstimatorPredictOptions = {}): Promise<L[]> {
    const { classes } = this.#need('predict')
    const { data, shape } = await this.#logits(X, options)
    return Array.from(
      { length: shape[0] as number },
      (_, row) => classes[highestIn(data, row * classes.length, classes.length)] as L,
    )
  }

  /** Probabilities [rows, classes] in float64: softmax(logits / temperature), where the model is calibrated. */
  async predictProba(X: RowsOf, options: EstimatorPredictOptions = {}): Promise<Tensor<Float64Array>> {
    const { data, shape } = await this.#logits(X, options)
    return { data: softmaxInPlace(data, shape[1] as number, this.calibration?.temperature), shape }
  }

  /** Logits [rows, classes] in float64: z_j = w_j . x + b_j. */
  async decisionFunction(X: RowsOf, options: EstimatorPredictOptions = {}): Promise<Tensor<Float64Array>> {
    return this.#logits(X, options)
  }

  /** The part of the rows, by weight, whose class is right. */
  async score(
    X: RowsOf,
    y: LabelsOf<L>,
    options: EstimatorPredictOptions & { readonly sampleWeight?: RowWeights } = {},
  ): Promise<number> {
    const fitted = this.#need('score')
    return this.#paced(options.signal, async (pacer) => {
      const x = await this.#rows(X, pacer)
      const labels = classNumbers(labelsOf(y, x.shape[0]), fitted.classes)
      const weights = sampleWeights(labels.length, options.sampleWeight)
      return (await measure(fitted, x, labels, weights, pacer)).accuracy
    })
  }

  /** The bytes of the model's file; with a path, they are also written there. */
  async save(path?: string): Promise<Uint8Array> {
    const { calibration, featureNames, dataset, arithmetic } = this
    const records = { calibration, featureNames, dataset, arithmetic }
    const bytes = encodeSoftmax(this.#need('save'), this.options as SoftmaxRegressionOptions, records)
    if (path !== undefined) await writeFile(path, bytes)
    return bytes
  }

  /** Reads a model from its file's bytes or path. @throws FormatError for a file that is none */
  static async load<L extends Label = Label>(source: ModelSource): Promise<SoftmaxRegression<L>> {
    const { bytes, name } = await readSource(source)
    const { fitted, options, records } = decodeSoftmax<L>(bytes, name)
    const model = new SoftmaxRegression<L>(options)
    model.#fitted = fitted
    model.calibration = records.calibration
    model.featureNames = records.featureNames
    model.dataset = records.dataset
    model.#arithmetic = records.arithmetic
    return model
  }

  async #logits(X: RowsOf, { signal }: EstimatorPredictOptions): Promise<Tensor<Float64Array>> {
    const { model } = this.#need('predict')
    return this.#paced(signal, async (pacer) => {
      const x = await this.#rows(X, pacer)
      return { data: await linearLogits(model, x, () => pacer.pause()), shape: [x.shape[0] as number, model.classes] }
    })
  }

  async #rows(X: RowsOf, pacer: Pacer): Promise<Tensor | SparseTensor> {
    const { model, input } = this.#need('predict')
    const x = await prepareRows(X, model.features, pacer)
    checkInputType(inputOf(x), input)
    return x
  }

  #need(name: string): FittedSoftmax<L> {
    if (this.#fitted) return this.#fitted
    throw new UsageError(`${name}: the model is not fitted yet. Call fit(X, y) or partialFit(X, y) first, or load a saved one.`)
  }

  /** Runs a method that changes the model: one at a time. */
  async #run<T>(name: string, signal: AbortSignal | undefined, body: (pacer: Pacer) => Promise<T>): Promise<T> {
    if (this.#busy) throw new UsageError(`${name}: the model is in the middle of ${this.#busy}. Await it first.`)
    this.#busy = name
    try {
      return await this.#paced(signal, body)
    } finally {
      this.#busy = undefined
    }
  }

  async #paced<T>(signal: AbortSignal | undefined, body: (pacer: Pacer) => Promise<T>): Promise<T> {
    signal?.throwIfAborted()
    const pacer = new Pacer(signal)
    try {
      return await body(pacer)
    } finally {
      pacer.close()
    }
  }
}

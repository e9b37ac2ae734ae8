// A classifier of rows as they come, with named columns of any kind: what turns them into features, the model of those, and the labels,
// as one.

import { writeFile } from '#platform'
import type { Table } from '../data/index.ts'
import { type ClassificationReport, classificationReport, logLoss } from '../evaluation/index.ts'
import type { Preprocessing } from '../preprocessing/index.ts'
import type { Tensor } from '../tensor/index.ts'
import { Pacer } from '../training/pacer.ts'
import { decodeClassifier, encodeClassifier } from './classifierFile.ts'
import { type ClassifierRows, rowsToPredict } from './classifierRows.ts'
import { knownLabels, type LabelType, type LabelValue, outerLabel, readClassLabels } from './classLabels.ts'
import type { EstimatorPredictOptions, EstimatorResult, Label } from './estimator.ts'
import type { MLPClassifier } from './mlpClassifier.ts'
import { type ModelSource, readSource } from './readSource.ts'
import type { SoftmaxRegression } from './softmaxRegression.ts'

/** What is predicted of a row. */
export interface Prediction<L extends LabelValue> {
  /** The likeliest class. */
  readonly label: L
  /** Its probability. */
  readonly probability: number
  /** The probability of each class, by its label's text. */
  readonly probabilities: Readonly<Record<`${L}`, number>>
}

/** Figures of rows whose labels are known. */
export interface ClassifierEvaluation {
  readonly rows: number
  /** The part of the rows that is right. */
  readonly accuracy: number
  /** The mean cross-entropy. */
  readonly loss: number
  /** Figures of each class, and the confusion matrix. */
  readonly report: ClassificationReport
}

/** A class and its rows. */
export interface ClassRows<L extends LabelValue> {
  readonly label: L
  readonly rows: number
}

/** What is known of how a classifier was trained. */
export interface ClassifierTraining<L extends LabelValue = LabelValue> {
  /** Rows that it was trained on. */
  readonly rows: number
  /** Of each class. */
  readonly classes: readonly ClassRows<L>[]
  /** What a user should know: columns left out, classes that are rare, a fit that didn't converge. */
  readonly notes: readonly string[]
  /** Of the validation rows, where there were any. */
  readonly validation?: ClassifierEvaluation
  /** Of the test rows, where there were any. */
  readonly test?: ClassifierEvaluation
  /** The model's own account; not in a file. */
  readonly result?: EstimatorResult
}

/** What a classifier is made of. */
export interface ClassifierParts<L extends LabelValue> {
  readonly label: string
  readonly labelType: LabelType
  readonly preprocessing: Preprocessing
  readonly estimator: SoftmaxRegression | MLPClassifier
  readonly training: ClassifierTraining<L>
}

/**
 * A trained classifier: rows in, labels out. trainClassifier makes it.
 *
 * `L` is the type of the labels. Rows are objects, a table or a source of tables; each row's prediction is the same bits whatever rows stand beside it,
 * and whichever of the two it came in.
 */
export class Classifier<L extends LabelValue = LabelValue> {
  /** The column of the labels. */
  readonly label: string
  /** What turns columns into features. */
  readonly preprocessing: Preprocessing
  /** The model of those features, whose classes are strings or numbers. */
  readonly estimator: SoftmaxRegression | MLPClassifier
  /** How it was trained. */
  readonly training: ClassifierTraining<L>
  readonly #labelType: LabelType

  constructor({ label, labelType, preprocessing, estimator, training }: ClassifierParts<L>) {
    this.label = label
    this.preprocessing = preprocessing
    this.estimator = estimator
    this.training = training
    this.#labelType = labelType
  }

  /** The classes, in the order of all columns of probabilities. */
  get classes(): readonly L[] {
    return this.estimator.classes.map((label) => outerLabel(label, this.#labelType) as L)
  }

  /** What the features of the model are called. */
  get featureNames(): readonly string[] {
    return this.preprocessing.featureNames
  }

  /**
   * The label of each row with its probability.
   *
   * @param rows objects, a table or a source of tables, with the columns of training; others are left alone
   * @throws DataError that names row and column of what can't be taken
   */
  async predict(rows: ClassifierRows, options: EstimatorPredictOptions = {}): Promise<Prediction<L>[]> {
    const { data } = await this.predictProba(rows, options)
    const { classes } = this
    const predictions: Prediction<L>[] = []
    for (let offset = 0; offset < data.length; offset += classes.length) {
      let best = 0
      for (let c = 1; c < classes.length; c++) if ((data[offset + c] as number) > (data[offset + best] as number)) best = c
      const probabilities = Object.fromEntries(classes.map((label, c) => [String(label), data[offset + c] as number]))
      predictions.push({
        label: classes[best] as L,
        probability: data[offset + best] as number,
        probabilities: probabilities as Record<`${L}`, number>,
      })
    }
    return predictions
  }

  /** The probability of each class, [rows, classes] in float64. */
  async predictProba(rows: ClassifierRows, { signal }: EstimatorPredictOptions = {}): Promise<Tensor<Float64Array>> {
    const columns = this.estimator.classes.length
    if ((Array.isArray(rows) ? rows.length : (rows as Table)?.rows) === 0) return { data: new Float64Array(0), shape: [0, columns] }
    return this.#probabilities(await rowsToPredict(rows, this.preprocessing), signal)
  }

  /**
   * Figures on rows that have their label.
   *
   * @throws DataError, UsageError or LabelError where a label is missing, or no class
   */
  async evaluate(rows: ClassifierRows, { signal }: EstimatorPredictOptions = {}): Promise<ClassifierEvaluation> {
    const table = await rowsToPredict(rows, this.preprocessing, this.label)
    const classes = this.estimator.classes
    const truth = knownLabels(readClassLabels(table, this.label), classes, table)
    const probabilities = await this.#probabilities(table, signal)
    const report = classificationReport<Label>(truth, probabilities, { classes })
    return { rows: table.rows, accuracy: report.accuracy, loss: logLoss<Label>(truth, probabilities, { classes }), report }
  }

  /** The bytes of its file, one safetensors file; with a path, they are also written there. */
  async save(path?: string): Promise<Uint8Array> {
    const { label, preprocessing, estimator, training } = this
    const bytes = await encodeClassifier({ label, labelType: this.#labelType, preprocessing, estimator, training })
    if (path !== undefined) await writeFile(path, bytes)
    return bytes
  }

  /** Reads a classifier from its file's bytes, path or URL. @throws FormatError for a file that is none */
  static async load<L extends LabelValue = LabelValue>(source: ModelSource): Promise<Classifier<L>> {
    const { bytes, name } = await readSource(source)
    return new Classifier<L>(await decodeClassifier<L>(bytes, name))
  }

  async #probabilities(table: Table, signal: AbortSignal | undefined): Promise<Tensor<Float64Array>> {
    signal?.throwIfAborted()
    const pacer = new Pacer(signal)
    try {
      const X = await this.preprocessing.transform(table, () => pacer.pause())
      return (await this.estimator.predictProba(X, signal ? { signal } : {})) as Tensor<Float64Array>
    } finally {
      pacer.close()
    }
  }
}

// What SoftmaxRegression and MLPClassifier have in common as classifiers in a file: labels, records, and rows of features.

import { DataError } from '../../errors.ts'
import { objectOf, readDescription, readInput, writeDescription } from '../../formats/description.ts'
import type { DatasetRecord } from '../../formats/index.ts'
import type { Calibration, Label } from '../../model/estimator.ts'
import { inputOf } from '../../model/fitSoftmax.ts'
import { type ElementType, isSparseTensor, type SparseTensor, type Tensor } from '../../tensor/index.ts'
import type { InputType } from '../../training/inputs.ts'
import type { InputDescription } from '../data/inputDescription.ts'
import type { Inputs, Rows } from '../data/rows.ts'
import type { KnownTable } from '../data/tableData.ts'
import { denseInputs } from './denseInputs.ts'
import { softmaxRows } from './probabilities.ts'

/** What an estimator is here. */
interface Model {
  calibration: Calibration | undefined
  featureNames: readonly string[] | undefined
  dataset: DatasetRecord | undefined
  decisionFunction(X: Tensor | SparseTensor, options: { signal?: AbortSignal }): Promise<Tensor>
  partialFit(
    X: Tensor | SparseTensor,
    y: readonly Label[],
    options: { classes: readonly Label[]; signal: AbortSignal },
  ): Promise<unknown>
  save(path?: string, options?: { checkpoint?: boolean }): Promise<Uint8Array>
}

/** What is known of an estimator's rows before and after it is fitted. */
export interface EstimatorShape {
  readonly labels: readonly Label[]
  readonly features: number
  readonly input: InputType
}

/** Before the first row is seen. */
export function unseenShape(labels: readonly Label[]): EstimatorShape {
  return { labels, features: 0, input: { dtype: 'float32' } }
}

/** An estimator with labels. */
export abstract class EstimatorClassifier<M extends Model> {
  readonly isInputKnown = true
  protected readonly model: M
  protected shape: EstimatorShape

  protected constructor(model: M, shape: EstimatorShape) {
    this.model = model
    this.shape = shape
  }

  get classes(): readonly Label[] {
    return this.shape.labels
  }

  get names(): readonly Label[] {
    return this.classes
  }

  get input(): InputDescription {
    const { features, input } = this.shape
    const { dtype, scale } = input
    // Floats are taken as they come: they are standardized before anything is rounded.
    const elementType = dtype === 'float32' ? 'float64' : (dtype as ElementType)
    return { shape: [features], elementType, scale, features: this.featureNames }
  }

  get table(): KnownTable {
    const label: unknown = this.dataset?.label // of a file, where it may be anything
    const classNames = this.classes.map(String)
    return { featureNames: this.featureNames, classNames, label: typeof label === 'string' ? label : undefined }
  }

  get dataset(): DatasetRecord | undefined {
    return this.model.dataset
  }
  set dataset(record: DatasetRecord | undefined) {
    this.model.dataset = record
  }
  get featureNames(): readonly string[] | undefined {
    return this.model.featureNames
  }
  set featureNames(names: readonly string[] | undefined) {
    this.model.featureNames = names
  }
  get calibration(): Calibration | undefined {
    return this.model.calibration
  }
  set calibration(calibration: Calibration | undefined) {
    this.model.calibration = calibration
  }

  async logits(rows: Inputs, signal?: AbortSignal): Promise<Tensor> {
    return this.model.decisionFunction(this.features(rows), signal === undefined ? {} : { signal })
  }

  probabilities(logits: Tensor): Tensor {
    return softmaxRows(logits, this.calibration?.temperature)
  }

  save(path: string): Promise<Uint8Array> {
    return this.model.save(path)
  }

  /** The bytes of its file; with `checkpoint` also what a resumed run needs, where there is more than weights. */
  encode(checkpoint = false): Promise<Uint8Array> {
    return this.model.save(undefined, { checkpoint })
  }

  /** Trains on some more rows, in one pass. */
  async fitPiece(x: Tensor | SparseTensor, numbers: ArrayLike<number>, signal: AbortSignal): Promise<void> {
    this.learn({ x, y: { data: new Uint8Array(0), shape: [0] } })
    const labels = Array.from(numbers, (number) => this.classes[number] as Label)
    await this.model.partialFit(x, labels, { classes: this.classes, signal })
  }

  /** Rows as the estimator takes them. */
  protected features(rows: Inputs): Tensor | SparseTensor {
    return 'indptr' in rows ? rows : denseInputs(rows, this.featureNames)
  }

  /** Rows to learn from; what they look like is known from here on. */
  protected learn({ x }: Rows): Tensor | SparseTensor {
    const features = this.features(x)
    const [rows = 0] = features.shape
    const width = isSparseTensor(features) ? features.shape[1] : features.data.length / rows
    this.shape = { ...this.shape, features: width, input: inputOf(features) }
    return features
  }

  /** The label of each row. */
  protected labelsOf({ y }: Rows): Label[] {
    return Array.from(y.data, (number) => this.classes[number] as Label)
  }

  /** @throws DataError where a class has no row: an estimator knows the classes that it has seen */
  protected checkClasses({ y }: Rows): void {
    const seen = new Set<number>(y.data)
    const missing = this.classes.filter((_, i) => !seen.has(i))
    if (missing.length === 0) return
    const named = missing.slice(0, 10).join(', ') + (missing.length > 10 ? ', ...' : '')
    throw new DataError(
      `No training row is of the class ${named}, and a model can't learn what it never sees. Give rows of it, or leave its test rows out.`,
    )
  }
}

/** The bytes of an estimator's file with other options: so that one that was saved is trained further in another way. */
export function withOptions(bytes: Uint8Array, name: string, options: object, at?: string): Uint8Array {
  const { tensors, description } = readDescription(bytes, name)
  if (at === undefined) {
    return writeDescription(tensors, { ...description, options: { ...objectOf(description.options ?? {}, name), ...options } })
  }
  const holder = objectOf(description[at], `${name}: ${at}`)
  const changed = { ...objectOf(holder.options ?? {}, `${name}: options`), ...options }
  return writeDescription(tensors, { ...description, [at]: { ...holder, options: changed } })
}

/** What a file says of an estimator's input. */
export function inputOfFile(bytes: Uint8Array, name: string, at?: string): InputType {
  const { description } = readDescription(bytes, name)
  return readInput((at === undefined ? description : objectOf(description[at], `${name}: ${at}`)).input, name)
}

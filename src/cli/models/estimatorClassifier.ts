// What SoftmaxRegression and MLPClassifier have in common as classifiers in a file: labels, records, and rows of features.

import { DataError } from '../../errors.ts'
import { objectOf, readDescription, readInput, writeDescription } from '../../formats/description.ts'
import type { DatasetRecord } from '../../formats/index.ts'
import type { Calibration, Label } from '../../model/estimator.ts'
import type { ElementType, Tensor } from '../../tensor/index.ts'
import type { InputType } from '../../training/inputs.ts'
import type { InputDescription } from '../data/inputDescription.ts'
import type { Rows } from '../data/loadData.ts'
import type { KnownTable } from '../data/tableData.ts'
import { softmaxRows } from './probabilities.ts'

/** What an estimator is here. */
interface Model {
  calibration: Calibration | undefined
  featureNames: readonly string[] | undefined
  dataset: DatasetRecord | undefined
  decisionFunction(X: Tensor, options: { signal?: AbortSignal }): Promise<Tensor>
  save(path: string): Promise<Uint8Array>
}

/** What is known of an estimator's rows before and after it is fitted. */
export interface EstimatorShape {
  readonly labels: readonly Label[]
  readonly features: number
  readonly input: InputType
}

/** An estimator with labels. */
export abstract class EstimatorClassifier<M extends Model> {
  readonly isInputKnown = true
  protected readonly model: M
  protected readonly shape: EstimatorShape

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

  logits(rows: Tensor, signal?: AbortSignal): Promise<Tensor> {
    return this.model.decisionFunction(rows, signal === undefined ? {} : { signal })
  }

  probabilities(logits: Tensor): Tensor {
    return softmaxRows(logits, this.calibration?.temperature)
  }

  save(path: string): Promise<Uint8Array> {
    return this.model.save(path)
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

// A model file as the commands use it: compiled so that it can be scored on class numbers, and turned into probabilities
// whatever its last layer gives.

import type { DatasetRecord } from '../formats/index.ts'
import { SparseCategoricalCrossentropy } from '../losses/index.ts'
import { Sequential } from '../model/sequential.ts'
import { softmax } from '../model/softmax.ts'
import { ARRAY_CONSTRUCTORS, type ElementType, type Tensor } from '../tensor/index.ts'
import type { InputDescription } from './inputDescription.ts'
import { areNumbers } from './loadData.ts'
import { resolveModelPath } from './runFolder.ts'
import type { KnownTable } from './tableData.ts'

/** Rows predicted at a time: one program serves them all, and a last smaller batch too. */
const BATCH_SIZE = 256

/** A model read from a file. */
export interface Classifier {
  readonly model: Sequential
  /** What each class is called: its name, or its number where names say no more. */
  readonly classes: readonly (string | number)[]
  readonly input: InputDescription
  /** What a table must have for this model. */
  readonly table: KnownTable
  /** What it was trained on, where the file says so. */
  readonly dataset: DatasetRecord | undefined
  /** Rows [rows, ...inputs] to probabilities [rows, classes]. */
  probabilities(rows: Tensor): Promise<Tensor<Float32Array>>
}

/** The number of classes: the last weight's shape, a bias's or a kernel's, ends with it. */
export function countClasses(model: Sequential): number {
  return model.getWeights().at(-1)?.shape.at(-1) ?? 0
}

/** The names of a model's classes, or their numbers. */
export function classLabels(names: readonly string[] | undefined, classes: number): readonly (string | number)[] {
  return names?.length === classes && !areNumbers(names) ? names : Array.from({ length: classes }, (_, i) => i)
}

/** What a table must have for a model: its features, its classes, the label's own column. */
export function knownTable(model: Sequential): KnownTable {
  const { featureNames, classNames, dataset } = model
  const label: unknown = dataset?.label // of a file, where it may be anything
  return {
    featureNames,
    classNames: classLabels(classNames, countClasses(model)).map(String),
    label: typeof label === 'string' ? label : undefined,
  }
}

/** How a model's rows are stored; float32 values where it was never trained. */
function describeInput(model: Sequential): InputDescription {
  const { dtype = 'float32', scale } = model.inputType ?? {}
  const elementType = dtype in ARRAY_CONSTRUCTORS ? (dtype as ElementType) : 'float32'
  return { shape: model.inputShape ?? [], elementType, scale, features: model.featureNames }
}

/**
 * Reads the model that MODEL names, a file or a run folder.
 *
 * @throws DataError if there is none, FormatError if it can't be read
 */
export async function loadModel(path: string): Promise<Classifier> {
  const model = await Sequential.load(await resolveModelPath(path))
  const endsInSoftmax = model.layers.at(-1)?.activation === 'softmax'
  model.compile({
    loss: new SparseCategoricalCrossentropy({ fromLogits: !endsInSoftmax }),
    metrics: ['accuracy'],
    reproducibility: model.arithmetic === 'strict' ? 'portable' : 'default',
  })
  return {
    model,
    classes: classLabels(model.classNames, countClasses(model)),
    input: describeInput(model),
    table: knownTable(model),
    dataset: model.dataset,
    async probabilities(rows) {
      const outputs = await model.predict(rows, { batchSize: BATCH_SIZE }) // [rows, classes]
      return endsInSoftmax ? outputs : softmax(outputs)
    },
  }
}

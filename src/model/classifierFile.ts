// A classifier as one safetensors file: its model's own file, with the preprocessing and what is known of the label added.

import { FormatError } from '../errors.ts'
import { checkField, type Json, objectOf, readDescription, writeDescription } from '../formats/description.ts'
import { Preprocessing } from '../preprocessing/index.ts'
import type { ClassifierParts, ClassifierTraining } from './classifier.ts'
import { LABEL_TYPES, type LabelType, type LabelValue } from './classLabels.ts'
import { MLPClassifier } from './mlpClassifier.ts'
import { SoftmaxRegression } from './softmaxRegression.ts'

/** What a classifier's file has beside its model. */
export type ClassifierRecord<L extends LabelValue> = Omit<ClassifierParts<L>, 'estimator'>

/** The bytes of a classifier's file. */
export async function encodeClassifier<L extends LabelValue>(parts: ClassifierParts<L>): Promise<Uint8Array> {
  return addClassifier(await parts.estimator.save(), parts)
}

/** The bytes of a model's file with the rest of a classifier added. */
export function addClassifier<L extends LabelValue>(bytes: Uint8Array, record: ClassifierRecord<L>): Uint8Array {
  const { label, labelType, preprocessing, training } = record
  const { tensors, description } = readDescription(bytes, 'The model')
  const { result: _, ...kept } = training
  return writeDescription(tensors, {
    ...description,
    preprocessing: preprocessing.toConfig(),
    classifier: { label, labelType, training: kept },
  })
}

/** Whether a description is that of a classifier. */
export function isClassifier(description: Json): boolean {
  return description.classifier !== undefined
}

/** Reads a classifier's file. @throws FormatError for anything else */
export async function decodeClassifier<L extends LabelValue>(bytes: Uint8Array, name: string): Promise<ClassifierParts<L>> {
  const record = readClassifierRecord<L>(bytes, name)
  const { kind } = readDescription(bytes, name).description
  return { ...record, estimator: await (kind === 'SoftmaxRegression' ? SoftmaxRegression : MLPClassifier).load(bytes) }
}

/** What a classifier's file has beside its model. @throws FormatError for anything else */
export function readClassifierRecord<L extends LabelValue>(bytes: Uint8Array, name: string): ClassifierRecord<L> {
  const { tensors, description } = readDescription(bytes, name)
  const { kind } = description
  if (!isClassifier(description)) {
    const known = typeof kind === 'string' ? kind : 'Sequential'
    throw new FormatError(`${name} holds a ${known} without the preprocessing of a Classifier. Read it with ${known}.load.`)
  }
  checkField(kind === 'SoftmaxRegression' || kind === 'MLPClassifier', `${name}: kind`, 'SoftmaxRegression or MLPClassifier', kind)
  const { label, labelType, training } = objectOf(description.classifier, `${name}: classifier`)
  checkField(typeof label === 'string', `${name}: classifier.label`, 'a string', label)
  checkField(
    LABEL_TYPES.includes(labelType as LabelType),
    `${name}: classifier.labelType`,
    `one of ${LABEL_TYPES.join(', ')}`,
    labelType,
  )
  const preprocessing = Preprocessing.fromConfig(description.preprocessing, `${name}: preprocessing`)
  const features =
    kind === 'SoftmaxRegression'
      ? tensors.get('coefficients')?.shape[1]
      : objectOf(description.estimator, `${name}: estimator`).features
  checkField(
    features === preprocessing.width,
    `${name}: preprocessing`,
    `one of ${features} features, as the model has`,
    preprocessing.width,
  )
  return {
    ...{ label: label as string, labelType: labelType as LabelType, preprocessing },
    training: readTraining<L>(training, `${name}: classifier.training`),
  }
}

/** What a file says of the training: shown, and used for nothing. */
function readTraining<L extends LabelValue>(value: unknown, where: string): ClassifierTraining<L> {
  const training = objectOf(value, where)
  checkField(Number.isInteger(training.rows), `${where}.rows`, 'a whole number', training.rows)
  checkField(Array.isArray(training.classes), `${where}.classes`, 'an array', training.classes)
  checkField(Array.isArray(training.notes), `${where}.notes`, 'an array', training.notes)
  return training as unknown as ClassifierTraining<L>
}

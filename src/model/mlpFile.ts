// An MLPClassifier as one safetensors file: the network's own file, with classes, options, calibration and standardization added.

import { FormatError } from '../errors.ts'
import { checkField, fromFile, objectOf, readDescription, readInput, writeDescription } from '../formats/description.ts'
import type { Standardization } from '../linear/standardize.ts'
import { type Tensor, tensor } from '../tensor/index.ts'
import type { Label } from './estimator.ts'
import type { FittedMlp } from './mlpClassifier.ts'
import { checkMlpOptions, type MLPClassifierOptions } from './mlpOptions.ts'
import { Sequential } from './sequential.ts'
import { checkFeatureNames, type EstimatorRecords, readClasses, readRecords } from './softmaxFile.ts'

const KIND = 'MLPClassifier'
const [MEAN, DEVIATION] = ['estimator.mean', 'estimator.deviation']

/** The bytes of a model's file. */
export async function encodeMlp<L extends Label>(
  { classes, features, input, standardization, network }: FittedMlp<L>,
  options: MLPClassifierOptions,
  { calibration, featureNames, dataset }: EstimatorRecords,
  checkpoint: boolean,
): Promise<Uint8Array> {
  checkFeatureNames(featureNames, features)
  const { tensors, description } = readDescription(await network.save(undefined, { checkpoint }), KIND)
  if (standardization) {
    tensors.set(MEAN, tensor(standardization.mean, [features]))
    tensors.set(DEVIATION, tensor(standardization.deviation, [features]))
  }
  const { classWeight } = options
  const plain = classWeight instanceof Map ? { ...options, classWeight: Object.fromEntries(classWeight) } : options
  const estimator = { classes, features, input, options: plain, calibration }
  return writeDescription(tensors, { ...description, featureNames, dataset, kind: KIND, estimator })
}

/** Reads a model's file. @throws FormatError for anything else */
export async function decodeMlp<L extends Label>(
  bytes: Uint8Array,
  name: string,
): Promise<{ fitted: FittedMlp<L>; options: MLPClassifierOptions<L>; records: EstimatorRecords }> {
  const { tensors, description } = readDescription(bytes, name)
  const { kind, estimator, ...network } = description
  if (kind !== KIND) {
    const other = typeof kind === 'string' ? kind : 'Sequential'
    throw new FormatError(`${name} holds a ${other}, not an ${KIND}. Read it with ${other}.load.`)
  }
  const { classes, features, input, options: given, calibration } = objectOf(estimator, `${name}: estimator`)
  const isCount = Number.isInteger(features) && (features as number) >= 1
  checkField(isCount, `${name}: estimator.features`, 'a whole number >= 1', features)
  const take = (key: string): Float64Array => {
    const { data, shape } = (tensors.get(key) ?? { shape: [] }) as Partial<Tensor>
    checkField(
      data instanceof Float64Array && shape?.join() === `${features}`,
      `${name}: the tensor "${key}"`,
      `F64 [${features}]`,
      data,
    )
    tensors.delete(key)
    const values = data as Float64Array
    const wrong = values.find((value) => value - value !== 0 || (key === DEVIATION && !(value > 0)))
    checkField(wrong === undefined, `${name}: the tensor "${key}"`, 'finite numbers, deviations above 0', wrong)
    return values
  }
  let standardization: Standardization | undefined
  if (tensors.has(MEAN) || tensors.has(DEVIATION)) standardization = { mean: take(MEAN), deviation: take(DEVIATION) }
  const options = objectOf(given ?? {}, `${name}: options`) as MLPClassifierOptions<L>
  fromFile(`${name}: options`, () => checkMlpOptions(options as MLPClassifierOptions))
  const loaded = await Sequential.load(writeDescription(tensors, network), options.threads ? { threads: options.threads } : {})
  const known = readClasses(classes, name) as L[]
  const layer = loaded.layers[loaded.layers.length - 1] as { readonly units?: number } | undefined
  checkField(
    layer?.units === known.length,
    `${name}: estimator.classes`,
    `${layer?.units} classes, as the network has outputs`,
    classes,
  )
  return {
    fitted: {
      ...{ classes: known, features: features as number, standardization, network: loaded },
      input: readInput(input, name),
    },
    options,
    records: readRecords({ ...network, calibration }, features as number, name),
  }
}

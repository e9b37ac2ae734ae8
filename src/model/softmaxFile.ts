// Softmax regression as one safetensors file: coefficients, intercepts and standardization as float64 tensors; classes, options and
// calibration in the description.

import { describe, FormatError, UsageError } from '../errors.ts'
import { type Calibration, readCalibration } from '../formats/calibration.ts'
import {
  checkField,
  FORMAT_VERSION,
  fromFile,
  type Json,
  objectOf,
  readDescription,
  readInput,
  writeDescription,
} from '../formats/description.ts'
import { type DatasetRecord, readDataset } from '../formats/modelFile.ts'
import type { Standardization } from '../linear/standardize.ts'
import { type Tensor, tensor } from '../tensor/index.ts'
import type { Arithmetic } from '../wasm/features.ts'
import type { Label } from './estimator.ts'
import type { FittedSoftmax } from './fitSoftmax.ts'
import { checkOptions, type SoftmaxRegressionOptions } from './softmaxOptions.ts'

const KIND = 'SoftmaxRegression'

/** What a file keeps beside what was fitted. */
export interface EstimatorRecords {
  readonly calibration: Calibration | undefined
  /** What the features are called. */
  readonly featureNames: readonly string[] | undefined
  /** What it was trained on. */
  readonly dataset: DatasetRecord | undefined
}

/** JSON knows no infinity, which C may be, and no Map. */
function plainOptions(options: SoftmaxRegressionOptions): Json {
  const { C, classWeight } = options
  return {
    ...options,
    ...(C === Number.POSITIVE_INFINITY ? { C: 'Infinity' } : {}),
    ...(classWeight instanceof Map ? { classWeight: Object.fromEntries(classWeight) } : {}),
  }
}

/** The bytes of a model's file. */
export function encodeSoftmax<L extends Label>(
  { classes, model, input }: FittedSoftmax<L>,
  options: SoftmaxRegressionOptions,
  records: EstimatorRecords & { readonly arithmetic: Arithmetic },
): Uint8Array {
  const { coefficients, intercepts, features, standardization } = model
  checkFeatureNames(records.featureNames, features)
  const tensors = new Map<string, Tensor>([
    ['coefficients', tensor(coefficients, [classes.length, features])],
    ['intercepts', tensor(intercepts, [classes.length])],
  ])
  if (standardization) {
    tensors.set('mean', tensor(standardization.mean, [features]))
    tensors.set('deviation', tensor(standardization.deviation, [features]))
  }
  return writeDescription(tensors, {
    formatVersion: FORMAT_VERSION,
    kind: KIND,
    classes,
    input,
    options: plainOptions(options),
    ...records,
  })
}

/** Reads a model's file. @throws FormatError for anything else */
export function decodeSoftmax<L extends Label>(
  bytes: Uint8Array,
  name: string,
): {
  fitted: FittedSoftmax<L>
  options: SoftmaxRegressionOptions<L>
  records: EstimatorRecords & { readonly arithmetic: Arithmetic }
} {
  const { tensors, description } = readDescription(bytes, name)
  if (description.kind !== KIND) {
    const kind = typeof description.kind === 'string' ? description.kind : 'Sequential'
    throw new FormatError(`${name} holds a ${kind}, not a ${KIND}. Read it with ${kind}.load.`)
  }
  const classes = readClasses(description.classes, name)
  const count = classes.length
  const features = tensors.get('coefficients')?.shape[1]
  if (features === undefined || features < 1) throw new FormatError(`${name} lacks its coefficients [classes, features].`)
  const take = (key: string, shape: readonly number[]): Float64Array => {
    const found = tensors.get(key)
    checkField(found?.data instanceof Float64Array, `${name}: the tensor "${key}"`, 'F64', found?.data)
    const { data, shape: received } = found as Tensor<Float64Array>
    checkField(received.join() === shape.join(), `${name}: the shape of "${key}"`, `[${shape.join(', ')}]`, received)
    const wrong = data.findIndex((value) => value - value !== 0) // true for NaN and the infinities alone
    checkField(wrong < 0, `${name}: the tensor "${key}"`, 'finite numbers', data[wrong])
    return data
  }
  const [coefficients, intercepts] = [take('coefficients', [count, features]), take('intercepts', [count])]
  let standardization: Standardization | undefined
  if (tensors.has('mean') || tensors.has('deviation')) {
    standardization = { mean: take('mean', [features]), deviation: take('deviation', [features]) }
    const wrong = standardization.deviation.find((value) => !(value > 0))
    checkField(wrong === undefined, `${name}: the tensor "deviation"`, 'numbers > 0', wrong)
  }
  const given = objectOf(description.options ?? {}, `${name}: options`)
  const options = { ...given, ...(given.C === 'Infinity' ? { C: Number.POSITIVE_INFINITY } : {}) } as SoftmaxRegressionOptions<L>
  fromFile(`${name}: options`, () => checkOptions(options as SoftmaxRegressionOptions))
  const { arithmetic = 'strict' } = description
  checkField(arithmetic === 'fma' || arithmetic === 'strict', `${name}: arithmetic`, '"fma" or "strict"', arithmetic)
  const model = { classes: count, features, coefficients, intercepts, standardization }
  return {
    fitted: { classes: classes as L[], model, input: readInput(description.input, name) },
    options,
    records: { ...readRecords(description, features, name), arithmetic: arithmetic as Arithmetic },
  }
}

/** Labels of a file: strings or finite numbers, each once. */
export function readClasses(value: unknown, name: string): Label[] {
  const known = Array.isArray(value) ? value : []
  const kind = typeof known[0]
  const fine =
    known.length >= 2 &&
    new Set(known).size === known.length &&
    known.every((label) => typeof label === kind && (kind === 'string' || Number.isFinite(label)))
  checkField(fine, `${name}: classes`, 'two or more different strings or numbers', value)
  return known
}

const areNames = (value: unknown, features: number): boolean =>
  Array.isArray(value) && value.length === features && value.every((name) => typeof name === 'string')

/** @throws UsageError unless there are no names, or one for each feature */
export function checkFeatureNames(names: readonly string[] | undefined, features: number): void {
  if (names === undefined || areNames(names, features)) return
  throw new UsageError(`featureNames must be one string for each of the ${features} features; received ${describe(names)}.`)
}

/** What a file keeps beside what was fitted. @throws FormatError where it isn't what it must be */
export function readRecords({ calibration, featureNames, dataset }: Json, features: number, name: string): EstimatorRecords {
  const fine = featureNames === undefined || areNames(featureNames, features)
  checkField(fine, `${name}: featureNames`, `an array of ${features} strings`, featureNames)
  return {
    calibration: readCalibration(calibration, name),
    featureNames: featureNames as readonly string[] | undefined,
    dataset: readDataset(dataset, name),
  }
}

// Softmax regression as one safetensors file: coefficients, intercepts and standardization as float64 tensors; classes, options and
// calibration in the description.

import { describe, FormatError } from '../errors.ts'
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
import type { Standardization } from '../linear/standardize.ts'
import { type Tensor, tensor } from '../tensor/index.ts'
import type { Calibration, Label } from './estimator.ts'
import type { FittedSoftmax } from './fitSoftmax.ts'
import { checkOptions, type SoftmaxRegressionOptions } from './softmaxOptions.ts'

const KIND = 'SoftmaxRegression'

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
  calibration: Calibration | undefined,
): Uint8Array {
  const { coefficients, intercepts, features, standardization } = model
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
    calibration,
  })
}

/** Reads a model's file. @throws FormatError for anything else */
export function decodeSoftmax<L extends Label>(
  bytes: Uint8Array,
  name: string,
): { fitted: FittedSoftmax<L>; options: SoftmaxRegressionOptions<L>; calibration: Calibration | undefined } {
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
  const model = { classes: count, features, coefficients, intercepts, standardization }
  return {
    fitted: { classes: classes as L[], model, input: readInput(description.input, name) },
    options,
    calibration: readCalibration(description.calibration, name),
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

/** What a file keeps of a calibration. */
export function readCalibration(value: unknown, name: string): Calibration | undefined {
  if (value === undefined) return undefined
  const calibration = objectOf(value, `${name}: calibration`)
  const { temperature } = calibration
  const fine = temperature === undefined || (typeof temperature === 'number' && temperature > 0 && Number.isFinite(temperature))
  if (!fine)
    throw new FormatError(`${name}: calibration.temperature must be a finite number > 0; received ${describe(temperature)}.`)
  return calibration as Calibration
}

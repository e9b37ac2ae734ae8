// From what users pass (tensors, nested arrays) to what programs read: bytes or float32 rows, int32 or float32 labels, float64
// weights; checked first, in pieces, so that a page stays alive and nothing is trained on data that cannot be right.

import { checkFinite, checkLabels, checkRows, checkTargets, rowRanges } from '../data/checkRows.ts'
import { DataError, describe, LabelError, ShapeError, UsageError } from '../errors.ts'
import type { Loss } from '../losses/index.ts'
import { elementTypeOf, sizeOf, type Tensor, type TensorLike, toTensor } from '../tensor/index.ts'
import type { Pacer } from './pacer.ts'

/** What a model was trained on: stored type and scale. Float64 counts as float32, which models compute in. */
export interface InputType {
  readonly dtype: string
  readonly scale?: number
}

/** Checked inputs. */
export interface PreparedInputs {
  readonly data: Uint8Array | Float32Array
  readonly rows: number
  readonly rowShape: readonly number[]
  readonly type: InputType
  /** Checks the values of rows [start, end), where that is still to be done. */
  readonly check?: (start: number, end: number) => void
}

/** The stored type of a tensor. */
export function inputTypeOf({ data, scale }: Tensor): InputType {
  const stored = elementTypeOf(data)
  const dtype = stored === 'float64' ? 'float32' : stored
  return scale === undefined ? { dtype } : { dtype, scale }
}

/** @throws DataError where inputs are stored otherwise than the model's */
export function checkInputType(received: InputType, expected: InputType | undefined): void {
  if (!expected || (received.dtype === expected.dtype && received.scale === expected.scale)) return
  const say = ({ dtype, scale }: InputType): string =>
    `${dtype}${scale === undefined ? ' without a scale' : ` with scale ${scale}`}`
  throw new DataError(
    `x is stored as ${say(received)}, but the model was trained on ${say(expected)}. Its numbers would mean something else. ` +
      `Pass tensor(data, shape${expected.scale === undefined ? '' : `, { scale: ${expected.scale} }`}) with ${expected.dtype} data.`,
  )
}

/**
 * Inputs as programs read them, every value checked.
 *
 * @param later leaves the check of values to the caller, where they are used as they are: reading rows twice takes twice as long
 */
export async function prepareInputs(
  x: TensorLike,
  expectedShape: readonly number[] | undefined,
  pacer: Pacer,
  later = false,
): Promise<PreparedInputs> {
  const tensor = toTensor(x, 'x')
  checkRows({ x: tensor })
  const [rows, ...rowShape] = tensor.shape as [number, ...number[]]
  if (rowShape.length === 0) {
    throw new ShapeError(`x must have a row for each example, such as [rows, columns]; received the shape [${tensor.shape}].`)
  }
  if (rowShape.includes(0)) {
    throw new ShapeError(`x must have at least one number in each row; received the shape [${tensor.shape.join(', ')}].`)
  }
  if (expectedShape && expectedShape.join() !== rowShape.join()) {
    throw new ShapeError(
      `x has rows of shape [${rowShape.join(', ')}], but the model takes [${expectedShape.join(', ')}]: ` +
        `received x of shape [${tensor.shape.join(', ')}].`,
    )
  }
  const type = inputTypeOf(tensor)
  if (later && tensor.data instanceof Float32Array) {
    return { data: tensor.data, rows, rowShape, type, check: (start, end) => checkFinite(tensor, 'x', start, end) }
  }
  for (const [start, end] of rowRanges(tensor)) {
    checkFinite(tensor, 'x', start, end)
    await pacer.pause()
  }
  if (tensor.data instanceof Uint8Array || tensor.data instanceof Float32Array) return { data: tensor.data, rows, rowShape, type }
  const floats = new Float32Array(tensor.data.length)
  const size = sizeOf(rowShape)
  for (const [start, end] of rowRanges(tensor)) {
    floats.set(tensor.data.subarray(start * size, end * size), start * size)
    await pacer.pause()
  }
  return { data: floats, rows, rowShape, type }
}

/** Labels as programs read them. */
export async function prepareLabels(
  y: TensorLike,
  rows: number,
  loss: Loss,
  classes: number,
  pacer: Pacer,
): Promise<Int32Array | Float32Array> {
  const tensor = toTensor(y, 'y')
  const count = tensor.shape[0] ?? 0
  if (count !== rows) {
    throw new DataError(`x has ${rows} rows and y has ${count}; they must have the same number, one label for each example.`)
  }
  if (loss.labels === 'sparse') {
    const rules = { classes, ...(loss.ignoreClass === null ? {} : { ignoreClass: loss.ignoreClass }) }
    for (let start = 0; start < rows; start += 0x10000) {
      checkLabels(tensor, 'y', rules, start, Math.min(rows, start + 0x10000))
      await pacer.pause()
    }
    return tensor.data instanceof Int32Array ? tensor.data : new Int32Array(tensor.data)
  }
  if (tensor.shape.length !== 2 || tensor.shape[1] !== classes) {
    throw new ShapeError(
      `y must be a row of ${classes} targets for each example, [${rows}, ${classes}]; received [${tensor.shape.join(', ')}]. ` +
        'Class numbers go with SparseCategoricalCrossentropy.',
    )
  }
  for (const [start, end] of rowRanges(tensor)) {
    if (loss.leastTarget === undefined) checkFinite(tensor, 'y', start, end)
    else checkTargets(tensor, 'y', loss.leastTarget, start, end)
    await pacer.pause()
  }
  const { data, scale = 1 } = tensor
  return data instanceof Float32Array && scale === 1 ? data : Float32Array.from(scaled(tensor))
}

/** Weights of rows: sample weights times class weights, in float64; undefined where there are none. */
export function prepareWeights(
  rows: number,
  labels: Int32Array | Float32Array,
  classes: number,
  sampleWeight: ArrayLike<number> | TensorLike | undefined,
  classWeight: Readonly<Record<number, number>> | undefined,
): Float64Array | undefined {
  if (sampleWeight === undefined && classWeight === undefined) return undefined
  const given =
    sampleWeight === undefined
      ? undefined
      : ArrayBuffer.isView(sampleWeight)
        ? (sampleWeight as ArrayLike<number> & { length: number })
        : Array.isArray(sampleWeight)
          ? (sampleWeight as number[])
          : scaled(toTensor(sampleWeight as TensorLike, 'sampleWeight'))
  if (given && given.length !== rows) {
    throw new DataError(`sampleWeight must have one number for each of the ${rows} rows; received ${given.length}.`)
  }
  for (const key of Object.keys(classWeight ?? {})) {
    if (!(Number.isInteger(Number(key)) && Number(key) >= 0 && Number(key) < classes)) {
      throw new LabelError(`classWeight names the class ${describe(key)}; allowed are 0 to ${classes - 1}.`)
    }
  }
  const dense = labels instanceof Float32Array
  const weights = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const label = dense ? highest(labels, row * classes, classes) : (labels[row] as number)
    const weight = (given ? (given[row] as number) : 1) * (classWeight?.[label] ?? 1)
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new UsageError(`Weights must be finite numbers >= 0; row ${row} has ${describe(given?.[row] ?? classWeight?.[label])}.`)
    }
    weights[row] = weight
  }
  return weights
}

/** The values of a tensor. */
function scaled({ data, scale = 1 }: Tensor): ArrayLike<number> {
  return scale === 1 ? data : Float64Array.from(data as ArrayLike<number>, (value) => value * scale)
}

function highest(values: Float32Array, start: number, count: number): number {
  let best = 0
  for (let i = 1; i < count; i++) if ((values[start + i] as number) > (values[start + best] as number)) best = i
  return best
}

/** Numbers in one row. */
export function rowSize({ rowShape }: PreparedInputs): number {
  return sizeOf(rowShape)
}

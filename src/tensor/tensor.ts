// A Tensor is plain data: a typed array, a shape and, for integer data such as pixels, a scale. No maths lives here.

import { DataError, describe, ShapeError } from '../errors.ts'
import { elementTypeOf } from './elementType.ts'

/** The element types that a Tensor may hold. */
export type TensorData = Float32Array | Float64Array | Uint8Array | Int8Array | Uint16Array | Int16Array | Int32Array | Uint32Array

/**
 * An n-dimensional array in row-major order. Its values are `data[i] * scale`; without a scale, `data[i]`.
 * It is garbage collected like any array.
 */
export interface Tensor<D extends TensorData = TensorData> {
  readonly data: D
  readonly shape: readonly number[]
  readonly scale?: number
}

/** Numbers nested as rows of rows. */
export type NestedNumbers = number | readonly NestedNumbers[]

/** What is accepted wherever a Tensor is. */
export type TensorLike = Tensor | readonly NestedNumbers[]

/** The number of elements of a shape: the product of its dimensions. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1
  for (const dimension of shape) size *= dimension
  return size
}

/**
 * Makes a Tensor of `data` and `shape`; `scale`, where given, is what each stored value is to be multiplied by.
 *
 * @throws ShapeError if a dimension is not a whole number >= 0 or the shape's size is not the data's length
 */
export function tensor<D extends TensorData>(data: D, shape: readonly number[], options: { scale?: number } = {}): Tensor<D> {
  if (!ArrayBuffer.isView(data) || data instanceof DataView) {
    throw new DataError(`tensor(data, shape): data must be a typed array such as Float32Array; received ${describe(data)}.`)
  }
  const { scale } = options
  checkShape('tensor(data, shape)', data, shape, scale)
  return scale === undefined ? { data, shape: [...shape] } : { data, shape: [...shape], scale }
}

/** @throws ShapeError or DataError where shape or scale cannot be those of the data */
function checkShape(what: string, data: TensorData, shape: readonly number[], scale: number | undefined): void {
  elementTypeOf(data)
  if (!Array.isArray(shape) || !shape.every((dimension) => Number.isInteger(dimension) && dimension >= 0)) {
    throw new ShapeError(`${what}: every dimension must be a whole number >= 0; received the shape ${describe(shape)}.`)
  }
  if (sizeOf(shape) !== data.length) {
    throw new ShapeError(
      `${what}: shape [${shape.join(', ')}] has ${sizeOf(shape)} elements, but data has ${data.length}. ` +
        'Give a shape whose product is the length of the data.',
    )
  }
  if (scale !== undefined && !(scale > 0 && Number.isFinite(scale))) {
    throw new DataError(`${what}: scale must be a finite number > 0; received ${describe(scale)}.`)
  }
}

/** Whether a value is a Tensor (rather than nested arrays). */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && ArrayBuffer.isView((value as Tensor).data)
}

/**
 * A Tensor as it is, or nested arrays as a float32 Tensor.
 *
 * @param name what the value is called in an error message
 * @param Numbers what nested numbers are stored as; default float32
 * @throws DataError where a nested value is not a number, ShapeError where rows differ in length
 */
export function toTensor(
  value: TensorLike,
  name = 'value',
  Numbers: new (length: number) => Float32Array | Float64Array = Float32Array,
): Tensor {
  if (isTensor(value)) {
    checkShape(name, value.data, value.shape, value.scale)
    return value
  }
  if (!Array.isArray(value)) {
    const wrap = ArrayBuffer.isView(value) ? ` Give it a shape: tensor(${name}, [...]).` : ''
    throw new DataError(`${name} must be a Tensor or nested arrays of numbers; received ${describe(value)}.${wrap}`)
  }
  const shape: number[] = []
  for (let level: NestedNumbers = value; Array.isArray(level); level = level[0] as NestedNumbers) {
    shape.push(level.length)
    if (level.length === 0) break
  }
  const data = new Numbers(sizeOf(shape))
  let position = 0
  const fill = (level: NestedNumbers, depth: number, path: string): void => {
    if (depth === shape.length) {
      if (typeof level !== 'number') {
        throw new DataError(`${name}${path} must be a number, as at the start of the array; received ${describe(level)}.`)
      }
      data[position++] = level
      return
    }
    if (!Array.isArray(level) || level.length !== shape[depth]) {
      const received = Array.isArray(level) ? `${level.length} elements` : describe(level)
      throw new ShapeError(
        `${name} is ragged: ${name}${path} must be an array of ${shape[depth]} elements, as the first one is; received ${received}.`,
      )
    }
    for (let i = 0; i < level.length; i++) fill(level[i] as NestedNumbers, depth + 1, `${path}[${i}]`)
  }
  fill(value, 0, '')
  return { data, shape }
}

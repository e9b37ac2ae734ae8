// The element types of a Tensor by name. A typed array's kind is read from its tag, not its constructor, so that a
// subclass (Node's Buffer is a Uint8Array) counts as the type it extends and is never allocated again as a subclass.

import { DataError, describe } from '../errors.ts'
import type { TensorData } from './tensor.ts'

/** The names of the element types. */
export type ElementType = 'float32' | 'float64' | 'uint8' | 'int8' | 'uint16' | 'int16' | 'int32' | 'uint32'

/** The typed array of each element type. */
export interface ArrayOfElementType {
  float32: Float32Array<ArrayBuffer>
  float64: Float64Array<ArrayBuffer>
  uint8: Uint8Array<ArrayBuffer>
  int8: Int8Array<ArrayBuffer>
  uint16: Uint16Array<ArrayBuffer>
  int16: Int16Array<ArrayBuffer>
  int32: Int32Array<ArrayBuffer>
  uint32: Uint32Array<ArrayBuffer>
}

type Constructors = {
  readonly [T in ElementType]: {
    new (length: number): ArrayOfElementType[T]
    new (buffer: ArrayBuffer, byteOffset?: number, length?: number): ArrayOfElementType[T]
    readonly BYTES_PER_ELEMENT: number
  }
}

/** The constructor of each element type's typed array. */
export const ARRAY_CONSTRUCTORS: Constructors = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  uint32: Uint32Array,
}

/**
 * The element type of a Tensor's data.
 *
 * @throws DataError for a typed array that a Tensor cannot hold, such as BigInt64Array
 */
export function elementTypeOf(data: TensorData): ElementType {
  const tag = Object.prototype.toString.call(data) // '[object Float32Array]', for a subclass too
  const name = tag.slice('[object '.length, -'Array]'.length).toLowerCase()
  if (!Object.hasOwn(ARRAY_CONSTRUCTORS, name)) {
    throw new DataError(`A Tensor's data must be one of ${Object.keys(ARRAY_CONSTRUCTORS).join(', ')}; received ${describe(data)}.`)
  }
  return name as ElementType
}

/** Zeros of the same element type as `data`, in memory of their own. */
export function allocateLike<D extends TensorData>(data: D, length: number): D {
  return new ARRAY_CONSTRUCTORS[elementTypeOf(data)](length) as TensorData as D
}

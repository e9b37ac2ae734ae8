// numpy's arrays: .npy, one array, and .npz, several of them in a ZIP archive. What is read is data alone: arrays of Python objects,
// which would have to be run, are refused.

import { DataError, describe } from '../errors.ts'
import type { Tensor, TensorData } from '../tensor/index.ts'
import { type NpyHeader, readNpyHeader } from './npyHeader.ts'
import { readZip } from './zip.ts'

/** An array of texts, in row-major order. */
export interface TextArray {
  readonly texts: readonly string[]
  readonly shape: readonly number[]
}

/** What a .npy file holds. */
export type NpyArray = Tensor | TextArray

type Reader = (view: DataView, at: number, littleEndian: boolean) => number

/** A half-precision number: 5 bits of exponent, 10 of fraction. */
function half(view: DataView, at: number, littleEndian: boolean): number {
  const bits = view.getUint16(at, littleEndian)
  const exponent = (bits >>> 10) & 31
  const fraction = bits & 1023
  const sign = bits & 0x8000 ? -1 : 1
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  // 2^(exponent - 25), from float32's own bits.
  const scale = new Float32Array(Uint32Array.of((Math.max(exponent, 1) - 25 + 127) << 23).buffer)[0] as number
  return sign * (exponent === 0 ? fraction : fraction + 1024) * scale
}

/** How elements are read, and what array keeps them: the same type, or for those that no Tensor has a wider one. */
const READERS: Readonly<Record<string, readonly [new (length: number) => TensorData, Reader]>> = {
  b1: [Uint8Array, (view, at) => (view.getUint8(at) === 0 ? 0 : 1)],
  i1: [Int8Array, (view, at) => view.getInt8(at)],
  u1: [Uint8Array, (view, at) => view.getUint8(at)],
  i2: [Int16Array, (view, at, little) => view.getInt16(at, little)],
  u2: [Uint16Array, (view, at, little) => view.getUint16(at, little)],
  i4: [Int32Array, (view, at, little) => view.getInt32(at, little)],
  u4: [Uint32Array, (view, at, little) => view.getUint32(at, little)],
  i8: [Float64Array, (view, at, little) => Number(view.getBigInt64(at, little))],
  u8: [Float64Array, (view, at, little) => Number(view.getBigUint64(at, little))],
  f2: [Float32Array, half],
  f4: [Float32Array, (view, at, little) => view.getFloat32(at, little)],
  f8: [Float64Array, (view, at, little) => view.getFloat64(at, little)],
}

/** The text of an element: characters of 32 bits, or bytes of Latin-1, up to the zeros that fill it. */
function readText(view: DataView, at: number, { kind, itemSize, littleEndian }: NpyHeader, name: string): string {
  let text = ''
  for (let i = 0; i < itemSize; i += kind === 'U' ? 4 : 1) {
    const code = kind === 'U' ? view.getUint32(at + i, littleEndian) : view.getUint8(at + i)
    if (code > 0x10ffff)
      throw new DataError(`${name} holds a text with the character ${code}, which there is not. The file is damaged.`)
    text += String.fromCodePoint(code)
  }
  return text.replace(/\0+$/, '')
}

/** The elements of bytes, one after the other. */
export function readElements(bytes: Uint8Array, header: NpyHeader, name: string): TensorData | string[] {
  const { kind, itemSize, littleEndian } = header
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (kind === 'U' || kind === 'S') {
    const count = itemSize === 0 ? 0 : bytes.length / itemSize
    return Array.from({ length: count }, (_, i) => readText(view, i * itemSize, header, name))
  }
  const [Numbers, read] = READERS[`${kind}${itemSize}`] as readonly [new (length: number) => TensorData, Reader]
  const data = new Numbers(bytes.length / itemSize)
  for (let i = 0; i < data.length; i++) data[i] = read(view, i * itemSize, littleEndian)
  return data
}

/** How many bytes the elements have. @throws DataError where that is not how many there are */
export function checkNpySize({ shape, itemSize, offset }: NpyHeader, size: number, name: string): void {
  const elements = shape.includes(0) ? 0 : shape.reduce((product, dimension) => product * dimension, 1)
  const expected = offset + elements * itemSize
  if (expected === size && expected <= Number.MAX_SAFE_INTEGER) return
  throw new DataError(
    `${name} ${expected > size ? 'is truncated' : 'has bytes after its end'}, or its header is wrong: the shape [${shape.join(', ')}] with ` +
      `${itemSize} bytes an element needs ${expected} bytes with its header; received ${size} bytes. Get the file again.`,
  )
}

/** Elements in column-major order (first index fastest) in row-major order. */
function toRowMajor<D extends TensorData | string[]>(data: D, shape: readonly number[]): D {
  const ordered = data.slice() as D
  const rank = shape.length
  const index = new Array<number>(rank).fill(0)
  const strides: number[] = []
  shape.reduce((stride, dimension) => {
    strides.push(stride)
    return stride * dimension
  }, 1)
  let from = 0
  for (let to = 0; to < data.length; to++) {
    ordered[to] = data[from] as never
    for (let axis = rank - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1
      from += strides[axis] as number
      if ((index[axis] as number) < (shape[axis] as number)) break
      from -= (strides[axis] as number) * (shape[axis] as number)
      index[axis] = 0
    }
  }
  return ordered
}

/** Whether an array is one of texts. */
export function isTextArray(array: NpyArray): array is TextArray {
  return 'texts' in array
}

/**
 * Reads a .npy file: booleans, whole numbers of 8 to 64 bits, fractions of 16 to 64 bits, or texts (dtypes U and S), in either byte order,
 * in C or Fortran order. Numbers keep their type, but for booleans (uint8), 64-bit whole numbers (float64, exact to 2^53) and
 * float16 (float32).
 *
 * @throws DataError for bytes that are none, truncated, or hold something else, such as Python objects
 */
export function readNpy(bytes: Uint8Array, name = 'the .npy file'): NpyArray {
  const header = readNpyHeader(bytes.subarray(0, npyHeaderLength(bytes)), name)
  checkNpySize(header, bytes.length, name)
  const { shape, fortranOrder, itemSize } = header
  const elements =
    itemSize === 0
      ? Array<string>(shape.reduce((a, b) => a * b, 1)).fill('')
      : readElements(bytes.subarray(header.offset), header, name)
  const ordered = fortranOrder && shape.length > 1 ? toRowMajor(elements, shape) : elements
  return Array.isArray(ordered) ? { texts: ordered, shape } : { data: ordered, shape }
}

const npyHeaderLength = (bytes: Uint8Array): number => Math.min(bytes.length, 0x20000)

/**
 * Reads a .npz file: its arrays by their names.
 *
 * @param options.limit the most bytes that its arrays may have together
 * @throws DataError for bytes that are no such archive, or damaged
 */
export async function readNpz(
  bytes: Uint8Array,
  options: { readonly name?: string; readonly limit?: number } = {},
): Promise<Map<string, NpyArray>> {
  const { name = 'the .npz file' } = options
  const arrays = new Map<string, NpyArray>()
  for (const [entry, contents] of await readZip(bytes, { ...options, name })) {
    if (!entry.endsWith('.npy')) throw new DataError(`${name} holds ${describe(entry)}; a .npz file holds .npy files alone.`)
    arrays.set(entry.slice(0, -'.npy'.length), readNpy(contents, `${name}, ${entry}`))
  }
  return arrays
}

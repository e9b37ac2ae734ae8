// IDX, the format of MNIST's files: two zero bytes, a type, a number of dimensions, the dimensions as big-endian
// uint32, then the elements, big-endian, in row-major order. (Described on the MNIST page of LeCun, Cortes and Burges.)
// The header is checked against the bytes that are there before anything is allocated.

import { DataError } from '../errors.ts'
import { ARRAY_CONSTRUCTORS, type ElementType, type Tensor, type TensorData } from '../tensor/index.ts'
import { isGzip } from './gzip.ts'

interface IdxType {
  readonly elementType: ElementType
  /** Reads element i of big-endian bytes; null where bytes are elements. */
  readonly read: ((view: DataView, position: number) => number) | null
}

/** The element types by their code, the third byte of a file. */
const IDX_TYPES: ReadonlyMap<number, IdxType> = new Map<number, IdxType>([
  [0x08, { elementType: 'uint8', read: null }],
  [0x09, { elementType: 'int8', read: null }],
  [0x0b, { elementType: 'int16', read: (view, position) => view.getInt16(position) }],
  [0x0c, { elementType: 'int32', read: (view, position) => view.getInt32(position) }],
  [0x0d, { elementType: 'float32', read: (view, position) => view.getFloat32(position) }],
  [0x0e, { elementType: 'float64', read: (view, position) => view.getFloat64(position) }],
])

/** What an IDX header says, and where the elements start. */
interface IdxHeader extends IdxType {
  readonly shape: readonly number[]
  readonly offset: number
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')

function readHeader(bytes: Uint8Array, name: string): IdxHeader {
  if (isGzip(bytes)) throw new DataError(`${name} is gzip-compressed. Decompress it first: readIdx(await gunzip(bytes)).`)
  const type = IDX_TYPES.get(bytes[2] ?? -1)
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || bytes[3] === 0) {
    throw new DataError(
      `${name} is not an IDX file: it must start with 00 00, a type (08, 09, 0b, 0c, 0d or 0e) and a number of dimensions from 1; ` +
        `received ${bytes.length === 0 ? 'no bytes' : hex(bytes.subarray(0, 4))}. Check that it is the file you mean.`,
    )
  }
  const rank = bytes[3] as number
  const offset = 4 + 4 * rank
  if (bytes.length < offset) {
    throw new DataError(`${name} is truncated: a header of ${rank} dimensions has ${offset} bytes; received ${bytes.length} bytes.`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { ...type, shape: Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i)), offset }
}

/** Checks that the bytes are exactly as many as the header claims. A product past 2^53 is inexact, but never that small. */
function checkSize(bytes: Uint8Array, { shape, offset, elementType }: IdxHeader, name: string): number {
  const size = shape.includes(0) ? 0 : shape.reduce((product, dimension) => product * dimension, 1)
  const expected = offset + size * ARRAY_CONSTRUCTORS[elementType].BYTES_PER_ELEMENT
  if (expected === bytes.length) return size
  const fault = expected > bytes.length ? 'is truncated, or its header is wrong' : 'has bytes after its end, or its header is wrong'
  const needed = expected > Number.MAX_SAFE_INTEGER ? 'more than 2^53' : expected
  throw new DataError(
    `${name} ${fault}: ${elementType} [${shape.join(', ')}] needs ${needed} bytes with its header; received ${bytes.length} bytes. ` +
      'Get the file again.',
  )
}

/**
 * Reads an IDX file from its bytes. Elements of one byte are a view of `bytes`, not a copy; wider ones are copied.
 *
 * @param name what the bytes are called in an error message, such as the file's path
 * @returns a Tensor of the file's type and shape, without a scale
 * @throws DataError if the bytes are not IDX, or fewer or more than the header claims
 */
export function readIdx(bytes: Uint8Array, name = 'the IDX data'): Tensor {
  const header = readHeader(bytes, name)
  const size = checkSize(bytes, header, name)
  const { elementType, read, shape, offset } = header
  if (read === null) {
    const start = bytes.byteOffset + offset
    return {
      data: elementType === 'int8' ? new Int8Array(bytes.buffer, start, size) : new Uint8Array(bytes.buffer, start, size),
      shape,
    }
  }
  const data: TensorData = new ARRAY_CONSTRUCTORS[elementType](size)
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, bytes.byteLength - offset)
  for (let i = 0; i < size; i++) data[i] = read(view, i * data.BYTES_PER_ELEMENT)
  return { data, shape }
}

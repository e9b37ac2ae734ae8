// safetensors, the file format of named tensors (github.com/huggingface/safetensors): the header's length as a little-endian
// uint64, a JSON header, then the tensors' bytes, little-endian and row-major, without holes. Everything that a header claims is
// checked against the bytes that are there before anything is allocated.

import { describe, FormatError, UsageError } from '../errors.ts'
import { ARRAY_CONSTRUCTORS, type ElementType, elementTypeOf, type Tensor } from '../tensor/index.ts'
import { HeaderText } from './headerText.ts'

/** What a safetensors file holds. Both are in the order of the file. */
export interface Safetensors {
  readonly tensors: Map<string, Tensor>
  /** Free text by key. */
  readonly metadata: Map<string, string>
}

/** The format's names of the element types that a Tensor can hold. */
const NAMES = {
  float64: 'F64',
  float32: 'F32',
  int32: 'I32',
  uint32: 'U32',
  int16: 'I16',
  uint16: 'U16',
  int8: 'I8',
  uint8: 'U8',
} as const satisfies Record<ElementType, string>

const ELEMENT_TYPES: ReadonlyMap<string, ElementType> = new Map(
  (Object.keys(NAMES) as ElementType[]).map((elementType) => [NAMES[elementType], elementType]),
)

/** The longest header: the limit of the format's reference implementation. */
const MOST_HEADER_BYTES = 100_000_000

/** The most dimensions of a tensor. */
const MOST_DIMENSIONS = 64

const METADATA_KEY = '__metadata__'

/** A tensor as the header describes it; begin and end count from the end of the header. */
interface Entry {
  readonly name: string
  readonly elementType: ElementType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/**
 * Reads a safetensors file from its bytes. The tensors are copies, in memory of their own.
 *
 * @param name what the bytes are called in an error message, such as the file's path
 * @throws FormatError, and nothing else, whatever the bytes are
 */
export function readSafetensors(bytes: Uint8Array, name = 'The safetensors data'): Safetensors {
  const headerEnd = readHeaderEnd(bytes, name)
  const { entries, metadata } = readHeader(bytes.subarray(8, headerEnd), name)
  checkLayout(entries, bytes.length - headerEnd, name)
  const tensors = new Map<string, Tensor>()
  for (const entry of entries) {
    const copy = new Uint8Array(entry.end - entry.begin)
    copy.set(bytes.subarray(headerEnd + entry.begin, headerEnd + entry.end))
    tensors.set(entry.name, { data: new ARRAY_CONSTRUCTORS[entry.elementType](copy.buffer), shape: entry.shape })
  }
  return { tensors, metadata }
}

/** Where the header ends, once it is known to lie within the file. */
function readHeaderEnd(bytes: Uint8Array, name: string): number {
  if (bytes.length < 8) {
    throw new FormatError(`${name}: a safetensors file starts with 8 bytes of header length; received ${bytes.length} bytes.`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(4, true) * 0x100000000 + view.getUint32(0, true)
  if (length > bytes.length - 8 || length > MOST_HEADER_BYTES) {
    throw new FormatError(
      `${name}: the header should be ${length} bytes long, but ${bytes.length - 8} bytes follow (and ${MOST_HEADER_BYTES} are the most ` +
        'allowed). The file is truncated, or not a safetensors file.',
    )
  }
  if (bytes[8] !== 0x7b) {
    throw new FormatError(`${name}: the header must be a JSON object that starts with "{". This is not a safetensors file.`)
  }
  return 8 + length
}

function readHeader(bytes: Uint8Array, name: string): { entries: Entry[]; metadata: Map<string, string> } {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new FormatError(`${name}: the header is not UTF-8 text. The file is damaged.`)
  }
  const header = new HeaderText(text, name)
  const entries: Entry[] = []
  const metadata = new Map<string, string>()
  header.object((key) => {
    if (key === METADATA_KEY) header.object((item) => metadata.set(item, header.string()))
    else entries.push(readEntry(header, key, name))
  })
  header.end()
  return { entries, metadata }
}

function readEntry(header: HeaderText, tensorName: string, name: string): Entry {
  let type: string | undefined
  let shape: number[] | undefined
  let offsets: number[] | undefined
  header.object((key) => {
    if (key === 'dtype') type = header.string()
    else if (key === 'shape') shape = header.wholeNumbers(MOST_DIMENSIONS)
    else if (key === 'data_offsets') offsets = header.wholeNumbers(2)
    else header.fail(`only dtype, shape and data_offsets in tensor ${describe(tensorName)}, before the value of ${describe(key)},`)
  })
  const [begin, end] = offsets ?? []
  if (type === undefined || shape === undefined || begin === undefined || end === undefined) {
    throw new FormatError(`${name}: tensor ${describe(tensorName)} must have a dtype, a shape and two data_offsets.`)
  }
  const elementType = ELEMENT_TYPES.get(type)
  if (elementType === undefined) {
    throw new FormatError(
      `${name}: tensor ${describe(tensorName)} has the dtype ${describe(type)}; argmax reads ${[...ELEMENT_TYPES.keys()].join(', ')}. ` +
        'Convert it with the tool that wrote it.',
    )
  }
  // Floating-point products of whole numbers are exact up to 2^53, and past it greater than any file is long.
  const size = shape.includes(0) ? 0 : shape.reduce((product, dimension) => product * dimension, 1)
  const needed = size * ARRAY_CONSTRUCTORS[elementType].BYTES_PER_ELEMENT
  if (end - begin !== needed) {
    throw new FormatError(
      `${name}: tensor ${describe(tensorName)} of dtype ${type} and shape [${shape.join(', ')}] needs ${needed} bytes; its data_offsets ` +
        `[${begin}, ${end}] hold ${end - begin}.`,
    )
  }
  return { name: tensorName, elementType, shape, begin, end }
}

/** Checks that the tensors fill the bytes after the header: no overlap, no hole, nothing missing, nothing left over. */
function checkLayout(entries: readonly Entry[], available: number, name: string): void {
  let filled = 0
  for (const { name: tensorName, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== filled) {
      throw new FormatError(
        `${name}: tensor ${describe(tensorName)} starts at byte ${begin} of the data, but the tensors before it end at ${filled}: ` +
          `${begin < filled ? 'they overlap' : 'there is a hole'}.`,
      )
    }
    filled = end
  }
  if (filled !== available) {
    throw new FormatError(
      `${name}: the header describes ${filled} bytes of tensors; received ${available}. ` +
        `${filled > available ? 'The file is truncated.' : 'There are bytes after the last tensor.'}`,
    )
  }
}

/** Throws where a text would not survive being written as UTF-8, or could not be read again as a key. */
function checkText(text: string, what: string, isKey: boolean): void {
  if (/\p{Surrogate}/u.test(text))
    throw new UsageError(`${what} ${describe(text)} is not valid Unicode: it has half of a surrogate pair.`)
  if (isKey && text === '__proto__') throw new UsageError(`${what} must not be "__proto__". Take another.`)
}

/**
 * Writes a safetensors file. The bytes are a function of the arguments and their order: the header is padded with spaces to a multiple
 * of 8 bytes, and tensors of wider elements come first (else in the order given), so that every tensor is aligned to its elements.
 *
 * @throws UsageError for a tensor with a scale, which the format cannot keep, for one that is not well formed, and for bad names
 */
export function writeSafetensors(contents: {
  tensors: ReadonlyMap<string, Tensor>
  metadata?: ReadonlyMap<string, string>
}): Uint8Array<ArrayBuffer> {
  const { tensors, metadata = new Map<string, string>() } = contents
  const fields: string[] = []
  if (metadata.size > 0) fields.push(`${JSON.stringify(METADATA_KEY)}:{${[...metadata].map(writeMetadata).join(',')}}`)

  const ordered = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT)
  let length = 0
  for (const [name, tensor] of ordered) {
    checkTensor(name, tensor)
    const end = length + tensor.data.byteLength
    const dtype = NAMES[elementTypeOf(tensor.data)]
    fields.push(
      `${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${tensor.shape.join(',')}],"data_offsets":[${length},${end}]}`,
    )
    length = end
  }

  const json = new TextEncoder().encode(`{${fields.join(',')}}`)
  const headerLength = json.length + ((8 - (json.length % 8)) % 8)
  if (headerLength > MOST_HEADER_BYTES) {
    throw new UsageError(`The header would be ${headerLength} bytes long; a safetensors header has at most ${MOST_HEADER_BYTES}.`)
  }
  const bytes = new Uint8Array(8 + headerLength + length).fill(0x20, 8 + json.length, 8 + headerLength)
  new DataView(bytes.buffer).setUint32(0, headerLength, true)
  bytes.set(json, 8)
  let at = 8 + headerLength
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

function writeMetadata([key, value]: [string, string]): string {
  checkText(key, 'A metadata key', true)
  if (typeof value !== 'string') throw new UsageError(`Metadata ${describe(key)} must be a string; received ${describe(value)}.`)
  checkText(value, `The metadata ${describe(key)}:`, false)
  return `${JSON.stringify(key)}:${JSON.stringify(value)}`
}

function checkTensor(name: string, { data, shape, scale }: Tensor): void {
  checkText(name, 'A tensor name', true)
  if (name === METADATA_KEY) throw new UsageError(`A tensor must not be called ${METADATA_KEY}: that is where the metadata goes.`)
  const size = shape.reduce((product, dimension) => product * dimension, 1)
  if (
    size !== data.length ||
    shape.length > MOST_DIMENSIONS ||
    !shape.every((dimension) => Number.isInteger(dimension) && dimension >= 0)
  ) {
    throw new UsageError(
      `Tensor ${describe(name)} has the shape [${shape.join(', ')}] and ${data.length} elements, which do not match. Make it with tensor(data, shape).`,
    )
  }
  if (scale !== undefined && scale !== 1) {
    throw new UsageError(
      `Tensor ${describe(name)} has the scale ${scale}, which a safetensors file cannot keep. Multiply its values, or keep the scale in the metadata.`,
    )
  }
}

// The bytes of a file, wherever it is: in memory, in a browser's File or Response, or, with `fileInput` of argmax/node, on a disk.
// Readers of text take it as a stream, from the start as often as they like; readers of binary formats take parts of it.

import { DataError, describe } from '../errors.ts'

/** The bytes of a file. */
export interface ByteInput {
  /** What the file is called in messages. */
  readonly name: string
  /** How many bytes there are. */
  size(): Promise<number>
  /** The bytes from the start, in pieces: a new reading with each call. */
  stream(): AsyncIterable<Uint8Array>
  /** The bytes `start` to `end` - 1, fewer where the file ends before. */
  slice(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
}

/** What a browser's File and Blob have. */
export interface BlobLike {
  readonly size: number
  slice(start?: number, end?: number): BlobLike
  arrayBuffer(): Promise<ArrayBuffer>
}

/** What a Response has. */
export interface ResponseLike {
  readonly ok: boolean
  readonly status: number
  arrayBuffer(): Promise<ArrayBuffer>
}

/**
 * What readers of files take: text, bytes, a File or Blob, the Response of a fetch, a stream of bytes, or a ByteInput. A Response and a
 * stream come once only, so that they are kept in memory; a File isn't.
 */
export type FileLike =
  | string
  | Uint8Array
  | ArrayBuffer
  | BlobLike
  | ResponseLike
  | ByteInput
  | AsyncIterable<Uint8Array>
  | ReadableStream<Uint8Array>

/** Bytes read of a File at a time. */
const PIECE = 0x100000

function bytesInput(name: string, load: () => Promise<Uint8Array<ArrayBuffer>>): ByteInput {
  let loaded: Promise<Uint8Array<ArrayBuffer>> | undefined
  const bytes = (): Promise<Uint8Array<ArrayBuffer>> => {
    loaded ??= load()
    return loaded
  }
  return {
    name,
    size: async () => (await bytes()).length,
    async *stream() {
      yield await bytes()
    },
    slice: async (start, end) => (await bytes()).subarray(start, end),
  }
}

function blobInput(name: string, blob: BlobLike): ByteInput {
  const slice = async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> => {
    try {
      return new Uint8Array(await blob.slice(start, end).arrayBuffer())
    } catch (cause) {
      throw new DataError(`Could not read ${name}: ${(cause as Error).message}. Was the file changed or moved? Choose it again.`, {
        cause,
      })
    }
  }
  return {
    name,
    size: async () => blob.size,
    async *stream() {
      for (let at = 0; at < blob.size; at += PIECE) yield await slice(at, at + PIECE)
    },
    slice,
  }
}

/** All bytes of a stream. */
async function gather(name: string, stream: AsyncIterable<unknown> | ReadableStream<unknown>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  const take = (piece: unknown): void => {
    if (!(piece instanceof Uint8Array)) throw new DataError(`${name} must come in bytes (Uint8Array); received ${describe(piece)}.`)
    pieces.push(piece)
  }
  if (Symbol.asyncIterator in stream) for await (const piece of stream as AsyncIterable<unknown>) take(piece)
  else {
    const reader = (stream as ReadableStream<unknown>).getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) take(next.value)
  }
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

const has = (value: object, ...names: readonly string[]): boolean =>
  names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')

/** What a file is called: the name of a File, or of what it is. */
function nameOf(source: unknown, name: string | undefined): string {
  const own = (source as { name?: unknown } | null)?.name
  return name ?? (typeof own === 'string' && own !== '' ? own : 'the file')
}

/**
 * Anything that readers take, as a ByteInput.
 *
 * @param name what it is called in messages; default: the name of a File, else 'the file'
 * @throws DataError for anything else, and for a Response that is none of success
 */
export function byteInput(source: FileLike, name?: string): ByteInput {
  const called = nameOf(source, name)
  if (typeof source === 'string') return bytesInput(called, async () => new TextEncoder().encode(source))
  if (source instanceof Uint8Array) {
    const { buffer, byteOffset, byteLength } = source
    const isShared = Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]'
    return bytesInput(called, async () =>
      isShared ? source.slice() : new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
    )
  }
  if (source instanceof ArrayBuffer) return bytesInput(called, async () => new Uint8Array(source))
  if (typeof source === 'object' && source !== null) {
    if (has(source, 'stream', 'slice', 'size'))
      return name === undefined ? (source as ByteInput) : { ...(source as ByteInput), name }
    if (has(source, 'slice', 'arrayBuffer')) return blobInput(called, source as BlobLike)
    if (has(source, 'arrayBuffer')) {
      const response = source as ResponseLike
      if (!response.ok)
        throw new DataError(`${called} could not be fetched: the server answered ${response.status}. Check the address.`)
      return bytesInput(called, async () => new Uint8Array(await response.arrayBuffer()))
    }
    if (Symbol.asyncIterator in source || has(source, 'getReader')) {
      return bytesInput(called, () => gather(called, source as AsyncIterable<unknown>))
    }
  }
  throw new DataError(
    `${called} must be a text, bytes (Uint8Array or ArrayBuffer), a File or Blob, a Response or a stream of bytes; received ${describe(source)}.`,
  )
}

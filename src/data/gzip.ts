// gzip decompression with the platform's own DecompressionStream, bounded: a few bytes of gzip can stand for gigabytes,
// so output is counted as it comes and decompression stops at the limit.

import { DataError } from '../errors.ts'

/** How many bytes `gunzip` gives at most where no other limit is named: 1 GiB, twice the largest common IDX file. */
export const DEFAULT_GUNZIP_LIMIT: number = 0x40000000

/** Compressed bytes handed over at a time; deflate makes at most 1,032 times as many of them. */
const FEED_BYTES = 65_536

/** How far a file's claim about its size is believed before its bytes are seen; images compress 2 to 5 times. */
const BELIEVED_RATIO = 8

/** Whether bytes start as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** The size to allocate at first: what the file says it holds (its last four bytes), as far as that is believed. */
function firstSize(bytes: Uint8Array): number {
  if (bytes.length < 18) return 0
  const said = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true)
  return Math.min(said, bytes.length * BELIEVED_RATIO)
}

/**
 * Decompresses gzip bytes of one member, as gzip itself writes them. Several members in a row (as bgzip writes) are read by Node up
 * to 22; browsers and later Nodes refuse them.
 *
 * @param options.limit the most bytes that may come out (default 1 GiB)
 * @param options.name what the bytes are called in an error message
 * @throws DataError if the bytes are not gzip, are truncated or damaged, or hold more than `limit` bytes
 */
export async function gunzip(bytes: Uint8Array, options: { limit?: number; name?: string } = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { limit = DEFAULT_GUNZIP_LIMIT, name = 'the gzip data' } = options
  if (!isGzip(bytes)) {
    throw new DataError(`${name} is not gzip: it must start with the bytes 1f 8b. Check that it is the file you mean.`)
  }
  const stream = new DecompressionStream('gzip')
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader()
  const feed = async (): Promise<void> => {
    for (let at = 0; at < bytes.length; at += FEED_BYTES) await writer.write(bytes.subarray(at, at + FEED_BYTES))
    await writer.close()
  }
  feed().catch(() => undefined) // a fault shows on the reader's side as well

  let output = new Uint8Array(Math.min(limit, firstSize(bytes)))
  let length = 0
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new DataError(
        `${name} is truncated or damaged: gzip stopped after ${length} bytes of output from ${bytes.length} bytes (${reason}). Get it again.`,
        { cause },
      )
    })
    if (done) break
    const chunk = value as Uint8Array
    if (length + chunk.length > limit) {
      reader.cancel().catch(() => undefined)
      writer.abort().catch(() => undefined)
      throw new DataError(
        `${name} decompresses to more than ${limit} bytes, which is the limit. Decompress it yourself if it is right.`,
      )
    }
    if (length + chunk.length > output.length) {
      const grown = new Uint8Array(Math.min(limit, Math.max(FEED_BYTES, length + chunk.length, output.length * 2)))
      grown.set(output.subarray(0, length))
      output = grown
    }
    output.set(chunk, length)
    length += chunk.length
  }
  return output.subarray(0, length)
}

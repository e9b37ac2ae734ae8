// Decompression with the platform's own DecompressionStream, bounded: a few bytes can stand for gigabytes, so output is counted as it
// comes and decompression stops at the limit.

import type { DataError } from '../errors.ts'

/** Compressed bytes handed over at a time; deflate makes at most 1,032 times as many of them. */
const FEED_BYTES = 65_536

/** How bytes are to be decompressed. */
export interface InflateOptions {
  readonly format: 'gzip' | 'deflate-raw'
  /** The most bytes that may come out. */
  readonly limit: number
  /** How many to make room for at first. */
  readonly firstSize: number
  /** The error for bytes that are damaged or truncated, after so many bytes of output. */
  damaged(length: number, reason: string, cause: unknown): DataError
  /** The error for more than `limit` bytes. */
  tooLong(): DataError
}

/** Decompresses bytes. @throws what the options make of a fault */
export async function inflate(bytes: Uint8Array, options: InflateOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { format, limit, firstSize, damaged, tooLong } = options
  const stream = new DecompressionStream(format)
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader()
  const feed = async (): Promise<void> => {
    for (let at = 0; at < bytes.length; at += FEED_BYTES) await writer.write(bytes.subarray(at, at + FEED_BYTES))
    await writer.close()
  }
  feed().catch(() => undefined) // a fault shows on the reader's side as well

  let output = new Uint8Array(Math.min(limit, firstSize))
  let length = 0
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw damaged(length, cause instanceof Error ? cause.message : String(cause), cause)
    })
    if (done) break
    const chunk = value as Uint8Array
    if (length + chunk.length > limit) {
      reader.cancel().catch(() => undefined)
      writer.abort().catch(() => undefined)
      throw tooLong()
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

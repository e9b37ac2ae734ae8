// gzip, decompressed up to a limit.

import { DataError } from '../errors.ts'
import { inflate } from './inflate.ts'

/** How many bytes `gunzip` gives at most where no other limit is named: 1 GiB, twice the largest common IDX file. */
export const DEFAULT_GUNZIP_LIMIT: number = 0x40000000

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
  return inflate(bytes, {
    format: 'gzip',
    limit,
    firstSize: firstSize(bytes),
    damaged: (length, reason, cause) =>
      new DataError(
        `${name} is truncated or damaged: gzip stopped after ${length} bytes of output from ${bytes.length} bytes (${reason}). Get it again.`,
        { cause },
      ),
    tooLong: () =>
      new DataError(`${name} decompresses to more than ${limit} bytes, which is the limit. Decompress it yourself if it is right.`),
  })
}

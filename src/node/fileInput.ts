// A file on a disk as readers take it: as a stream, or in parts.

import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { ByteInput } from '../data/byteInput.ts'
import { DataError } from '../errors.ts'

/** Bytes read at a time. */
const PIECE = 0x40000

/**
 * A file by its path, for csvSource, parquetSource and the others: no more of it than is needed is in memory.
 *
 * @param name what it is called in messages; default: its path
 */
export function fileInput(path: string, name: string = path): ByteInput {
  const fault = (cause: unknown): DataError => new DataError(`Could not read ${name}: ${(cause as Error).message}.`, { cause })
  return {
    name,
    async size() {
      const found = await stat(path).catch((cause) => {
        throw fault(cause)
      })
      if (!found.isFile()) throw new DataError(`${name} is no file.`)
      return found.size
    },
    async *stream() {
      try {
        yield* createReadStream(path, { highWaterMark: PIECE }) as AsyncIterable<Uint8Array>
      } catch (cause) {
        throw fault(cause)
      }
    },
    async slice(start, end) {
      let handle: FileHandle | undefined
      try {
        handle = await open(path, 'r')
        const bytes = new Uint8Array(Math.max(0, Math.min(end, (await handle.stat()).size) - start))
        let length = 0
        while (length < bytes.length) {
          const { bytesRead } = await handle.read(bytes, length, bytes.length - length, start + length)
          if (bytesRead === 0) break
          length += bytesRead
        }
        return bytes.subarray(0, length)
      } catch (cause) {
        throw fault(cause)
      } finally {
        await handle?.close()
      }
    },
  }
}

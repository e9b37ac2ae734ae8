// The bytes of a file, as they are read.

import { createReadStream } from 'node:fs'
import { DataError } from '../../errors.ts'

/** @throws DataError where it can't be read */
export async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>
  } catch (cause) {
    throw new DataError(`Could not read ${path}: ${(cause as Error).message}.`, { cause })
  }
}

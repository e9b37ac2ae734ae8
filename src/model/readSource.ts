// Where a model is read from: bytes, a path or a URL.

import { readFile } from '#platform'
import { describe, UsageError } from '../errors.ts'

/** What `load` takes. */
export type ModelSource = Uint8Array | ArrayBuffer | string | URL

/** The bytes of a source, and what to call it in a message. @throws UsageError for anything else */
export async function readSource(source: ModelSource): Promise<{ bytes: Uint8Array; name: string }> {
  if (typeof source === 'string' || source instanceof URL) return { bytes: await readFile(source), name: String(source) }
  if (source instanceof Uint8Array) return { bytes: source, name: 'The model file' }
  if (source instanceof ArrayBuffer) return { bytes: new Uint8Array(source), name: 'The model file' }
  throw new UsageError(
    `load: give the file's bytes (Uint8Array or ArrayBuffer), its path or its URL; received ${describe(source)}.`,
  )
}

// argmax/formats: files of weights and models as bytes.

import { type ModelDescription, type ReadOptions, readModel } from './modelFile.ts'
import { parts } from './parts.ts'

export type { Calibration } from './calibration.ts'
export { type DatasetRecord, encodeModel, type ModelDescription } from './modelFile.ts'
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts'

/**
 * Reads a model file.
 *
 * @throws FormatError for anything that is not a model argmax can use
 */
export function decodeModel(bytes: Uint8Array, options: ReadOptions = {}): ModelDescription {
  return readModel(bytes, parts, options)
}

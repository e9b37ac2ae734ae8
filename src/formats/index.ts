// argmax/formats: files of weights and models as bytes.

export { type DatasetRecord, decodeModel, encodeModel, fromFile, type ModelDescription } from './modelFile.ts'
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts'

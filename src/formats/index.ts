// argmax/formats: files of weights and models as bytes.
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts'
export { type DatasetRecord, decodeModel, encodeModel, type ModelDescription } from './modelFile.ts'

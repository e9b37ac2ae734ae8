// argmax/formats: files of weights and models as bytes.
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts'

// argmax/datasets: known data sets by name, and others in their file format.
export type { Dataset, Examples } from './dataset.ts'
export { type DatasetLoader, datasets } from './datasets.ts'
export { fashionMnist } from './fashionMnist.ts'
export type { FileSource, IdxFiles } from './idxFiles.ts'
export { type IdxDataset, idxFolder, idxPair } from './idxFolder.ts'
export { mnist } from './mnist.ts'
export type { MnistLocation } from './mnistLike.ts'

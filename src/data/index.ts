// argmax/data: reading and checking arrays, and splitting them.
export { checkFinite, checkLabels, checkRows, checkTargets, type LabelRules, rowRanges } from './checkRows.ts'
export { copyRows, gatherRows, sliceRows } from './gatherRows.ts'
export { DEFAULT_GUNZIP_LIMIT, gunzip, isGzip } from './gzip.ts'
export { hashData } from './hashData.ts'
export { readIdx } from './idx.ts'
export { sha256 } from './sha256.ts'
export { type ArraySource, arraySource, type DataSource } from './source.ts'
export { type Split, stratifiedSplit, validationSplit } from './splits.ts'

// argmax/node: what only Node can do.
export type { DuckDBOptions } from './duckdb.ts'
export { fileInput } from './fileInput.ts'
export { enableRelaxedSimd } from './flags.ts'
export { imageFolder } from './imageFolder.ts'
export { listFolder, readFile, readFileIfPresent, resolvePackageFolder, writeFile } from './platform.ts'
export { type SqlOptions, type SqlSource, sqlSource } from './sqlSource.ts'

// argmax/node: what only Node can do.
export { enableRelaxedSimd } from './flags.ts'
export { listFolder, readFile, readFileIfPresent, resolvePackageFolder, writeFile } from './platform.ts'

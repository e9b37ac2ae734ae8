// What argmax weighs: the package as npm packs it, and what a page downloads.

import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A module, bundled and minified for browsers. */
function bundle(contents, options) {
  return build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
    ...options,
  })
}

const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length

/** Bytes of a module in one file, gzipped. */
async function bundled(contents) {
  const { outputFiles } = await bundle(contents)
  return gzipped(outputFiles[0].contents)
}

/** Bytes that a page fetches of a module before it runs anything: its entry and what that imports, each file gzipped. */
async function atStart(contents) {
  const { outputFiles, metafile } = await bundle(contents, { splitting: true, outdir: '.', metafile: true })
  const start = new Set()
  const add = (path) => {
    if (start.has(path)) return
    start.add(path)
    for (const { path: imported, kind } of metafile.outputs[path].imports) if (kind === 'import-statement') add(imported)
  }
  add(Object.keys(metafile.outputs).find((path) => path.endsWith('stdin.js')))
  const names = new Set([...start].map((path) => basename(path)))
  return outputFiles
    .filter(({ path }) => names.has(basename(path)))
    .reduce((total, { contents: bytes }) => total + gzipped(bytes), 0)
}

const TRAINING = "export { Adam, Dense, Sequential, SparseCategoricalCrossentropy } from 'argmax'"

/** @returns {Promise<{ what: string, bytes: number }[]>} */
export async function sizes() {
  const options = ['pack', '--json', '--dry-run', '--ignore-scripts']
  const { stdout } = spawnSync('npm', options, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' })
  const packed = JSON.parse(stdout)
  const { size, unpackedSize } = Array.isArray(packed) ? packed[0] : Object.values(packed)[0]
  return [
    { what: 'package, packed', bytes: size },
    { what: 'package, unpacked', bytes: unpackedSize },
    { what: 'bundle of everything in `argmax`, gzipped', bytes: await bundled("export * from 'argmax'") },
    { what: 'bundle of Sequential, Dense, Adam and the loss, gzipped', bytes: await bundled(TRAINING) },
    { what: 'of that, what a page fetches to train', bytes: await atStart(TRAINING) },
  ]
}

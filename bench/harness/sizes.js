// What argmax weighs: the package as npm packs it, and what a page downloads.

import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Bytes of a module, bundled and minified for browsers, gzipped. */
async function bundled(contents) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length
}

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
    {
      what: 'bundle of Sequential, Dense, Adam and the loss, gzipped',
      bytes: await bundled("export { Adam, Dense, Sequential, SparseCategoricalCrossentropy } from 'argmax'"),
    },
  ]
}

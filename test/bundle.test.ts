// What a browser downloads: everything that `argmax` reaches, bundled from the built package. It holds no package and no
// `node:` module, and its size has a bound.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type BuildResult, build } from 'esbuild'
import { expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }

/** What the bundle measured when the bound was set, and a little more (gzipped bytes). Raise it on purpose, not by accident. */
const MOST_BYTES = 78_000

const root = fileURLToPath(new URL('..', import.meta.url))
/** The subpaths for Node alone. */
const NODE_ONLY = ['./node', './server']
const subpaths = Object.keys(packageJson.exports).filter((path) => path !== './package.json' && !NODE_ONLY.includes(path))

/** A bundle for browsers of everything that a module exports, through the package's own exports and conditions. */
function bundle(specifier: string): Promise<BuildResult<{ metafile: true; write: false }>> {
  return build({
    absWorkingDir: root,
    stdin: { contents: `export * from ${JSON.stringify(specifier)}`, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser', // a node: import is an error here
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
}

test.each(subpaths)('%s bundles for browsers', async (path) => {
  const { metafile } = await bundle(path.replace('.', 'argmax'))
  const inputs = Object.keys(metafile.inputs).filter((input) => input !== '<stdin>')
  expect(inputs).not.toContain('dist/node/platform.js')
  const foreign = inputs.filter((input) => !input.startsWith('dist/'))
  if (path === '.') expect(foreign).toEqual([])
  for (const [input, { imports }] of Object.entries(metafile.inputs)) {
    if (input.startsWith('dist/adapters/')) continue // third-party parsers have their room
    const packages = imports.filter((imported) => imported.external || imported.path.includes('node_modules'))
    expect(packages, `${input} imports packages`).toEqual([])
  }
})

test('the bundle of argmax is small and loads', async () => {
  const { outputFiles } = await bundle('argmax')
  const code = (outputFiles[0] as (typeof outputFiles)[number]).contents
  const size = gzipSync(code, { level: 9 }).length
  console.log(`argmax, minified: ${code.length} bytes, gzipped ${size} (bound ${MOST_BYTES})`)
  expect(size).toBeLessThanOrEqual(MOST_BYTES)

  const folder = mkdtempSync(join(tmpdir(), 'argmax-bundle-'))
  try {
    writeFileSync(join(folder, 'argmax.mjs'), code)
    const loaded = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'argmax.mjs')).href)) as {
      Sequential?: unknown
      Dense?: unknown
    }
    expect(loaded.Sequential).toBeTypeOf('function')
    expect(loaded.Dense).toBeTypeOf('function')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('one class brings in no more than it needs', async () => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: "export { tensor } from 'argmax'", resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  // Shaken: no module of the package runs anything when it is loaded.
  expect((outputFiles[0] as (typeof outputFiles)[number]).contents.length).toBeLessThan(4_000)
})

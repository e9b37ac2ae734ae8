// What a browser downloads, bundled from the built package: no package and no `node:` module, and no more than the bounds here.
// What most trainings don't need is fetched when it is asked for. The tests say what that is, and that a training runs without it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import type * as Argmax from 'argmax'
import { type BuildResult, build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { bundlePage, ENTRY, gzipped, type PageBundle } from './support/pageBundle.ts'

// What was measured when a bound was set, and a little more (gzipped bytes). Raise one on purpose, not by accident.
/** Everything that `argmax` exports, in one file. */
const MOST_BYTES = 117_000
/** What a page fetches before it trains: Sequential, Dense, Adam and a loss. Each file of it is gzipped by itself. */
const MOST_BYTES_AT_START = 58_500
/** The same from a bundler that makes one file of all, so that nothing comes later. */
const MOST_BYTES_IN_ONE_FILE = 69_000

/** What a page fetches when it is asked for, and nobody else does. */
const LATER = {
  'dist/formats/modelFile.js': 'save and load',
  'dist/model/hashWeights.js': 'weightsSha256',
  'dist/runtime/threadProgram.js': 'programs on several threads, where a page is isolated and the work is worth them',
  'dist/training/verbose.js': 'fit with verbose',
  'dist/wasm/tuner.js': 'compile with tune',
}

const root = fileURLToPath(new URL('..', import.meta.url))
/** The subpaths for Node alone. */
const NODE_ONLY = ['./node', './server']
/** Modules alone: some exports are files, such as schemas. */
const subpaths = Object.entries(packageJson.exports).flatMap(([path, target]) =>
  typeof target === 'string' || NODE_ONLY.includes(path) ? [] : [path],
)

/** A bundle in one file for browsers of what a module exports, by default everything, through the package's own exports and conditions. */
function bundle(specifier: string, names = '*'): Promise<BuildResult<{ metafile: true; write: false }>> {
  return build({
    absWorkingDir: root,
    stdin: { contents: `export ${names} from ${JSON.stringify(specifier)}`, resolveDir: root },
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
  if (path === '.') {
    expect(foreign).toEqual([])
    expect(inputs.filter((input) => input.startsWith('dist/adapters/'))).toEqual([])
  }
  for (const [input, { imports }] of Object.entries(metafile.inputs)) {
    if (/^(dist\/adapters|node_modules)\//.test(input)) continue // third-party parsers have their room
    const packages = imports.filter((imported) => imported.external || imported.path.includes('node_modules'))
    expect(packages, `${input} imports packages`).toEqual([])
  }
})

test('the parsers of the adapters bundle for browsers too', async () => {
  const { metafile } = await bundle('./dist/adapters/csv.js')
  const foreign = Object.keys(metafile.inputs).filter((input) => input !== '<stdin>' && !input.startsWith('dist/'))
  expect(foreign).toEqual(['node_modules/papaparse/papaparse.min.js'])
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

describe('a page that trains', () => {
  const names = 'Sequential, Dense, Adam, SparseCategoricalCrossentropy'
  const folders: string[] = []
  let page: PageBundle

  beforeAll(async () => {
    page = await bundlePage(`export { ${names} } from 'argmax'`)
  })
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true })
  })

  /** The bundle in a folder of its own: the files of the start, and those that come with `modules`. */
  async function open(...modules: (keyof typeof LATER)[]): Promise<typeof Argmax> {
    const folder = mkdtempSync(join(tmpdir(), 'argmax-page-'))
    folders.push(folder)
    for (const name of [...page.start, ...modules.flatMap((module) => page.later.get(module) as readonly string[])]) {
      writeFileSync(join(folder, name), page.files.get(name) as Uint8Array)
    }
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    return import(/* @vite-ignore */ pathToFileURL(join(folder, ENTRY)).href)
  }

  const x = [
    [0, 1],
    [1, 0],
    [1, 1],
    [0, 0],
  ]
  const y = [0, 1, 1, 0]

  function makeModel(
    argmax: typeof Argmax,
    options: { tune?: boolean; threads?: number } = {},
  ): InstanceType<typeof Argmax.Sequential> {
    const model = new argmax.Sequential([new argmax.Dense({ units: 3, activation: 'relu' }), new argmax.Dense({ units: 2 })])
    const loss = new argmax.SparseCategoricalCrossentropy({ fromLogits: true })
    model.compile({ optimizer: new argmax.Adam(), loss, metrics: ['accuracy'], reproducibility: 'portable', ...options })
    return model
  }

  test('fetches little before it starts, and the rest is as said', async () => {
    const start = gzipped(page, page.start)
    const pool = gzipped(page, page.later.get('dist/runtime/threadProgram.js') as readonly string[])
    const { outputFiles } = await bundle('argmax', `{ ${names} }`)
    const oneFile = gzipSync((outputFiles[0] as (typeof outputFiles)[number]).contents, { level: 9 }).length
    const later = [...page.later].map(([module, files]) => `${module} ${gzipped(page, files)}`)
    console.log(`${names}: ${start} bytes gzipped at the start (bound ${MOST_BYTES_AT_START}); in one file ${oneFile}.`)
    console.log(`Fetched later: ${later.join(', ')}`)
    expect([...page.later.keys()].sort()).toEqual(Object.keys(LATER).sort())
    expect(start).toBeLessThanOrEqual(MOST_BYTES_AT_START)
    // Where a page is isolated and the data are many, a plain fit runs on threads: it fetches their pool too.
    expect(start + pool).toBeLessThan(61_500)
    expect(oneFile).toBeLessThanOrEqual(MOST_BYTES_IN_ONE_FILE)
  })

  test('fits, evaluates and predicts with the files of the start alone', async () => {
    const model = makeModel(await open())
    const { history } = await model.fit(x, y, { epochs: 3, batchSize: 2, seed: 1, validationData: [x, y], shuffle: true })
    expect(history.loss).toHaveLength(3)
    expect(await model.evaluate(x, y)).toHaveProperty('accuracy')
    expect((await model.predict(x)).shape).toEqual([4, 2])
    expect(model.predictor().outputSize).toBe(2)
    expect(model.summary()).toContain('Dense')
    // The rest is not there: that it was not needed is no accident of this test.
    await expect(model.save()).rejects.toThrow(/Cannot find module/)
    await expect(model.weightsSha256()).rejects.toThrow(/Cannot find module/)
  })

  test('saves, loads, hashes, shows its progress and tunes with the file of each', async () => {
    const files = await open('dist/formats/modelFile.js')
    const model = makeModel(files)
    await model.fit(x, y, { seed: 1 })
    const read = await files.Sequential.load(await model.save(undefined, { checkpoint: true }))
    expect(read.getWeights()).toEqual(model.getWeights())

    const hashing = makeModel(await open('dist/model/hashWeights.js'))
    await hashing.fit(x, y, { seed: 1 })
    expect(await hashing.weightsSha256()).toMatch(/^[0-9a-f]{64}$/)

    const lines: unknown[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((line) => lines.push(line))
    await makeModel(await open('dist/training/verbose.js')).fit(x, y, { verbose: 1, epochs: 2 })
    log.mockRestore()
    expect(lines).toEqual([expect.stringMatching(/^epoch 1\/2 .*loss/), expect.stringMatching(/^epoch 2\/2 .*loss/)])

    const tuned = makeModel(await open('dist/wasm/tuner.js'), { tune: true, threads: 1 })
    await tuned.fit(x, y, { seed: 1 })
    expect(tuned.getWeights()).toEqual(model.getWeights())
  })

  test('computes in one thread, and says so, where the pool of threads cannot be fetched', async () => {
    const { notes } = await makeModel(await open(), { threads: 2 }).fit(x, y, { seed: 1 })
    expect(notes).toEqual([
      expect.stringMatching(/^Computed in one thread: worker threads could not be started: Cannot find module/),
    ])
  })
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

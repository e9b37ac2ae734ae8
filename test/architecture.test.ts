// The direction of imports: a room (a folder of src/) imports only rooms that stand above it in this table.
// ARCHITECTURE.md says what each room is for.

import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { importsOf } from './support/imports.ts'

const ROOMS = [
  ...['errors', 'random', 'globals', 'platform', 'decodeImage'], // the files of src/ itself
  ...['tensor', 'numerics', 'ir'],
  ...['initializers', 'layers', 'losses', 'optimizers', 'metrics'],
  ...['network', 'compiler', 'wasm', 'runtime'],
  ...['data', 'datasets', 'adapters', 'sources', 'preprocessing'],
  ...['training', 'evaluation', 'linear', 'formats', 'model'],
  ...['report', 'quiz'],
  ...['node', 'server', 'cli'],
  'index',
]

/** Rooms that may import less than all that stands above them. */
const NARROWER: Readonly<Record<string, readonly string[]>> = {
  compiler: ['errors', 'random', 'tensor', 'numerics', 'ir'], // pure ir -> ir: it knows no layer
}
/** What runs outside of a browser: only these rooms may import `node:` modules, and the core reaches none of them. */
const OUTSIDE_CORE = ['node', 'server', 'cli']
/** Who may import packages, and which. */
const PACKAGES: Readonly<Record<string, 'any' | readonly string[]>> = {
  adapters: 'any', // third-party parsers that run in a browser too
  cli: ['commander', 'picocolors'],
}
/** Files that a room names to start them as workers, which is no import. */
const WORKERS: Readonly<Record<string, string>> = { platform: 'runtime/batches.js' }
/** Who may ask where it runs. */
const PLATFORM_USERS = ['runtime', 'data', 'datasets', 'training', 'model']

const src = fileURLToPath(new URL('../src/', import.meta.url))

/** The room of a file given by its path under src/: its first folder, or its own name. */
function roomOf(path: string): string {
  return (path.split('/')[0] as string).replace(/(\.d)?\.[jt]s$/, '')
}

/** Everything that is wrong with the imports of one file, as messages. */
function faultsOf(path: string, source: string): string[] {
  const room = roomOf(path)
  const position = ROOMS.indexOf(room)
  if (position < 0) return [`src/${path} stands in no room of the table. The rooms are: ${ROOMS.join(', ')}.`]
  const above = ROOMS.slice(0, position).filter((name) => room !== 'index' || !OUTSIDE_CORE.includes(name))
  const rooms = NARROWER[room] ?? above
  const faults: string[] = []
  const fault = (specifier: string, allowed: string): void => {
    faults.push(`src/${path} (room ${room}) imports ${specifier}. ${allowed}`)
  }
  for (const specifier of importsOf(source)) {
    if (specifier.startsWith('.')) {
      const target = normalize(join(dirname(path), specifier))
      const targetRoom = roomOf(target)
      if (target.startsWith('..')) fault(specifier, 'Nothing in src/ may import what stands outside of src/.')
      else if (targetRoom !== room && !rooms.includes(targetRoom) && WORKERS[room] !== target) {
        const allowed = rooms.length === 0 ? 'no room' : rooms.join(', ')
        fault(`${specifier} (room ${targetRoom})`, `Allowed are its own files and: ${allowed}.`)
      }
    } else if (specifier === '#platform') {
      if (!PLATFORM_USERS.includes(room)) fault(specifier, `Only these rooms may: ${PLATFORM_USERS.join(', ')}.`)
    } else if (specifier === '#decodeImage') {
      if (room !== 'sources') fault(specifier, 'Only the room sources may.')
    } else if (isBuiltin(specifier)) {
      if (!OUTSIDE_CORE.includes(room)) fault(specifier, `Only these rooms may import Node's modules: ${OUTSIDE_CORE.join(', ')}.`)
      else if (!specifier.startsWith('node:')) fault(specifier, `Write node:${specifier}.`)
    } else {
      const packages = PACKAGES[room] ?? []
      if (packages === 'any' || packages.includes(specifier)) continue
      const owners = Object.entries(PACKAGES).map(([name, list]) => `${name} (${list === 'any' ? list : list.join(', ')})`)
      fault(specifier, `Packages may be imported by: ${owners.join('; ')}.`)
    }
  }
  return faults
}

/** Source files by path under src/; tests may import what they like. */
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .sort()
const read = (path: string): string => readFileSync(join(src, path), 'utf8')

test('every file imports only what stands above its room', () => {
  expect(files.length).toBeGreaterThan(100)
  const faults = files.flatMap((path) => faultsOf(path, read(path)))
  expect(faults, `\n${faults.join('\n')}\n`).toEqual([])
})

test('the scanner sees every import that esbuild sees', async () => {
  const { metafile } = await build({
    absWorkingDir: src,
    entryPoints: files.filter((path) => !path.endsWith('.d.ts')),
    outdir: 'nowhere',
    write: false,
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    external: ['#platform', '#decodeImage'],
    logLevel: 'silent',
  })
  for (const [path, { imports }] of Object.entries(metafile.inputs)) {
    const seen = importsOf(read(path))
    for (const { original, path: resolved } of imports) expect(seen, path).toContain(original ?? resolved)
  }
})

describe('the rules themselves', () => {
  const faults = (path: string, specifier: string): string[] => faultsOf(path, `import { x } from '${specifier}'`)

  test.each([
    [
      'tensor/fake.ts',
      '../model/index.ts',
      /src\/tensor\/fake\.ts \(room tensor\) imports .*model.* Allowed are .*platform, decodeImage\./,
    ],
    ['compiler/fake.ts', '../layers/dense.ts', /Allowed are its own files and: errors, random, tensor, numerics, ir\./],
    ['ir/fake.ts', '../runtime/index.ts', /room runtime/],
    ['layers/fake.ts', 'node:fs', /node, server, cli/],
    ['layers/fake.ts', 'fs', /node, server, cli/],
    ['cli/fake.ts', 'fs', /Write node:fs/],
    ['formats/fake.ts', 'picocolors', /adapters \(any\); cli \(commander, picocolors\)/],
    ['node/fake.ts', 'commander', /adapters/],
    ['layers/fake.ts', '#platform', /data, datasets, training, model/],
    ['index.ts', './cli/main.ts', /room cli/],
    ['model/fake.ts', '../../test/x.ts', /outside of src/],
    ['errors.ts', './random.ts', /Allowed are its own files and: no room/],
    ['helpers/fake.ts', './x.ts', /no room of the table/],
  ])('%s may not import %s', (path, specifier, message) => {
    expect(faults(path, specifier)).toEqual([expect.stringMatching(message)])
  })

  test.each([
    ['layers/dense.ts', '../ir/index.ts'],
    ['layers/dense.ts', '../initializers/zeros.ts'],
    ['compiler/fuse.ts', '../ir/graph.ts'],
    ['adapters/csv.ts', 'papaparse'],
    ['cli/main.ts', 'commander'],
    ['node/platform.ts', 'node:fs/promises'],
    ['datasets/mnist.ts', '#platform'],
    ['index.ts', './model/index.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(faults(path, specifier)).toEqual([])
  })
})

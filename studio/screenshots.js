// `node studio/screenshots.js`: the pictures of docs/studio.md, of the built studio in Chromium.

import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'docs/images/studio')

/** What is photographed: a room, and what is done there first. */
const PICTURES = [
  ['train-light', 'train?data=mnist&seed=1', 'light', train],
  ['network-light', 'train?data=mnist&seed=1', 'light', trainAndLook],
  ['plane-dark', 'train?data=plane-spirals&seed=1', 'dark', train],
  ['draw-light', 'draw', 'light', (page) => page.getByRole('button', { name: 'Sample 5' }).click()],
  ['softmax-light', 'softmax', 'light', (page) => page.locator('math').first().waitFor()],
  ['loss-dark', 'loss', 'dark', (page) => page.locator('math').first().waitFor()],
  ['learn-light', 'learn/recipe', 'light', (page) => page.locator('math').first().waitFor()],
  ['quiz-light', 'learn/quiz', 'light', takeQuiz],
  ['export-light', 'export', 'light', async () => {}],
]

async function train(page) {
  await page.locator('.run .primary:enabled').waitFor()
  await page.locator('.run .primary').click()
  await page.getByRole('button', { name: 'Train more' }).waitFor()
}

/** The digits that a network took for others, and the network with one of them. */
async function trainAndLook(page) {
  await train(page)
  await page.getByLabel('4 called 9').click()
  await page.locator('.gallery .pictures button').nth(1).click()
  await page.getByRole('heading', { name: 'Network', exact: true }).evaluate((heading) => heading.scrollIntoView())
  await page.evaluate(() => window.scrollBy(0, -90))
}

/** The graded quiz with a wrong answer. */
async function takeQuiz(page) {
  await page.getByRole('button', { name: 'Start' }).click()
  await page.locator('.question math').first().waitFor()
  for (const [item, text] of [
    ['softmax-sum', 'Anything between 0 and 3'],
    ['accurate-recipe', "'linear'; at prediction, take"],
  ]) {
    await page.locator(`[data-item="${item}"] .choice`, { hasText: text }).click()
  }
  await page.getByRole('radio', { name: /^[-−]log\(?\s?a[_₃]?3?\)?$/ }).click()
  await page.getByRole('button', { name: 'Hand in' }).click()
  await page.locator('.question math').first().waitFor()
}

const studio = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'studio', '--port', '0', '--json'], { cwd: root })
const { url } = JSON.parse(await new Promise((resolve) => studio.stdout.once('data', (line) => resolve(String(line)))))
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage']
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
mkdirSync(folder, { recursive: true })
for (const [name, room, colorScheme, prepare] of PICTURES) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 960 } })
  await page.goto(`${url}#/${room}`)
  await prepare(page)
  await page.waitForTimeout(800)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await page.close()
  console.log(name)
}
await browser.close()
studio.kill('SIGINT')

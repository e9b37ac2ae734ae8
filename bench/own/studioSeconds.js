// `npm run bench -- studio`: how long a newcomer waits. Seconds from pressing Train, in a fresh page of the studio, until MNIST is at 94 %
// validation accuracy, in Chromium.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildStudio } from '../../scripts/build-studio.js'

/** The browser on PATH. */
function findChromium() {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'chromium'))
    .find((path) => existsSync(path))
  if (found === undefined) throw new Error('chromium is missing. Install it with: apt-get install chromium')
  return found
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const ROUNDS = 3
const GOAL = 94

/** Starts `argmax studio`; resolves to its address and what ends it. */
function startStudio() {
  const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
  const studio = spawn(process.execPath, [program, 'studio', '--port', '0', '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    studio.once('error', reject)
    studio.stdout.once('data', (line) => resolve({ url: JSON.parse(String(line)).url, stop: () => studio.kill('SIGINT') }))
  })
}

/** Seconds until the accuracy, and after which epoch. */
async function timed(browser, url) {
  const page = await browser.newPage()
  await page.goto(url)
  await page.locator('.run .primary:enabled').waitFor()
  const start = performance.now()
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  const epoch = await page.waitForFunction(
    (goal) => {
      const facts = document.querySelector('.facts')?.textContent ?? ''
      const accuracy = Number.parseFloat(/Validation accuracy\s*([\d.]+)/.exec(facts)?.[1] ?? '0')
      return accuracy >= goal ? Number.parseInt(/Epoch\s*(\d+)/.exec(facts)?.[1] ?? '0', 10) : false
    },
    GOAL,
    { polling: 20, timeout: 300_000 },
  )
  const seconds = (performance.now() - start) / 1000
  const figure = { seconds, epoch: await epoch.jsonValue() }
  await page.close()
  return figure
}

/** @param {{ say: (line: string) => void }} options where the lines go */
export async function studioFigures({ say }) {
  if (buildStudio() !== 0) throw new Error('the studio could not be built')
  const { chromium } = createRequire(new URL('../../studio/package.json', import.meta.url))('playwright-core')
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  const studio = await startStudio()
  try {
    const figures = []
    for (let round = 0; round < ROUNDS; round++) figures.push(await timed(browser, studio.url))
    const seconds = figures.map((figure) => figure.seconds).sort((a, b) => a - b)
    say(`The studio in Chromium, MNIST from pressing Train to ${GOAL} % validation accuracy, in turns:`)
    say(`  ${seconds[1].toFixed(1)} s (${seconds[0].toFixed(1)}-${seconds.at(-1).toFixed(1)}), after epoch ${figures[0].epoch}`)
    return figures
  } finally {
    studio.stop()
    await browser.close()
  }
}

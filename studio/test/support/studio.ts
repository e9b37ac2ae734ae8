// The built studio in Debian's Chromium: `argmax studio` as a process of its own, or the plain folder on a host that sets no headers.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { TestContext } from 'vitest'
import { requireOrSkip } from '../../../test/support/optional.ts'

export const root: string = fileURLToPath(new URL('../../..', import.meta.url))
const dist = join(root, 'studio/dist')

/** Headless, without network of its own, and without what a container's root user lacks. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // performance.measureUserAgentSpecificMemory() answers at once.
  '--enable-blink-features=ForceEagerMeasureMemory',
]

/** A studio that can be visited. */
export interface Host {
  readonly url: string
  close(): Promise<void>
}

let browser: Browser | undefined

/** The browser, started once for a file of tests. The test is skipped where there is none. */
export async function startBrowser(context: TestContext): Promise<Browser> {
  const executablePath = requireOrSkip(context, 'chromium', 'apt-get install chromium')
  if (!existsSync(join(dist, 'sw.js'))) throw new Error('studio/dist is not there. Run: npm run build:studio')
  browser ??= await chromium.launch({ executablePath, args: FLAGS })
  return browser
}

export async function closeBrowser(): Promise<void> {
  await browser?.close()
  browser = undefined
}

/** Starts `argmax studio`. */
export async function startStudio(...args: readonly string[]): Promise<Host> {
  const program = [join(root, 'dist/cli/main.js'), 'studio', ...args, '--port', '0', '--json']
  const studio: ChildProcess = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  studio.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = new Promise<void>((resolve) => studio.once('close', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    studio.stdout?.once('data', (line: Buffer) => resolve((JSON.parse(String(line)) as { url: string }).url))
    ended.then(() => reject(new Error(`argmax studio ended: ${said}`)))
  })
  return {
    url,
    async close() {
      studio.kill('SIGINT')
      await ended
    },
  }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

/** Serves the folder as the plainest of hosts does, under a path of its own. */
export async function startStaticHost(): Promise<Host> {
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const file = join(dist, path.slice('/some/where/'.length) || 'index.html')
    if (!path.startsWith('/some/where/') || !file.startsWith(dist) || !existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/some/where/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A visit: a page in a context of its own, and all that went wrong in it. */
export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of the page, broken policies, failed requests. */
  readonly faults: string[]
  /** Addresses that were asked for. */
  readonly requests: string[]
}

/** Opens a page that takes note of faults. */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const faults: string[] = []
  const requests: string[] = []
  await context.exposeFunction('reportFault', (text: string) => faults.push(text))
  await context.addInitScript({
    content: `document.addEventListener('securitypolicyviolation', (event) =>
      reportFault('policy: ' + event.violatedDirective + ' refuses ' + event.blockedURI + ' ' + event.sample))`,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => faults.push(`error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`)
  })
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    dialog.dismiss()
  })
  context.on('request', (request) => requests.push(request.url()))
  return { page, context, faults, requests }
}

/** Waits until data is there and nothing is trained yet. */
export async function untilReady(page: Page): Promise<void> {
  await page.locator('.run .primary:enabled').waitFor()
}

/** Opens the room Train with a setting, and waits until its data is there. */
export async function openSetting(page: Page, url: string, setting: string): Promise<void> {
  await page.goto(`${url}#/train?${setting}`)
  const data = new URLSearchParams(setting).get('data')
  await page.waitForFunction((name) => document.querySelector<HTMLSelectElement>('.settings select')?.value === name, data)
  await untilReady(page)
}

/** Presses Train and waits for the end. Resolves to the weights' hash, as the room Export shows it. */
export async function trainToTheEnd(page: Page): Promise<string> {
  await untilReady(page)
  await page.locator('.run .primary').click()
  await page.getByRole('button', { name: 'Train more' }).waitFor()
  await page.locator('nav a[href="#/export"]').click()
  const hash = await page.locator('p.hash').first().innerText()
  await page.locator('nav a[href="#/train"]').click()
  return hash
}

/** A text of the form `name: value` in the bar of figures. */
export async function figure(page: Page, name: string): Promise<string> {
  return page.locator('.run .facts div', { hasText: name }).locator('dd').innerText()
}

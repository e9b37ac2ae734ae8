// A page opened in a headless Chromium, once its scripts have come to rest, as text. The browser is the machine's own; no package
// drives it.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Headless, without network of its own, and without what a container's root user lacks. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--window-size=1200,900',
]

/** Runs the browser to its end. @throws Error with what it said where it fails or takes too long */
function run(program: string, args: readonly string[], timeout: number): Promise<string> {
  const browser = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => browser.kill('SIGKILL'), timeout)
  let [output, said] = ['', '']
  browser.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  browser.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  return new Promise((resolve, reject) => {
    browser.once('error', reject)
    browser.once('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve(output)
      else reject(new Error(`Chromium ended with ${signal ?? code}. It said:\n${said}`))
    })
  })
}

/**
 * Opens a page and resolves to its document as HTML, 20 seconds later by the page's own clock, which runs ahead while nothing is done.
 *
 * @param program the browser's program
 * @param html the page
 */
export async function openPage(program: string, html: string, timeout = 90_000): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'argmax-page-'))
  try {
    const file = join(folder, 'page.html')
    writeFileSync(file, html)
    const options = [`--user-data-dir=${join(folder, 'profile')}`, '--virtual-time-budget=20000', '--dump-dom']
    return await run(program, [...FLAGS, ...options, pathToFileURL(file).href], timeout)
  } finally {
    // Helpers of the browser may still be writing into its profile for a moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

/**
 * Runs a script in a page and resolves to what it puts into `result`, a variable that it finds.
 *
 * @param script the body of an async function
 */
export async function runInPage<T>(program: string, html: string, script: string): Promise<T> {
  const element = `<script>(async () => { let result, error; try { ${script} } catch (fault) { error = String(fault?.stack ?? fault) }
    const text = encodeURIComponent(JSON.stringify({ result, error }))
    document.documentElement.setAttribute('data-result', text) })()</script>`
  const dom = await openPage(
    program,
    html.replace(/<\/body>(?![\s\S]*<\/body>)/, () => `${element}</body>`),
  )
  const text = /data-result="([^"]*)"/.exec(dom)?.[1]
  if (text === undefined) throw new Error(`The page had no result:\n${dom.slice(0, 2000)}`)
  const { result, error } = JSON.parse(decodeURIComponent(text)) as { result: T; error?: string }
  if (error !== undefined) throw new Error(`The page failed: ${error}`)
  return result
}

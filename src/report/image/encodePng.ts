// A PNG encoder in its simplest valid form: one IDAT chunk of stored (uncompressed) deflate blocks. The pictures of a report are
// small, so that compressing them would save little and need a compressor.

import { crc32 } from '../../data/crc32.ts'

/** What a picture's pixels are: grey, red green blue, or places in a palette of red, green, blue and alpha. */
export interface PngImage {
  readonly width: number
  readonly height: number
  /** Bytes [height, width, channels]; one a pixel with a palette. */
  readonly pixels: Uint8Array
  readonly channels: 1 | 3
  /** Up to 256 colours, as bytes [colours, 4]. */
  readonly palette?: Uint8Array
}

/** @source RFC 1950, section 8.2; 5552 is the most bytes whose sums stay under 2^32 */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0]
  for (let start = 0; start < bytes.length; start += 5552) {
    for (const byte of bytes.subarray(start, start + 5552)) {
      a += byte
      b += a
    }
    a %= 65521
    b %= 65521
  }
  return ((b << 16) | a) >>> 0
}

function join(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}

const bigEndian = (value: number): readonly number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const ascii = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0))

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = join([ascii(type), data])
  return join([bigEndian(data.length), body, bigEndian(crc32(body))])
}

/** zlib's format around stored blocks of at most 65,535 bytes each. */
function store(bytes: Uint8Array): Uint8Array {
  const parts: (Uint8Array | readonly number[])[] = [[0x78, 0x01]]
  for (let start = 0; start < bytes.length || start === 0; start += 65535) {
    const block = bytes.subarray(start, start + 65535)
    const last = start + 65535 >= bytes.length ? 1 : 0
    const { length } = block
    parts.push([last, length & 255, length >>> 8, ~length & 255, (~length >>> 8) & 255], block)
  }
  parts.push(bigEndian(adler32(bytes)))
  return join(parts)
}

/**
 * The bytes of a PNG file.
 *
 * @source Portable Network Graphics (PNG) Specification, third edition, W3C, 2025
 */
export function encodePng({ width, height, pixels, channels, palette }: PngImage): Uint8Array {
  const colourType = palette !== undefined ? 3 : channels === 3 ? 2 : 0
  const stride = width * channels
  const rows = new Uint8Array(height * (stride + 1)) // a filter byte (0: none) before each row
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1)
  const colours = palette === undefined ? 0 : palette.length / 4
  const plte = Uint8Array.from({ length: 3 * colours }, (_, i) => palette![4 * Math.floor(i / 3) + (i % 3)]!)
  const trns = Uint8Array.from({ length: colours }, (_, i) => palette![4 * i + 3]!)
  return join([
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk('IHDR', join([bigEndian(width), bigEndian(height), [8, colourType, 0, 0, 0]])),
    ...(palette === undefined ? [] : [chunk('PLTE', plte), chunk('tRNS', trns)]),
    chunk('IDAT', store(rows)),
    chunk('IEND', new Uint8Array(0)),
  ])
}

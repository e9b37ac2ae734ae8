import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataError } from '../errors.ts'
import { sizeOf } from '../tensor/index.ts'
import { readIdx } from './idx.ts'

/** An IDX file of a type code, dimensions and elements as bytes. */
function idx(code: number, shape: readonly number[], elements: readonly number[] | Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + elements.length)
  bytes.set([0, 0, code, shape.length])
  shape.forEach((dimension, i) => {
    new DataView(bytes.buffer).setUint32(4 + 4 * i, dimension)
  })
  bytes.set(elements, 4 + 4 * shape.length)
  return bytes
}

describe('readIdx', () => {
  it('reads every element type, big-endian', () => {
    expect(readIdx(idx(0x08, [2, 1], [0, 255]))).toEqual({ data: Uint8Array.of(0, 255), shape: [2, 1] })
    expect(readIdx(idx(0x09, [2], [127, 128]))).toEqual({ data: Int8Array.of(127, -128), shape: [2] })
    expect(readIdx(idx(0x0b, [2], [0x12, 0x34, 0xff, 0xfe]))).toEqual({ data: Int16Array.of(0x1234, -2), shape: [2] })
    expect(readIdx(idx(0x0c, [1], [0x80, 0, 0, 1]))).toEqual({ data: Int32Array.of(-2147483647), shape: [1] })
    expect(readIdx(idx(0x0d, [1, 1, 1], [0x3f, 0xc0, 0, 0]))).toEqual({ data: Float32Array.of(1.5), shape: [1, 1, 1] })
    expect(readIdx(idx(0x0e, [1], [0xc0, 0x04, 0, 0, 0, 0, 0, 0]))).toEqual({ data: Float64Array.of(-2.5), shape: [1] })
  })

  it('reads from the middle of a buffer, and does not copy bytes', () => {
    const file = idx(0x08, [3], [1, 2, 3])
    const larger = new Uint8Array(file.length + 9)
    larger.set(file, 5)
    const { data } = readIdx(larger.subarray(5, 5 + file.length))
    larger[5 + file.length - 1] = 9
    expect(data).toEqual(Uint8Array.of(1, 2, 9))
    const shorts = idx(0x0b, [1], [1, 2])
    const odd = new Uint8Array(shorts.length + 1)
    odd.set(shorts, 1)
    expect(readIdx(odd.subarray(1)).data).toEqual(Int16Array.of(0x0102))
  })

  it('reads a file of no rows', () => {
    expect(readIdx(idx(0x08, [0, 28, 28], []))).toEqual({ data: new Uint8Array(0), shape: [0, 28, 28] })
    expect(readIdx(idx(0x08, [2 ** 32 - 1, 2 ** 32 - 1, 0], []))).toEqual({
      data: new Uint8Array(0),
      shape: [2 ** 32 - 1, 2 ** 32 - 1, 0],
    })
  })

  it.each<[string, Uint8Array, RegExp]>([
    ['no bytes', new Uint8Array(0), /received no bytes/],
    ['three bytes', Uint8Array.of(0, 0, 8), /received 00 00 08/],
    ['a web page', new TextEncoder().encode('<!DOCTYPE html>'), /not an IDX file.*received 3c 21 44 4f/],
    ['an unknown type', idx(0x0a, [1], [1]), /a type \(08, 09, 0b, 0c, 0d or 0e\).*received 00 00 0a 01/],
    ['no dimensions', idx(0x08, [], []), /a number of dimensions from 1/],
    ['a cut header', idx(0x08, [1, 1, 1], []).subarray(0, 15), /a header of 3 dimensions has 16 bytes; received 15 bytes/],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip-compressed.*gunzip/],
    [
      'truncated elements',
      idx(0x08, [2, 2, 2], [1, 2, 3]),
      /is truncated.*uint8 \[2, 2, 2\] needs 24 bytes with its header; received 19 bytes/,
    ],
    ['half an element', idx(0x0b, [2], [0, 1, 2]), /int16 \[2\] needs 12 bytes with its header; received 11 bytes/],
    ['bytes at the end', idx(0x08, [1], [1, 2]), /bytes after its end.*needs 9 bytes.*received 10 bytes/],
    [
      'a claim of 2^31 images',
      idx(0x08, [2 ** 31, 28, 28], new Uint8Array(784)),
      /needs 1683627180048 bytes with its header; received 800/,
    ],
    ['a claim past 2^53', idx(0x0e, Array(200).fill(2 ** 32 - 1), []), /needs more than 2\^53 bytes/],
  ])('refuses %s with a DataError', (_, bytes, message) => {
    expect(() => readIdx(bytes)).toThrow(DataError)
    expect(() => readIdx(bytes, 'digits')).toThrow(message)
    expect(() => readIdx(bytes, 'digits')).toThrow(/^digits /)
  })

  it('gives a tensor of its shape or a DataError, for any edit and any truncation', () => {
    const file = idx(0x0d, [3, 2, 2], new Uint8Array(48).fill(63))
    const edits = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 6 })
    fc.assert(
      fc.property(edits, fc.nat(file.length), (list, length) => {
        const bytes = file.slice(0, length)
        for (const [at, value] of list) if (at < length) bytes[at] = value
        try {
          const { data, shape } = readIdx(bytes)
          expect(data.length).toBe(shape.includes(0) ? 0 : sizeOf(shape))
        } catch (error) {
          expect(error).toBeInstanceOf(DataError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

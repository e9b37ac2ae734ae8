import { describe, expect, test } from 'vitest'
import { ByteWriter } from './byteWriter.ts'

function written(write: (out: ByteWriter) => void): number[] {
  const out = new ByteWriter(1)
  write(out)
  return [...out.bytes()]
}

/** The textbook decoder, to meet the encoder from the other side. */
function decode(bytes: readonly number[], width: number, signed: boolean): bigint {
  let value = 0n
  for (const [i, byte] of bytes.entries()) value |= BigInt(byte & 0x7f) << BigInt(7 * i)
  const shift = BigInt(7 * bytes.length)
  if (signed && bytes.at(-1)! & 0x40) value -= 1n << shift
  return signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value)
}

describe('ByteWriter', () => {
  test('writes the examples of the DWARF and WebAssembly documents', () => {
    expect(written((out) => out.u32(624485))).toEqual([0xe5, 0x8e, 0x26])
    expect(written((out) => out.s32(-123456))).toEqual([0xc0, 0xbb, 0x78])
    expect(written((out) => out.s64(-123456n))).toEqual([0xc0, 0xbb, 0x78])
  })

  test('LEB128 of every edge decodes to the number, in the fewest bytes', () => {
    for (let bit = 0; bit < 32; bit++) {
      for (const value of [2 ** bit - 1, 2 ** bit, 2 ** bit + 1]) {
        const unsigned = written((out) => out.u32(value))
        expect(decode(unsigned, 32, false)).toBe(BigInt.asUintN(32, BigInt(value)))
        for (const signed of [value | 0, -value | 0]) {
          const bytes = written((out) => out.s32(signed))
          expect(decode(bytes, 32, true)).toBe(BigInt(signed))
          const fewest = [1, 2, 3, 4, 5].find((count) => signed >= -(2 ** (7 * count - 1)) && signed < 2 ** (7 * count - 1))
          expect(bytes.length).toBe(fewest)
          expect(written((out) => out.s64(BigInt(signed)))).toEqual(bytes)
        }
      }
    }
    for (const value of [2n ** 63n - 1n, -(2n ** 63n), 2n ** 62n, -1n])
      expect(
        decode(
          written((out) => out.s64(value)),
          64,
          true,
        ),
      ).toBe(value)
  })

  test('floats keep the sign of zero, subnormals and infinities; every NaN is the canonical one', () => {
    expect(written((out) => out.f32(-0))).toEqual([0, 0, 0, 0x80])
    expect(written((out) => out.f32(NaN))).toEqual([0, 0, 0xc0, 0x7f])
    expect(written((out) => out.f32(2 ** -149))).toEqual([1, 0, 0, 0])
    expect(written((out) => out.f32(-Infinity))).toEqual([0, 0, 0x80, 0xff])
    expect(written((out) => out.f64(-0))).toEqual([0, 0, 0, 0, 0, 0, 0, 0x80])
    expect(written((out) => out.f64(NaN))).toEqual([0, 0, 0, 0, 0, 0, 0xf8, 0x7f])
    expect(written((out) => out.f64(5e-324))).toEqual([1, 0, 0, 0, 0, 0, 0, 0])
    expect(written((out) => out.fixed32(0xfffffffe))).toEqual([0xfe, 0xff, 0xff, 0xff])
    expect(written((out) => out.fixed64(-2n))).toEqual([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
  })

  test('grows from any size and counts names in UTF-8 bytes', () => {
    const out = new ByteWriter(0)
    out.name('gewöhnlich')
    for (let i = 0; i < 1000; i++) out.append(Uint8Array.of(i & 255, 7, 9))
    expect(out.length).toBe(1 + 11 + 3000)
    expect(out.bytes()[0]).toBe(11)
    expect(out.bytes().at(-3)).toBe(999 & 255)
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dequantize, splitScale } from './dequantize.ts'
import { GraphBuilder } from './graph.ts'
import { interpret } from './interpreter.ts'

const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)

function values(scale: number): Float64Array {
  const builder = new GraphBuilder(1)
  builder.output('x', dequantize(builder.input('bytes', [256], { dtype: 'uint8', batched: true }), scale))
  return interpret(builder.build(), { bytes }, { precision: 'float32' }).outputs.get('x')?.data as Float64Array
}

test('bytes with scale 1/255 are float32(byte / 255), all 256 of them', () => {
  expect([...values(1 / 255)]).toEqual([...bytes].map((byte) => Math.fround(byte / 255)))
})

test('without a scale, and with a power of two, they are exact', () => {
  expect([...values(1)]).toEqual([...bytes])
  expect([...values(1 / 128)]).toEqual([...bytes].map((byte) => byte / 128))
})

test('high and low make the scale to 2^-40 of it, and byte x high is exact', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.nat(255), (scale, byte) => {
      const { high, low } = splitScale(scale)
      expect(Math.abs(high + low - scale)).toBeLessThanOrEqual(scale * 2 ** -40)
      expect(Math.fround(byte * high)).toBe(byte * high)
    }),
  )
})

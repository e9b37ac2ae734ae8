import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addToOdd, highWord, powerOfTwo } from './bits.ts'

const view = new DataView(new ArrayBuffer(8))
function bitsOf(x: number): bigint {
  view.setFloat64(0, x)
  return view.getBigUint64(0)
}

test('powerOfTwo(n) has the bits (n + 1023) << 52 for every n from -1022 to 1023', () => {
  for (let n = -1022; n <= 1023; n++) expect(bitsOf(powerOfTwo(n))).toBe(BigInt(n + 1023) << 52n)
})

test('highWord gives the upper half of the bits', () => {
  for (const x of [1, -1, 0.1, 1e300, -0, 5e-324]) expect(BigInt(highWord(x) >>> 0)).toBe(bitsOf(x) >> 32n)
})

test('addToOdd returns exact sums as they are', () => {
  expect(addToOdd(1, 2)).toBe(3)
  expect(addToOdd(1.5, -1.5)).toBe(0)
  expect(Object.is(addToOdd(-0, -0), -0)).toBe(true)
})

test('addToOdd keeps the side of a float32 midpoint on which the exact sum lies', () => {
  const midpoint = 1 + 2 ** -24
  expect(Math.fround(midpoint + 1e-40)).toBe(1)
  expect(Math.fround(addToOdd(midpoint, 1e-40))).toBe(1 + 2 ** -23)
  expect(Math.fround(addToOdd(midpoint, -1e-40))).toBe(1)
  expect(Math.fround(addToOdd(-midpoint, 1e-40))).toBe(-1)
  expect(Math.fround(addToOdd(-midpoint, -1e-40))).toBe(-1 - 2 ** -23)
})

test('addToOdd keeps the side of a midpoint between subnormal float32', () => {
  const midpoint = 1.5 * 2 ** -149
  expect(Math.fround(addToOdd(midpoint, 1e-90))).toBe(2 ** -148)
  expect(Math.fround(addToOdd(midpoint, -1e-90))).toBe(2 ** -149)
  expect(Math.fround(addToOdd(2 ** -150, -1e-90))).toBe(0)
  expect(Math.fround(addToOdd(2 ** -150, 1e-90))).toBe(2 ** -149)
})

test('addToOdd crosses a power of two downwards', () => {
  const sum = addToOdd(1, -1e-300)
  expect(sum).toBe(1 - 2 ** -53)
})

test('addToOdd passes NaN and infinities', () => {
  expect(addToOdd(Number.POSITIVE_INFINITY, 1)).toBe(Number.POSITIVE_INFINITY)
  expect(addToOdd(1, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY)
  expect(addToOdd(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBeNaN()
  expect(addToOdd(Number.NaN, 1)).toBeNaN()
})

/** The exact value of a finite float64 as a whole multiple of 2^-1074. */
function exact(x: number): bigint {
  const bits = bitsOf(x)
  const field = (bits >> 52n) & 0x7ffn
  const fraction = bits & 0xfffffffffffffn
  const whole = field === 0n ? fraction : (fraction | (1n << 52n)) << (field - 1n)
  return x < 0 ? -whole : whole
}

test('addToOdd is exact, or odd and within one unit on the right side (property)', () => {
  const reasonable = fc.double({ min: -1e30, max: 1e30, noNaN: true })
  fc.assert(
    fc.property(reasonable, reasonable, (a, b) => {
      const sum = addToOdd(a, b)
      const want = exact(a) + exact(b)
      if (exact(sum) === want) return true
      const odd = (bitsOf(sum) & 1n) === 1n
      view.setBigUint64(0, bitsOf(sum) + 1n)
      const outer = exact(view.getFloat64(0))
      view.setBigUint64(0, bitsOf(sum) - 1n)
      const inner = exact(view.getFloat64(0))
      const [low, high] = outer < inner ? [outer, inner] : [inner, outer]
      return odd && low < want && want < high
    }),
    { numRuns: 2000 },
  )
})

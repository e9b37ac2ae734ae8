import { describe, expect, test } from 'vitest'
import { hashPurpose, philox4x32, RandomStream, randomKey, shuffleIndices } from './random.ts'

const hex = (words: Iterable<number>): string => [...words].map((word) => word.toString(16).padStart(8, '0')).join(' ')

describe('philox4x32', () => {
  // Known answers of Random123 1.14 (tests/kat_vectors, philox 4x32 with 10 rounds): counter, key, result.
  test.each([
    ['zeros', [0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    ['ones', [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [
      'digits of pi',
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ] as const)('of %s', (_name, counter, key, expected) => {
    const out = new Uint32Array(4)
    philox4x32(counter, key, out)
    expect(hex(out)).toBe(expected)
  })
})

describe('RandomStream', () => {
  test('reads the blocks of its key in order', () => {
    const stream = new RandomStream(7, 'shuffle/3')
    const words = Array.from({ length: 10 }, () => stream.nextUint32())
    const block = new Uint32Array(4)
    philox4x32([1, 0, 0, 0], randomKey(7, 'shuffle/3'), block)
    expect(words.slice(4, 8)).toEqual([...block])
  })

  test('seed and purpose separate streams; seeds past 2^32 count too', () => {
    const first = (seed: number, purpose: string): number => new RandomStream(seed, purpose).nextUint32()
    const values = [first(1, 'a'), first(2, 'a'), first(1, 'b'), first(1 + 2 ** 32, 'a'), first(2 ** 52 + 1, 'a')]
    expect(new Set(values).size).toBe(values.length)
  })

  test('uniform numbers lie in [0, 1), evenly', () => {
    const stream = new RandomStream(1, 'uniform')
    const counts = new Array(10).fill(0)
    for (let i = 0; i < 100_000; i++) counts[Math.floor(stream.nextUniform() * 10)]++
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  test('whole numbers below a bound are without bias, for bounds near 2^32 too', () => {
    const stream = new RandomStream(1, 'below')
    const bound = 3 * 2 ** 30
    let low = 0
    for (let i = 0; i < 30_000; i++) {
      const value = stream.nextBelow(bound)
      expect(value).toBeLessThan(bound)
      if (value < 2 ** 30) low++
    }
    expect(Math.abs(low - 10_000)).toBeLessThan(500)
    expect(stream.nextBelow(1)).toBe(0)
  })
})

describe('shuffleIndices', () => {
  test('is a permutation, another for each seed and purpose, and every one of three is drawn alike', () => {
    const order = (seed: number, purpose: string, length = 100): number[] => {
      const indices = Uint32Array.from({ length }, (_, i) => i)
      shuffleIndices(indices, seed, purpose)
      return [...indices]
    }
    expect([...order(1, 'a')].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(order(1, 'a')).toEqual(order(1, 'a'))
    expect(order(2, 'a')).not.toEqual(order(1, 'a'))
    expect(order(1, 'b')).not.toEqual(order(1, 'a'))
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 6000; seed++) {
      const key = order(seed, 'three', 3).join('')
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})

test('hashPurpose is FNV-1a', () => {
  // Known answers of the FNV reference code (isthe.com/chongo/tech/comp/fnv), 32 bits.
  expect(hex(['', 'a', 'foobar'].map(hashPurpose))).toBe('811c9dc5 e40c292c bf9cf968')
})

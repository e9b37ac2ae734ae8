// Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a counter-based
// generator. Its value at a position depends on (key, position) alone, so any thread may draw any part of a stream.

import { describe, UsageError } from './errors.ts'

const MULTIPLIER_0 = 0xd2511f53
const MULTIPLIER_1 = 0xcd9e8d57
const WEYL_0 = 0x9e3779b9
const WEYL_1 = 0xbb67ae85

/** High 32 bits of the unsigned product of two 32-bit integers, from 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const cross = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + (cross >>> 16)) >>> 0
}

/**
 * One Philox 4x32-10 block: four uniform 32-bit words for a 128-bit counter under a 64-bit key.
 *
 * @param counter four words, lowest first
 * @param key two words
 * @param out receives the four words
 */
export function philox4x32(counter: readonly number[], key: readonly number[], out: Uint32Array): void {
  let [c0, c1, c2, c3] = counter as [number, number, number, number]
  let [k0, k1] = key as [number, number]
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0)
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0
    const high1 = multiplyHigh(MULTIPLIER_1, c2)
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0
    k0 = (k0 + WEYL_0) >>> 0
    k1 = (k1 + WEYL_1) >>> 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
}

/** The 32-bit FNV-1a hash of a purpose's UTF-16 units, which makes the second word of its key. */
export function hashPurpose(purpose: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** @throws UsageError unless the seed is a whole number that a float64 holds exactly */
export function checkSeed(seed: unknown): void {
  if (!(Number.isSafeInteger(seed) && (seed as number) >= 0)) {
    throw new UsageError(`seed must be a whole number from 0 to 2^53 - 1; received ${describe(seed)}.`)
  }
}

/** The Philox key of a (seed, purpose): what separates every use of randomness from every other. */
export function randomKey(seed: number, purpose: string): [number, number] {
  const low = seed >>> 0
  const high = Math.floor(seed / 0x100000000) >>> 0
  return [low, (hashPurpose(purpose) ^ high) >>> 0]
}

/**
 * A sequential reader of the stream of one (seed, purpose).
 *
 * The purpose is a stable name, such as a layer's index path ("weights/0/kernel") or "shuffle/3": never a generated one.
 */
export class RandomStream {
  readonly #key: [number, number]
  readonly #block = new Uint32Array(4)
  #position = 0

  constructor(seed: number, purpose: string) {
    this.#key = randomKey(seed, purpose)
  }

  /** The next uniform integer in [0, 2^32). */
  nextUint32(): number {
    const lane = this.#position & 3
    if (lane === 0) {
      const index = this.#position / 4
      philox4x32([index >>> 0, Math.floor(index / 0x100000000) >>> 0, 0, 0], this.#key, this.#block)
    }
    this.#position++
    return this.#block[lane] as number
  }

  /** The next uniform number in [0, 1), a multiple of 2^-32. */
  nextUniform(): number {
    return this.nextUint32() / 0x100000000
  }

  /** A uniform integer in [0, bound), without bias (values past the last whole multiple are drawn again). */
  nextBelow(bound: number): number {
    const limit = 0x100000000 - (0x100000000 % bound)
    for (;;) {
      const value = this.nextUint32()
      if (value < limit) return value % bound
    }
  }
}

/** Shuffles indices in place (Fisher-Yates) with the stream of (seed, purpose). */
export function shuffleIndices(indices: Uint32Array, seed: number, purpose: string): void {
  const stream = new RandomStream(seed, purpose)
  for (let i = indices.length - 1; i > 0; i--) {
    const j = stream.nextBelow(i + 1)
    const kept = indices[i] as number
    indices[i] = indices[j] as number
    indices[j] = kept
  }
}

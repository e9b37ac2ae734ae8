// MurmurHash3 (x86, 32 bits), by A. Appleby, of a text's UTF-8 bytes: what scikit-learn hashes features with.

/** One round for four bytes as a little-endian word. */
function mix(hash: number, word: number): number {
  const k = Math.imul(word, 0xcc9e2d51)
  const h = hash ^ Math.imul((k << 15) | (k >>> 17), 0x1b873593)
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
}

/**
 * The hash of the part [from, to) of a text, as a signed 32-bit integer. Half of a surrogate pair is taken as three bytes, as if it were
 * a code point.
 *
 * Sequence: for every 4 bytes k = rotl(k c1, 15) c2, h = rotl(h ^ k, 13) 5 + 0xe6546b64; the last 1 to 3 bytes likewise without the
 * second half; then h ^= length and three xor-shifts with two products.
 */
export function murmur3(text: string, from = 0, to: number = text.length, seed = 0): number {
  let hash = seed | 0
  let word = 0
  let length = 0
  const add = (byte: number): void => {
    word |= byte << ((length & 3) << 3)
    length++
    if ((length & 3) !== 0) return
    hash = mix(hash, word)
    word = 0
  }
  for (let i = from; i < to; i++) {
    let code = text.charCodeAt(i)
    if (code < 0x80) {
      add(code)
      continue
    }
    if (code < 0x800) {
      add(0xc0 | (code >> 6))
      add(0x80 | (code & 0x3f))
      continue
    }
    const next = (code & 0xfc00) === 0xd800 && i + 1 < to ? text.charCodeAt(i + 1) : 0
    if ((next & 0xfc00) === 0xdc00) {
      code = 0x10000 + ((code & 0x3ff) << 10) + (next & 0x3ff)
      i++
      add(0xf0 | (code >> 18))
      add(0x80 | ((code >> 12) & 0x3f))
    } else add(0xe0 | (code >> 12))
    add(0x80 | ((code >> 6) & 0x3f))
    add(0x80 | (code & 0x3f))
  }
  if ((length & 3) !== 0) {
    const k = Math.imul(word, 0xcc9e2d51)
    hash ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593)
  }
  hash ^= length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** The bucket of a part of a text: |hash| mod buckets, as scikit-learn's. */
export function bucketOf(buckets: number, text: string, from = 0, to: number = text.length): number {
  return Math.abs(murmur3(text, from, to)) % buckets
}

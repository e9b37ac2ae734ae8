// SHA-256 (FIPS 180-4) of bytes, as hexadecimal. The platform's WebCrypto does it off this thread; pages that are not
// served over https or from localhost have no WebCrypto, so there is a plain version for them.

/** Bytes that the plain version takes before it lets the page breathe: about 5 ms of work. */
const SLICE_BYTES = 0x100000

const isPrime = (n: number): boolean => {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false
  return true
}

/** The cube of `n` as an exact integer. */
const cube = (n: bigint): bigint => n * n * n

/** The round constants: the first 32 bits of the fraction of the cube roots of the first 64 primes, found by bisection. */
function roundConstants(): Uint32Array {
  const constants = new Uint32Array(64)
  for (let n = 2, found = 0; found < 64; n++) {
    if (!isPrime(n)) continue
    const target = BigInt(n) << 96n // (root x 2^32)^3
    let root = 0n
    for (let bit = 1n << 34n; bit > 0n; bit >>= 1n) if (cube(root + bit) <= target) root += bit
    constants[found++] = Number(root & 0xffffffffn)
  }
  return constants
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** Takes the 64 bytes at `offset` into the eight words of `state`. */
function compress(state: Uint32Array, constants: Uint32Array, schedule: Uint32Array, view: DataView, offset: number): void {
  for (let t = 0; t < 16; t++) schedule[t] = view.getUint32(offset + 4 * t)
  for (let t = 16; t < 64; t++) {
    const early = schedule[t - 15]!
    const late = schedule[t - 2]!
    const sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    schedule[t] = schedule[t - 16]! + sigma0 + schedule[t - 7]! + sigma1
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let t = 0; t < 64; t++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const choice = (e & f) ^ (~e & g)
    const first = (h + sum1 + choice + constants[t]! + schedule[t]!) | 0
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + sum0 + majority) | 0
  }
  const step = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) state[i] = state[i]! + step[i]!
}

/** SHA-256 without WebCrypto; it yields a macrotask after each megabyte. */
export async function plainSha256(bytes: Uint8Array): Promise<string> {
  const state = Uint32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19)
  const constants = roundConstants()
  const schedule = new Uint32Array(64)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - (bytes.length % 64)
  for (let offset = 0; offset < whole; offset += 64) {
    compress(state, constants, schedule, view, offset)
    if ((offset + 64) % SLICE_BYTES === 0) await new Promise<void>((resolve) => setTimeout(resolve))
  }
  // The end: the rest, a 1 bit, zeros, and the length in bits as a big-endian uint64.
  const tail = new Uint8Array(bytes.length - whole < 56 ? 64 : 128)
  tail.set(bytes.subarray(whole))
  tail[bytes.length - whole] = 0x80
  const tailView = new DataView(tail.buffer)
  tailView.setUint32(tail.length - 8, Math.floor(bytes.length / 0x20000000))
  tailView.setUint32(tail.length - 4, bytes.length * 8) // setUint32 keeps the low 32 bits
  for (let offset = 0; offset < tail.length; offset += 64) compress(state, constants, schedule, tailView, offset)
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('')
}

/** The SHA-256 of bytes: 64 hexadecimal digits. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = (crypto as Partial<typeof crypto> | undefined)?.subtle
  if (subtle === undefined) return plainSha256(bytes)
  // WebCrypto refuses shared memory.
  const own = bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes)
  const digest = new Uint8Array(await subtle.digest('SHA-256', own))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

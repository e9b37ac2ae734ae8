// A byte buffer that doubles when it is full, with the encodings of the WebAssembly binary format: LEB128 integers, IEEE floats,
// length-prefixed names. All writing of the assembler goes through it.

const utf8 = new TextEncoder()

/** Appends bytes; `bytes()` is a view of what was written so far. */
export class ByteWriter {
  #buffer: Uint8Array<ArrayBuffer>
  #view: DataView
  #used = 0

  constructor(capacity = 256) {
    this.#buffer = new Uint8Array(capacity)
    this.#view = new DataView(this.#buffer.buffer)
  }

  get length(): number {
    return this.#used
  }

  /** The bytes written so far, without copying; valid until the next write. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#used)
  }

  u8(byte: number): void {
    if (this.#used === this.#buffer.length) this.#reserve(1)
    this.#buffer[this.#used++] = byte
  }

  /** Unsigned LEB128: seven bits a byte, lowest first, the top bit set on all bytes but the last. */
  u32(value: number): void {
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.u8((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.u8(rest)
  }

  /** Signed LEB128 of the low 32 bits: ends once the rest is only copies of the sign bit (bit 6 of the last byte). */
  s32(value: number): void {
    let rest = value | 0
    while (rest < -0x40 || rest > 0x3f) {
      this.u8((rest & 0x7f) | 0x80)
      rest >>= 7
    }
    this.u8(rest & 0x7f)
  }

  /** Signed LEB128 of the low 64 bits. */
  s64(value: bigint): void {
    let rest = BigInt.asIntN(64, value)
    while (rest < -0x40n || rest > 0x3fn) {
      this.u8(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.u8(Number(rest & 0x7fn))
  }

  /** Little-endian float32: rounded to nearest, the sign of zero kept, every NaN written as the canonical one. */
  f32(value: number): void {
    this.#reserve(4)
    if (Number.isNaN(value)) this.#view.setUint32(this.#used, 0x7fc00000, true)
    else this.#view.setFloat32(this.#used, value, true)
    this.#used += 4
  }

  /** Little-endian float64; NaN as the canonical one. */
  f64(value: number): void {
    this.#reserve(8)
    if (Number.isNaN(value)) this.#view.setBigUint64(this.#used, 0x7ff8000000000000n, true)
    else this.#view.setFloat64(this.#used, value, true)
    this.#used += 8
  }

  /** The low 32 bits of an integer, little-endian. */
  fixed32(value: number): void {
    this.#reserve(4)
    this.#view.setInt32(this.#used, value, true)
    this.#used += 4
  }

  /** The low 64 bits of an integer, little-endian. */
  fixed64(value: bigint): void {
    this.#reserve(8)
    this.#view.setBigInt64(this.#used, value, true)
    this.#used += 8
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#buffer.set(bytes, this.#used)
    this.#used += bytes.length
  }

  /** Length, then bytes: how sections, function bodies and data segments are stored. */
  prefixed(bytes: Uint8Array): void {
    this.u32(bytes.length)
    this.append(bytes)
  }

  name(text: string): void {
    this.prefixed(utf8.encode(text))
  }

  #reserve(count: number): void {
    const needed = this.#used + count
    if (needed <= this.#buffer.length) return
    let capacity = Math.max(this.#buffer.length, 16)
    while (capacity < needed) capacity *= 2
    const grown = new Uint8Array(capacity)
    grown.set(this.bytes())
    this.#buffer = grown
    this.#view = new DataView(grown.buffer)
  }
}

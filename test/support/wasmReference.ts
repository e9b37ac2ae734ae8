// What a WebAssembly instruction without immediates computes, told from its name alone: shape, operation, signedness, source shape.
// Integers are bigints here, so nothing of the engine under test takes part.

const shapeOfLetter: Record<string, string> = { i: 'i32x1', j: 'i64x1', f: 'f32x1', d: 'f64x1' }

/** Lanes: integers as unsigned bigints, floats as numbers. */
export type Lane = bigint | number
export const kind = (shape: string) => shape[0] as 'i' | 'f'
export const width = (shape: string) => Number(shape.slice(1).split('x')[0])
export const count = (shape: string) => Number(shape.split('x')[1])

export function lanesOf(shape: string, bytes: Uint8Array): Lane[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const step = width(shape) / 8
  return Array.from({ length: count(shape) }, (_, lane) => {
    if (kind(shape) === 'f') return step === 4 ? view.getFloat32(4 * lane, true) : view.getFloat64(8 * lane, true)
    let value = 0n
    for (let i = step - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[lane * step + i]!)
    return value
  })
}

export function bytesOf(shape: string, lanes: readonly Lane[]): Uint8Array {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  const step = width(shape) / 8
  for (const [lane, value] of lanes.entries()) {
    if (kind(shape) === 'f')
      step === 4 ? view.setFloat32(4 * lane, Number(value), true) : view.setFloat64(8 * lane, Number(value), true)
    else for (let i = 0; i < step; i++) bytes[lane * step + i] = Number((BigInt(value) >> BigInt(8 * i)) & 255n)
  }
  return bytes
}

// Operations on one lane. Integers: `w` is the width, `signed` reads a lane as signed.
type Integers = (a: bigint, b: bigint, w: number) => bigint | boolean
/** A lane read as a signed integer. */
export const signed = (a: bigint, w: number) => BigInt.asIntN(w, a)
const clamp = (a: bigint, low: bigint, high: bigint) => (a < low ? low : a > high ? high : a)
const saturateSigned = (a: bigint, w: number) => clamp(a, -(1n << BigInt(w - 1)), (1n << BigInt(w - 1)) - 1n)
const saturateUnsigned = (a: bigint, w: number) => clamp(a, 0n, (1n << BigInt(w)) - 1n)
const bits = (a: bigint, w: number) => a.toString(2).padStart(w, '0')
const modulo = (b: bigint, w: number) => b % BigInt(w)

export const integers: Record<string, Integers> = {
  eqz: (a) => a === 0n,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt_s: (a, b, w) => signed(a, w) < signed(b, w),
  lt_u: (a, b) => a < b,
  gt_s: (a, b, w) => signed(a, w) > signed(b, w),
  gt_u: (a, b) => a > b,
  le_s: (a, b, w) => signed(a, w) <= signed(b, w),
  le_u: (a, b) => a <= b,
  ge_s: (a, b, w) => signed(a, w) >= signed(b, w),
  ge_u: (a, b) => a >= b,
  clz: (a, _, w) => BigInt(a === 0n ? w : bits(a, w).indexOf('1')),
  ctz: (a, _, w) => BigInt(a === 0n ? w : w - 1 - bits(a, w).lastIndexOf('1')),
  popcnt: (a, _, w) => BigInt(bits(a, w).replaceAll('0', '').length),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div_s: (a, b, w) => signed(a, w) / signed(b, w),
  div_u: (a, b) => a / b,
  rem_s: (a, b, w) => signed(a, w) % signed(b, w),
  rem_u: (a, b) => a % b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  andnot: (a, b) => a & ~b,
  not: (a) => ~a,
  shl: (a, b, w) => a << modulo(b, w),
  shr_s: (a, b, w) => signed(a, w) >> modulo(b, w),
  shr_u: (a, b, w) => a >> modulo(b, w),
  rotl: (a, b, w) => (a << modulo(b, w)) | (a >> (BigInt(w) - modulo(b, w))),
  rotr: (a, b, w) => (a >> modulo(b, w)) | (a << (BigInt(w) - modulo(b, w))),
  extend8_s: (a) => signed(a, 8),
  extend16_s: (a) => signed(a, 16),
  extend32_s: (a) => signed(a, 32),
  abs: (a, _, w) => (signed(a, w) < 0n ? -signed(a, w) : a),
  neg: (a) => -a,
  min_s: (a, b, w) => (signed(a, w) < signed(b, w) ? a : b),
  // biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint
  min_u: (a, b) => (a < b ? a : b),
  max_s: (a, b, w) => (signed(a, w) > signed(b, w) ? a : b),
  // biome-ignore lint/complexity/useMathMinMax: Math.max takes no bigint
  max_u: (a, b) => (a > b ? a : b),
  avgr_u: (a, b) => (a + b + 1n) >> 1n,
  add_sat_s: (a, b, w) => saturateSigned(signed(a, w) + signed(b, w), w),
  add_sat_u: (a, b, w) => saturateUnsigned(a + b, w),
  sub_sat_s: (a, b, w) => saturateSigned(signed(a, w) - signed(b, w), w),
  sub_sat_u: (a, b, w) => saturateUnsigned(a - b, w),
  q15mulr_sat_s: (a, b, w) => saturateSigned((signed(a, w) * signed(b, w) + 0x4000n) >> 15n, w),
}

function nearest(a: number): number {
  if (!Number.isFinite(a) || Math.abs(a) >= 2 ** 52) return a
  const low = Math.floor(a)
  const up = a - low > 0.5 || (a - low === 0.5 && low % 2 !== 0)
  const rounded = up ? low + 1 : low
  return rounded === 0 && (a < 0 || Object.is(a, -0)) ? -0 : rounded
}

const floats: Record<string, (a: number, b: number) => number | boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  gt: (a, b) => a > b,
  le: (a, b) => a <= b,
  ge: (a, b) => a >= b,
  abs: (a) => Math.abs(a),
  neg: (a) => -a,
  ceil: (a) => Math.ceil(a),
  floor: (a) => Math.floor(a),
  trunc: (a) => Math.trunc(a),
  nearest,
  sqrt: (a) => Math.sqrt(a),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  // biome-ignore lint/complexity/useMathMinMax: Math.min treats NaN and -0 in another way
  pmin: (a, b) => (b < a ? b : a),
  // biome-ignore lint/complexity/useMathMinMax: Math.max treats NaN and -0 in another way
  pmax: (a, b) => (a < b ? b : a),
  copysign: (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
}

function truncate(a: number, w: number, isSigned: boolean): bigint {
  if (Number.isNaN(a)) return 0n
  const limited = Math.trunc(Math.max(-(2 ** 70), Math.min(2 ** 70, a)))
  return (isSigned ? saturateSigned : saturateUnsigned)(BigInt(limited), w)
}

/** One lane converted to `shape` as `operation` says; integer lanes come in unsigned from `from`. */
function convert(operation: string, shape: string, from: string, lane: Lane): Lane {
  const isSigned = /_s($|_)/.test(operation)
  if (typeof lane === 'number') return kind(shape) === 'f' ? lane : truncate(lane, width(shape), isSigned)
  const value = isSigned ? signed(lane, width(from)) : lane
  if (kind(shape) === 'i') return value
  if (width(shape) === 64) return Number(value)
  // A float32 from an integer is rounded once: to 2^53 and beyond, keep a sticky bit in place of the low bits.
  const magnitude = value < 0n ? -value : value
  const sticky = magnitude >= 1n << 53n ? ((magnitude >> 20n) << 20n) | (magnitude & 0xfffffn ? 1n << 20n : 0n) : magnitude
  return Math.fround(Number(value < 0n ? -sticky : sticky))
}

/** The result of an instruction, in 16 bytes, from its name, its signature (letters as in the opcode tables) and its operands' bytes. */
export function reference(name: string, signature: string, operands: readonly Uint8Array[]): { shape: string; bytes: Uint8Array } {
  const [prefix, operation] = name.split('.') as [string, string]
  const [parameters, result] = signature.split('>') as [string, string]
  const vector = parameters.includes('v') || result === 'v'
  const shape = prefix === 'v128' ? 'i8x16' : vector ? prefix : `${prefix}x1`
  const [x, y, z] = operands as [Uint8Array, Uint8Array, Uint8Array]
  const ints = (of: string, bytes: Uint8Array) => lanesOf(of, bytes) as bigint[]
  const done = (of: string, lanes: readonly Lane[]) => ({ shape: of, bytes: bytesOf(of, lanes) })
  const w = width(shape)
  const isSigned = operation.endsWith('_s')
  const read = (of: string, bytes: Uint8Array) =>
    isSigned ? ints(of, bytes).map((lane) => signed(lane, width(of))) : ints(of, bytes)
  const half = (lanes: readonly bigint[]) =>
    lanes.slice(operation.includes('_high') ? lanes.length / 2 : 0).slice(0, lanes.length / 2)
  const source = /[if]\d+x\d+/.exec(operation)?.[0] ?? /[if]\d\d(?=$|_)/.exec(operation)?.[0].concat('x1') ?? shape

  if (operation === 'bitselect' || operation === 'relaxed_laneselect') {
    return done(
      'i8x16',
      ints('i8x16', x).map((a, i) => (a & ints('i8x16', z)[i]!) | (ints('i8x16', y)[i]! & ~ints('i8x16', z)[i]!)),
    )
  }
  if (operation === 'any_true') return done('i32x1', [x.some((byte) => byte !== 0) ? 1n : 0n])
  if (operation === 'all_true') return done('i32x1', [ints(shape, x).every((lane) => lane !== 0n) ? 1n : 0n])
  if (operation === 'bitmask')
    return done('i32x1', [ints(shape, x).reduce((mask, lane, i) => mask | ((lane >> BigInt(w - 1)) << BigInt(i)), 0n)])
  if (operation === 'splat') return done(shape, Array(count(shape)).fill(lanesOf(shapeOfLetter[parameters]!, x)[0]!))
  if (operation.endsWith('swizzle'))
    return done(
      shape,
      ints(shape, y).map((lane) => BigInt(x[Number(lane)] ?? 0)),
    )
  if (operation.startsWith('reinterpret')) return { shape, bytes: x }
  if (operation.startsWith('narrow')) {
    const saturate = isSigned ? saturateSigned : saturateUnsigned
    return done(
      shape,
      [x, y].flatMap((bytes) => ints(source, bytes).map((lane) => saturate(signed(lane, width(source)), w))),
    )
  }
  if (operation.startsWith('extend_low') || operation.startsWith('extend_high')) return done(shape, half(read(source, x)))
  if (operation.startsWith('extmul'))
    return done(
      shape,
      half(read(source, x)).map((lane, i) => lane * half(read(source, y))[i]!),
    )
  if (operation.startsWith('extadd')) {
    const lanes = read(source, x)
    return done(
      shape,
      lanes.filter((_, i) => i % 2 === 0).map((lane, i) => lane + lanes[2 * i + 1]!),
    )
  }
  if (operation.includes('dot')) {
    const narrow = operation.includes('i8x16') ? 'i8x16' : 'i16x8'
    const a = ints(narrow, x).map((lane) => signed(lane, width(narrow)))
    const b = ints(narrow, y).map((lane) => signed(lane, width(narrow)))
    const group = count(narrow) / count(shape)
    const base = operation.endsWith('add_s') ? ints(shape, z) : Array<bigint>(count(shape)).fill(0n)
    return done(
      shape,
      base.map((start, lane) =>
        a.slice(group * lane, group * lane + group).reduce((sum, v, i) => sum + v * b[group * lane + i]!, start),
      ),
    )
  }
  if (operation.includes('madd')) {
    const sign = operation.includes('nmadd') ? -1 : 1
    const [a, b, c] = [x, y, z].map((bytes) => lanesOf(shape, bytes) as number[]) as [number[], number[], number[]]
    return done(
      shape,
      a.map((lane, i) => sign * lane * b[i]! + c[i]!),
    )
  }
  if (/^(relaxed_)?(trunc_|convert|promote|demote|wrap|extend_i32)/.test(operation)) {
    const lanes = lanesOf(source, x).slice(0, count(shape))
    return done(
      shape,
      lanes.map((lane) => convert(operation, shape, source, lane)),
    )
  }
  // What is left works lane by lane; a vector's comparison gives all ones, a scalar's 1.
  const key = operation.replace('relaxed_q15mulr', 'q15mulr_sat').replace('relaxed_', '')
  const shift = vector && parameters === 'vi' ? ints('i32x1', y)[0]! : undefined
  const other = y === undefined ? [] : lanesOf(shape, y)
  const lanes = lanesOf(shape, x).map((lane, i) => {
    if (typeof lane === 'number') return floats[key]!(lane, other[i] as number)
    return integers[key]!(lane, shift ?? (other[i] as bigint), w)
  })
  if (typeof lanes[0] !== 'boolean') return done(shape, lanes as Lane[])
  return vector
    ? done(
        `i${shape.slice(1)}`,
        lanes.map((yes) => (yes ? -1n : 0n)),
      )
    : done(
        'i32x1',
        lanes.map((yes) => (yes ? 1n : 0n)),
      )
}

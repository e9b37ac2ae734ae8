// Every instruction is run against what its name says, computed here from the name alone: shape, operation, signedness, source
// shape. So a wrong number in an opcode table fails even where the types would let it pass.
import { setFlagsFromString } from 'node:v8'
import { beforeAll, describe, expect, test } from 'vitest'
import { type LoadOpcode, ModuleBuilder, type PlainOpcode, type StoreOpcode, type ValType } from './index.ts'
import {
  atomicOpcodes,
  laneOpcodes,
  loadLaneOpcodes,
  loadOpcodes,
  storeLaneOpcodes,
  storeOpcodes,
  waitOpcodes,
} from './opcodes-memory.ts'
import { scalarOpcodes } from './opcodes-scalar.ts'
import { vectorOpcodes } from './opcodes-vector.ts'

const plain: Record<string, readonly [number, string]> = { ...scalarOpcodes, ...vectorOpcodes }
const valTypes: Record<string, ValType> = { i: 'i32', j: 'i64', f: 'f32', d: 'f64', v: 'v128' }
const shapeOfLetter: Record<string, string> = { i: 'i32x1', j: 'i64x1', f: 'f32x1', d: 'f64x1' }

/** Lanes: integers as unsigned bigints, floats as numbers. */
type Lane = bigint | number
const kind = (shape: string) => shape[0] as 'i' | 'f'
const width = (shape: string) => Number(shape.slice(1).split('x')[0])
const count = (shape: string) => Number(shape.split('x')[1])

function lanesOf(shape: string, bytes: Uint8Array): Lane[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const step = width(shape) / 8
  return Array.from({ length: count(shape) }, (_, lane) => {
    if (kind(shape) === 'f') return step === 4 ? view.getFloat32(4 * lane, true) : view.getFloat64(8 * lane, true)
    let value = 0n
    for (let i = step - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[lane * step + i]!)
    return value
  })
}

function bytesOf(shape: string, lanes: readonly Lane[]): Uint8Array {
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

// Operations on one lane. Integers: `w` is the width, `s` reads a lane as signed.
type Integers = (a: bigint, b: bigint, w: number) => bigint | boolean
const s = (a: bigint, w: number) => BigInt.asIntN(w, a)
const clamp = (a: bigint, low: bigint, high: bigint) => (a < low ? low : a > high ? high : a)
const saturateSigned = (a: bigint, w: number) => clamp(a, -(1n << BigInt(w - 1)), (1n << BigInt(w - 1)) - 1n)
const saturateUnsigned = (a: bigint, w: number) => clamp(a, 0n, (1n << BigInt(w)) - 1n)
const bits = (a: bigint, w: number) => a.toString(2).padStart(w, '0')
const modulo = (b: bigint, w: number) => b % BigInt(w)

const integers: Record<string, Integers> = {
  eqz: (a) => a === 0n,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt_s: (a, b, w) => s(a, w) < s(b, w),
  lt_u: (a, b) => a < b,
  gt_s: (a, b, w) => s(a, w) > s(b, w),
  gt_u: (a, b) => a > b,
  le_s: (a, b, w) => s(a, w) <= s(b, w),
  le_u: (a, b) => a <= b,
  ge_s: (a, b, w) => s(a, w) >= s(b, w),
  ge_u: (a, b) => a >= b,
  clz: (a, _, w) => BigInt(a === 0n ? w : bits(a, w).indexOf('1')),
  ctz: (a, _, w) => BigInt(a === 0n ? w : w - 1 - bits(a, w).lastIndexOf('1')),
  popcnt: (a, _, w) => BigInt(bits(a, w).replaceAll('0', '').length),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div_s: (a, b, w) => s(a, w) / s(b, w),
  div_u: (a, b) => a / b,
  rem_s: (a, b, w) => s(a, w) % s(b, w),
  rem_u: (a, b) => a % b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  andnot: (a, b) => a & ~b,
  not: (a) => ~a,
  shl: (a, b, w) => a << modulo(b, w),
  shr_s: (a, b, w) => s(a, w) >> modulo(b, w),
  shr_u: (a, b, w) => a >> modulo(b, w),
  rotl: (a, b, w) => (a << modulo(b, w)) | (a >> (BigInt(w) - modulo(b, w))),
  rotr: (a, b, w) => (a >> modulo(b, w)) | (a << (BigInt(w) - modulo(b, w))),
  extend8_s: (a) => s(a, 8),
  extend16_s: (a) => s(a, 16),
  extend32_s: (a) => s(a, 32),
  abs: (a, _, w) => (s(a, w) < 0n ? -s(a, w) : a),
  neg: (a) => -a,
  min_s: (a, b, w) => (s(a, w) < s(b, w) ? a : b),
  min_u: (a, b) => (a < b ? a : b),
  max_s: (a, b, w) => (s(a, w) > s(b, w) ? a : b),
  max_u: (a, b) => (a > b ? a : b),
  avgr_u: (a, b) => (a + b + 1n) >> 1n,
  add_sat_s: (a, b, w) => saturateSigned(s(a, w) + s(b, w), w),
  add_sat_u: (a, b, w) => saturateUnsigned(a + b, w),
  sub_sat_s: (a, b, w) => saturateSigned(s(a, w) - s(b, w), w),
  sub_sat_u: (a, b, w) => saturateUnsigned(a - b, w),
  q15mulr_sat_s: (a, b, w) => saturateSigned((s(a, w) * s(b, w) + 0x4000n) >> 15n, w),
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
  pmin: (a, b) => (b < a ? b : a),
  pmax: (a, b) => (a < b ? b : a),
  copysign: (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
}

function truncate(a: number, w: number, signed: boolean): bigint {
  if (Number.isNaN(a)) return 0n
  const limited = Math.trunc(Math.max(-(2 ** 70), Math.min(2 ** 70, a)))
  return (signed ? saturateSigned : saturateUnsigned)(BigInt(limited), w)
}

/** One lane converted to `shape` as `operation` says; integer lanes come in unsigned from `from`. */
function convert(operation: string, shape: string, from: string, lane: Lane): Lane {
  const signed = /_s($|_)/.test(operation)
  if (typeof lane === 'number') return kind(shape) === 'f' ? lane : truncate(lane, width(shape), signed)
  const value = signed ? s(lane, width(from)) : lane
  if (kind(shape) === 'i') return value
  if (width(shape) === 64) return Number(value)
  // A float32 from an integer is rounded once: to 2^53 and beyond, keep a sticky bit in place of the low bits.
  const magnitude = value < 0n ? -value : value
  const sticky = magnitude >= 1n << 53n ? ((magnitude >> 20n) << 20n) | (magnitude & 0xfffffn ? 1n << 20n : 0n) : magnitude
  return Math.fround(Number(value < 0n ? -sticky : sticky))
}

/** The result of an instruction, in 16 bytes, from its name and its operands' bytes. */
function reference(name: string, operands: readonly Uint8Array[]): { shape: string; bytes: Uint8Array } {
  const [prefix, operation] = name.split('.') as [string, string]
  const [parameters, result] = plain[name]![1].split('>') as [string, string]
  const vector = parameters.includes('v') || result === 'v'
  const shape = prefix === 'v128' ? 'i8x16' : vector ? prefix : `${prefix}x1`
  const [x, y, z] = operands as [Uint8Array, Uint8Array, Uint8Array]
  const ints = (of: string, bytes: Uint8Array) => lanesOf(of, bytes) as bigint[]
  const done = (of: string, lanes: readonly Lane[]) => ({ shape: of, bytes: bytesOf(of, lanes) })
  const w = width(shape)
  const signed = operation.endsWith('_s')
  const read = (of: string, bytes: Uint8Array) => (signed ? ints(of, bytes).map((lane) => s(lane, width(of))) : ints(of, bytes))
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
    const saturate = signed ? saturateSigned : saturateUnsigned
    return done(
      shape,
      [x, y].flatMap((bytes) => ints(source, bytes).map((lane) => saturate(s(lane, width(source)), w))),
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
    const a = ints(narrow, x).map((lane) => s(lane, width(narrow)))
    const b = ints(narrow, y).map((lane) => s(lane, width(narrow)))
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

// Operands. Odd trials are random bytes, even ones random picks of values where instructions differ.
let state = 12345
const random = (below: number) => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0
  return (state >>> 8) % below
}
const special = [
  0,
  -0,
  1,
  -1.5,
  0.5,
  2.5,
  3.5,
  -7.25,
  100.75,
  2 ** 31,
  -(2 ** 31),
  4294967040,
  1e30,
  1e-40,
  NaN,
  Infinity,
  -Infinity,
]
const tame = [0, 1, -1.5, 0.5, 2.5, 3, -7.25, 100.75]

function operand(name: string, position: number, letter: string, trial: number): Uint8Array {
  const bytes = Uint8Array.from({ length: 16 }, () => random(256))
  const pick = (shape: string, from: readonly number[]) =>
    bytesOf(
      shape,
      Array.from({ length: count(shape) }, () => from[random(from.length)]!),
    )
  const signedOnly = name.includes('_u') ? tame.filter((value) => value >= 0) : tame
  // Outside these operands a relaxed instruction may answer in several ways, and a scalar truncation or division traps.
  if (name.includes('relaxed_swizzle') && position === 1) return bytes.map((byte) => byte & 15)
  if (name.includes('relaxed_laneselect') && position === 2) return bytes.map((_, i) => (((i >> 3) + trial) % 2 ? 255 : 0))
  if (name.includes('relaxed_dot') && position === 1) return bytes.map((byte) => byte & 127)
  if (name.includes('relaxed_q15')) return bytes.map((byte) => byte & 127)
  if (/relaxed_trunc|\d\.trunc_f/.test(name)) return pick(name.includes('f32') ? 'f32x4' : 'f64x2', signedOnly)
  if (name.includes('relaxed_'))
    return pick(
      name.startsWith('f32') ? 'f32x4' : 'f64x2',
      tame.filter((value) => value !== 0),
    )
  if (/\.(div|rem)_/.test(name) && position === 1) return bytes.map((byte, i) => (i === 0 ? byte | 2 : byte & 127))
  if (trial % 2 === 1) return bytes
  if (letter === 'f' || (letter === 'v' && /f32x4/.test(name) && !name.includes('demote'))) return pick('f32x4', special)
  if (letter === 'd' || (letter === 'v' && /f64/.test(name))) return pick('f64x2', special)
  return bytes.map((byte) => [0, 1, 127, 128, 255, byte][random(6)]!)
}

/** NaN has many bit patterns; lanes that hold one compare as equal. */
const comparable = (shape: string, bytes: Uint8Array) => lanesOf(shape, bytes)

const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
const heap = new Uint8Array(memory.buffer)
const storeOf: Record<string, StoreOpcode> = { i: 'i32.store', j: 'i64.store', f: 'f32.store', d: 'f64.store', v: 'v128.store' }
const loadOf: Record<string, LoadOpcode> = { i: 'i32.load', j: 'i64.load', f: 'f32.load', d: 'f64.load', v: 'v128.load' }

function compile(write: (module: ModuleBuilder) => void): () => void {
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', { initial: 1 })
  write(module)
  return new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } }).exports.run as () => void
}

beforeAll(() => setFlagsFromString('--experimental-wasm-relaxed-simd'))

describe('instructions', () => {
  test('no two have the same opcode, and there are as many as the specification has', () => {
    const tables = [plain, loadOpcodes, storeOpcodes, atomicOpcodes, waitOpcodes, laneOpcodes, loadLaneOpcodes, storeLaneOpcodes]
    const opcodes = tables.flatMap((table) => Object.values<readonly [number, ...unknown[]]>(table).map(([opcode]) => opcode))
    expect(new Set(opcodes).size).toBe(opcodes.length)
    // 236 SIMD and 20 relaxed ones; shuffle and const have methods of their own.
    expect(opcodes.filter((opcode) => opcode >> 16 === 0xfd).length).toBe(236 + 20 - 2)
  })

  test.each(Object.keys(plain).filter((name) => name.includes('.')))('%s computes what its name says', (name) => {
    const [parameters, result] = plain[name]![1].split('>') as [string, string]
    const run = compile((module) =>
      module.function({ name: 'run', export: true }, (f) => {
        f.i32(64)
        for (const [i, letter] of [...parameters].entries()) f.i32(0).load(loadOf[letter]!, 16 * i)
        f.op(name as PlainOpcode).store(storeOf[result]!)
      }),
    )
    for (let trial = 0; trial < 40; trial++) {
      const operands = [...parameters].map((letter, i) => operand(name, i, letter, trial))
      for (const [i, bytes] of operands.entries()) heap.set(bytes, 16 * i)
      heap.fill(0, 64, 80)
      run()
      const expected = reference(name, operands)
      const size = result === 'v' ? 16 : width(expected.shape) / 8
      const got = heap.slice(64, 80).fill(0, size)
      expect(comparable(expected.shape, got), `operands ${operands.map((bytes) => [...bytes].join(' ')).join(' | ')}`).toEqual(
        comparable(expected.shape, expected.bytes.slice().fill(0, size)),
      )
    }
  })

  test('unreachable traps and nop does not', () => {
    expect(compile((module) => module.function({ name: 'run', export: true }, (f) => f.op('unreachable')))).toThrow(/unreachable/)
    compile((module) => module.function({ name: 'run', export: true }, (f) => f.op('nop')))()
  })

  test.each(Object.entries(loadOpcodes))('%s reads what its name says', (name, [, signature]) => {
    heap.set(
      Array.from({ length: 16 }, (_, i) => 0x81 + 13 * i),
      32,
    )
    const run = compile((module) =>
      module.function({ name: 'run', export: true }, (f) =>
        f
          .i32(64)
          .i32(8)
          .load(name as LoadOpcode, 24)
          .store(storeOf[signature.at(-1)!]!),
      ),
    )
    heap.fill(0, 64, 80)
    run()
    const [type, operation] = name.replace('.atomic', '').split('.') as [string, string]
    const [, size, many, suffix] = /^load(\d*)(?:x(\d))?(?:_(\w+))?$/.exec(operation)!
    const input = heap.slice(32, 48)
    const bitsRead = Number(size) || { i32: 32, i64: 64, f32: 32, f64: 64, v128: 128 }[type]!
    const lanes = lanesOf(`i${bitsRead}x${many ?? 1}`, input) as bigint[]
    const extended = lanes.map((lane) => (suffix === 's' ? s(lane, bitsRead) : lane))
    const total = type === 'v128' ? 128 : Number(type.slice(1))
    const expected =
      suffix === 'splat'
        ? bytesOf(`i${bitsRead}x1`, lanes)
        : many
          ? bytesOf(`i${2 * bitsRead}x${many}`, extended)
          : bytesOf(`i${total}x1`, extended)
    if (suffix === 'splat') for (let i = bitsRead / 8; i < 16; i++) expected[i] = expected[i - bitsRead / 8]!
    expect([...heap.slice(64, 80)]).toEqual([...expected])
  })

  test.each(Object.entries(storeOpcodes))('%s writes what its name says', (name, [, signature]) => {
    const run = compile((module) =>
      module.function({ name: 'run', export: true }, (f) =>
        f
          .i32(8)
          .i32(0)
          .load(loadOf[signature[1]!]!, 32)
          .store(name as StoreOpcode, 56),
      ),
    )
    heap.set(
      Array.from({ length: 16 }, (_, i) => 3 + 11 * i),
      32,
    )
    heap.fill(0xee, 64, 80)
    run()
    const written = (Number(/store(\d+)/.exec(name)?.[1]) || { i: 32, j: 64, f: 32, d: 64, v: 128 }[signature[1]!]!) / 8
    expect([...heap.slice(64, 80)]).toEqual(Array.from({ length: 16 }, (_, i) => (i < written ? 3 + 11 * i : 0xee)))
  })

  test.each(Object.entries(laneOpcodes))('%s reaches every lane', (name, [, signature, lanes]) => {
    const [parameters, result] = signature.split('>') as [string, string]
    for (let lane = 0; lane < lanes; lane++) {
      const run = compile((module) =>
        module.function({ name: 'run', export: true }, (f) => {
          f.i32(64)
          for (const [i, letter] of [...parameters].entries()) f.i32(0).load(loadOf[letter]!, 16 * i)
          f.laneOp(name as keyof typeof laneOpcodes, lane).store(storeOf[result]!)
        }),
      )
      heap.set(
        Array.from({ length: 32 }, (_, i) => ((37 * i + 0x45) & 0x7f) | (i % 3 ? 0x80 : 0)),
        0,
      )
      heap.fill(0, 64, 80)
      run()
      const shape = `i${128 / lanes}x${lanes}`
      const before = lanesOf(shape, heap.slice(0, 16)) as bigint[]
      const first = (lanesOf(shape, heap.slice(16, 32)) as bigint[])[0]!
      const expected = name.includes('replace')
        ? bytesOf(shape, before.with(lane, first))
        : bytesOf(`i${Math.max(32, 128 / lanes)}x1`, [name.endsWith('_s') ? s(before[lane]!, 128 / lanes) : before[lane]!])
      expect([...heap.slice(64, 80)]).toEqual([...expected])
    }
  })

  test.each([8, 16, 32, 64] as const)('load%i_lane and store%i_lane move one lane', (size) => {
    for (let lane = 0; lane < 128 / size; lane++) {
      const run = compile((module) =>
        module.function({ name: 'run', export: true }, (f) => {
          f.i32(64).i32(0).i32(0).load('v128.load', 16).loadLane(`v128.load${size}_lane`, 0, lane).store('v128.store')
          f.i32(80).i32(0).load('v128.load', 16).storeLane(`v128.store${size}_lane`, 8, lane)
        }),
      )
      heap.set(
        Array.from({ length: 32 }, (_, i) => 5 * i + 1),
        0,
      )
      heap.fill(0, 64, 112)
      run()
      const shape = `i${size}x${128 / size}`
      const [memoryLane] = lanesOf(shape, heap.slice(0, 16)) as bigint[]
      const vector = lanesOf(shape, heap.slice(16, 32)) as bigint[]
      expect(lanesOf(shape, heap.slice(64, 80))).toEqual(vector.with(lane, memoryLane!))
      expect(lanesOf(shape, heap.slice(88, 104))).toEqual(vector.map((_, i) => (i === 0 ? vector[lane]! : 0n)))
    }
  })

  test.each(Object.keys(atomicOpcodes).filter((name) => name.includes('rmw')))(
    '%s returns the old value and writes the new one',
    (name) => {
      const [type, , , operation] = name.split('.') as [string, string, string, string]
      const letter = type === 'i32' ? 'i' : 'j'
      const shape = `${type}x1`
      const run = compile((module) =>
        module.function({ name: 'run', export: true }, (f) => {
          f.i32(64).i32(0).i32(0).load(loadOf[letter]!, 16)
          if (operation === 'cmpxchg') f.i32(0).load(loadOf[letter]!, 32)
          f.atomic(name as keyof typeof atomicOpcodes, 0).store(storeOf[letter]!)
        }),
      )
      for (const equal of [true, false]) {
        heap.set(
          Uint8Array.from({ length: 48 }, () => random(256)),
          0,
        )
        if (equal) heap.copyWithin(16, 0, 8)
        const [old, given, replacement] = [0, 16, 32].map((at) => lanesOf(shape, heap.slice(at, at + 16))[0] as bigint) as [
          bigint,
          bigint,
          bigint,
        ]
        run()
        const expected =
          operation === 'cmpxchg'
            ? old === given
              ? replacement
              : old
            : operation === 'xchg'
              ? given
              : integers[operation]!(old, given, width(shape))
        expect(lanesOf(shape, heap.slice(64, 80))).toEqual([old])
        expect(lanesOf(shape, heap.slice(0, 16))).toEqual([BigInt.asUintN(width(shape), expected as bigint)])
      }
    },
  )

  test.each([...new Set(Object.values(valTypes))])('select takes %s', (type) => {
    const module = new ModuleBuilder()
    module.function({ name: 'run', parameters: [type, type, 'i32'], results: [type] }, (f) => {
      for (const parameter of f.parameters) f.get(parameter)
      f.select()
    })
    expect(WebAssembly.validate(module.toBytes())).toBe(true)
  })
})

// Every instruction is run against what its name says, so that a wrong number in an opcode table fails even where the types would
// let it pass. Results are compared as lanes: all NaN are equal.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { beforeAll, describe, expect, test } from 'vitest'
import { bytesOf, count, integers, lanesOf, reference, signed, width } from '../../../test/support/wasmReference.ts'
import { supportsRelaxedFma } from '../features.ts'
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

const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
const heap = new Uint8Array(memory.buffer)
const storeOf: Record<string, StoreOpcode> = { i: 'i32.store', f: 'f32.store', d: 'f64.store', v: 'v128.store' }
const loadOf: Record<string, LoadOpcode> = { i: 'i32.load', f: 'f32.load', d: 'f64.load', v: 'v128.load' }

function compile(write: (module: ModuleBuilder) => void): () => void {
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', { initial: 1 })
  write(module)
  return new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } }).exports.run as () => void
}

// Node 20 has relaxed SIMD behind a flag; later versions don't know the flag.
beforeAll(() => {
  if (!supportsRelaxedFma()) setFlagsFromString('--experimental-wasm-relaxed-simd')
})

describe('instructions', () => {
  const tables = [plain, loadOpcodes, storeOpcodes, atomicOpcodes, waitOpcodes, laneOpcodes, loadLaneOpcodes, storeLaneOpcodes]

  test('no two have the same opcode', () => {
    const opcodes = tables.flatMap((table) => Object.values<readonly [number, ...unknown[]]>(table).map(([opcode]) => opcode))
    expect(new Set(opcodes).size).toBe(opcodes.length)
  })

  test('each is used: every page downloads these tables', () => {
    const src = fileURLToPath(new URL('../../', import.meta.url))
    const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('opcodes'))
      .map((path) => readFileSync(join(src, path), 'utf8'))
    const unused = tables
      .flatMap((table) => Object.keys(table))
      .filter((name) => !sources.some((text) => text.includes(`'${name}'`)))
    expect(unused).toEqual([])
  })

  test.each(Object.keys(plain).filter((name) => name.includes('.')))('%s computes what its name says', (name) => {
    const [parameters, result] = plain[name]![1].split('>') as [string, string]
    const run = compile((module) =>
      module.function({ name: 'run', export: true }, (f) => {
        const locals = [...parameters].map((letter, i) => {
          const local = f.local(valTypes[letter]!)
          f.i32(0)
            .load(loadOf[letter]!, 16 * i)
            .set(local)
          return local
        })
        f.i32(64)
        for (const local of locals) f.get(local)
        f.op(name as PlainOpcode).store(storeOf[result]!)
      }),
    )
    for (let trial = 0; trial < 40; trial++) {
      const operands = [...parameters].map((letter, i) => operand(name, i, letter, trial))
      for (const [i, bytes] of operands.entries()) heap.set(bytes, 16 * i)
      heap.fill(0, 64, 80)
      run()
      const expected = reference(name, plain[name]![1], operands)
      const size = result === 'v' ? 16 : width(expected.shape) / 8
      const got = heap.slice(64, 80).fill(0, size)
      expect(lanesOf(expected.shape, got), `operands ${operands.map((bytes) => [...bytes].join(' ')).join(' | ')}`).toEqual(
        lanesOf(expected.shape, expected.bytes.slice().fill(0, size)),
      )
    }
  })

  test('unreachable traps', () => {
    expect(compile((module) => module.function({ name: 'run', export: true }, (f) => f.op('unreachable')))).toThrow(/unreachable/)
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
    const extended = lanes.map((lane) => (suffix === 's' ? signed(lane, bitsRead) : lane))
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
        : bytesOf(`i${Math.max(32, 128 / lanes)}x1`, [name.endsWith('_s') ? signed(before[lane]!, 128 / lanes) : before[lane]!])
      expect([...heap.slice(64, 80)]).toEqual([...expected])
    }
  })

  test.each([32, 64] as const)('load%i_lane and store%i_lane move one lane', (size) => {
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

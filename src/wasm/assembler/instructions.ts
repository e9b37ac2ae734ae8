// The instructions that compute: constants, arithmetic, memory and lanes, with operands checked as they are pushed
// (operandStack.ts). They return `this`, so that a kernel reads as lines of postfix code. Locals and control flow are in function.ts.
import { ArgmaxError } from '../../errors.ts'
import { ByteWriter } from './byteWriter.ts'
import type { AtomicOpcode, LaneOpcode, LoadLaneOpcode, LoadOpcode, PlainOpcode, StoreLaneOpcode, StoreOpcode } from './opcodes.ts'
import { atomicOpcodes, laneOpcodes, loadLaneOpcodes, loadOpcodes, storeLaneOpcodes, storeOpcodes } from './opcodes-memory.ts'
import { scalarOpcodes } from './opcodes-scalar.ts'
import { vectorOpcodes } from './opcodes-vector.ts'
import { OperandStack } from './operandStack.ts'

const plainOpcodes: Readonly<Record<PlainOpcode, readonly [number, string]>> = { ...scalarOpcodes, ...vectorOpcodes }

/** Writes instructions into a growing body. `FunctionBuilder` is the one that users of the assembler meet. */
export class InstructionWriter {
  protected readonly where: string
  protected readonly code: ByteWriter = new ByteWriter()
  protected readonly stack: OperandStack

  /** `where` names the function in messages; `results` are the letters of the types it returns. */
  constructor(where: string, results: string) {
    this.where = where
    this.stack = new OperandStack(where, results)
  }

  // Constants

  /** A 32-bit integer, signed or unsigned: from -2^31 to 2^32 - 1. */
  i32(value: number): this {
    if (!Number.isInteger(value) || value < -0x8000_0000 || value > 0xffff_ffff) {
      this.fail(`i32.const takes an integer from -2147483648 to 4294967295, not ${value}.`)
    }
    this.stack.push('i')
    this.code.u8(0x41)
    this.code.s32(value)
    return this
  }

  /** A 64-bit integer; the low 64 bits of a bigint, or an integer number. */
  i64(value: bigint | number): this {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      this.fail(`i64.const takes a safe integer or a bigint, not ${value}. Write large values as bigint.`)
    }
    this.stack.push('j')
    this.code.u8(0x42)
    this.code.s64(BigInt(value))
    return this
  }

  /** A float32, rounded to nearest from the number given. */
  f32(value: number): this {
    this.stack.push('f')
    this.code.u8(0x43)
    this.code.f32(value)
    return this
  }

  f64(value: number): this {
    this.stack.push('d')
    this.code.u8(0x44)
    this.code.f64(value)
    return this
  }

  /** Four float32 lanes, or one value for all four. */
  f32x4(...lanes: readonly [number] | readonly [number, number, number, number]): this {
    return this.#vector(4, lanes, (lane) => this.code.f32(lane))
  }

  /** Two float64 lanes, or one value for both. */
  f64x2(...lanes: readonly [number] | readonly [number, number]): this {
    return this.#vector(2, lanes, (lane) => this.code.f64(lane))
  }

  /** Four 32-bit integer lanes, signed or unsigned, or one value for all four. */
  i32x4(...lanes: readonly [number] | readonly [number, number, number, number]): this {
    return this.#vector(4, lanes, (lane) => this.code.fixed32(lane))
  }

  /** Two 64-bit integer lanes, or one value for both. */
  i64x2(...lanes: readonly [bigint] | readonly [bigint, bigint]): this {
    return this.#vector(2, lanes, (lane) => this.code.fixed64(lane))
  }

  // Instructions

  /** An instruction without immediates, by its name in the specification. */
  op(name: PlainOpcode): this {
    const [opcode, signature] = plainOpcodes[name]
    this.stack.apply(signature, name)
    this.#opcode(opcode)
    if (opcode === 0) this.stack.cut()
    return this
  }

  /**
   * Reads from the address on the stack + `offset` bytes. `align` is log2 of the alignment promised to the engine (default: the
   * access's own size; it is a hint, and never more than that size).
   */
  load(name: LoadOpcode, offset = 0, align?: number): this {
    const [opcode, signature, natural] = loadOpcodes[name]
    return this.memory(name, opcode, signature, offset, align ?? natural)
  }

  /** Writes the value on the stack to the address below it + `offset` bytes. */
  store(name: StoreOpcode, offset = 0, align?: number): this {
    const [opcode, signature, natural] = storeOpcodes[name]
    return this.memory(name, opcode, signature, offset, align ?? natural)
  }

  /** Atomic read-modify-write and notify. Waiting is `ModuleBuilder.waitFunction`. */
  atomic(name: AtomicOpcode, offset = 0): this {
    const [opcode, signature, natural] = atomicOpcodes[name]
    return this.memory(name, opcode, signature, offset, natural)
  }

  atomicFence(): this {
    this.#opcode(0xfe_0003)
    this.code.u8(0)
    return this
  }

  /** Reads memory into one lane: address and vector on the stack. */
  loadLane(name: LoadLaneOpcode, offset: number, lane: number): this {
    const [opcode, signature, natural] = loadLaneOpcodes[name]
    this.memory(name, opcode, signature, offset, natural)
    return this.#lane(name, lane, 16 >> natural)
  }

  /** Writes one lane to memory: address and vector on the stack. */
  storeLane(name: StoreLaneOpcode, offset: number, lane: number): this {
    const [opcode, signature, natural] = storeLaneOpcodes[name]
    this.memory(name, opcode, signature, offset, natural)
    return this.#lane(name, lane, 16 >> natural)
  }

  /** extract_lane and replace_lane. */
  laneOp(name: LaneOpcode, lane: number): this {
    const [opcode, signature, lanes] = laneOpcodes[name]
    this.stack.apply(signature, name)
    this.#opcode(opcode)
    return this.#lane(name, lane, lanes)
  }

  /** i8x16.shuffle: byte i of the result is byte `lanes[i]` of the two vectors on the stack laid end to end (0-15 first, 16-31 second). */
  shuffle(lanes: readonly number[]): this {
    if (lanes.length !== 16) this.fail(`i8x16.shuffle takes 16 lane numbers, not ${lanes.length}.`)
    this.stack.apply('vv>v', 'i8x16.shuffle')
    this.#opcode(0xfd_000d)
    for (const lane of lanes) this.#lane('i8x16.shuffle', lane, 32)
    return this
  }

  /** A shuffle of 32-bit lanes: 0-3 are those of the first vector, 4-7 those of the second. */
  shuffle32(a: number, b: number, c: number, d: number): this {
    return this.shuffle([a, b, c, d].flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)))
  }

  /** A shuffle of 64-bit lanes: 0-1 are those of the first vector, 2-3 those of the second. */
  shuffle64(a: number, b: number): this {
    return this.shuffle32(2 * a, 2 * a + 1, 2 * b, 2 * b + 1)
  }

  /** Fills bytes; destination, byte value and length on the stack. */
  memoryFill(): this {
    this.stack.take('iii', 'memory.fill')
    this.#opcode(0xfc_000b)
    this.code.u8(0)
    return this
  }

  drop(): this {
    this.stack.takeAny('drop')
    this.code.u8(0x1a)
    return this
  }

  /** Of two values of one type and an i32 condition: the first where the condition isn't zero, else the second. */
  select(): this {
    this.stack.take('i', 'select')
    const second = this.stack.takeAny('select')
    const first = this.stack.takeAny('select')
    if (first !== second && first !== '?' && second !== '?') this.fail('select takes two values of the same type.')
    this.stack.push(first === '?' ? second : first)
    this.code.u8(0x1b)
    return this
  }

  protected withIndex(opcode: number, index: number): this {
    this.code.u8(opcode)
    this.code.u32(index)
    return this
  }

  protected fail(message: string): never {
    throw new ArgmaxError(`${this.where}: ${message}`)
  }

  #opcode(opcode: number): void {
    if (opcode > 0xff) {
      this.code.u8(opcode >>> 16)
      this.code.u32(opcode & 0xffff)
    } else this.code.u8(opcode)
  }

  #vector<T>(count: number, lanes: readonly [T] | readonly T[], write: (lane: T) => void): this {
    this.stack.push('v')
    this.#opcode(0xfd_000c)
    for (let lane = 0; lane < count; lane++) write(lanes[lane] ?? (lanes[0] as T))
    return this
  }

  protected memory(name: string, opcode: number, signature: string, offset: number, align: number): this {
    if (!Number.isInteger(offset) || offset < 0 || offset > 0xffff_ffff) {
      this.fail(`${name} takes an offset from 0 to 4294967295 bytes, not ${offset}.`)
    }
    this.stack.apply(signature, name)
    this.#opcode(opcode)
    this.code.u32(align)
    this.code.u32(offset)
    return this
  }

  #lane(name: string, lane: number, lanes: number): this {
    if (!Number.isInteger(lane) || lane < 0 || lane >= lanes) this.fail(`${name} takes a lane from 0 to ${lanes - 1}, not ${lane}.`)
    this.code.u8(lane)
    return this
  }
}

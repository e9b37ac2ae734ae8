// The names of the instructions, as types, and what their tables mean. The tables hold what kernels use, because every page
// downloads them; another instruction is a line more, from the specification's index. An entry is [opcode, signature, ...]: an opcode above 0xff
// holds its prefix byte (0xfc, 0xfd, 0xfe) in bits 16-23 and the number behind the prefix below; a signature such as 'vv>v' gives the
// operand types, bottom of the stack first, and the result.
import type {
  atomicOpcodes,
  laneOpcodes,
  loadLaneOpcodes,
  loadOpcodes,
  storeLaneOpcodes,
  storeOpcodes,
  waitOpcodes,
} from './opcodes-memory.ts'
import type { scalarOpcodes } from './opcodes-scalar.ts'
import type { vectorOpcodes } from './opcodes-vector.ts'

/** The value types of WebAssembly that a kernel computes with. */
export type ValType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

/** An instruction without immediates. */
export type PlainOpcode = keyof typeof scalarOpcodes | keyof typeof vectorOpcodes
export type LoadOpcode = keyof typeof loadOpcodes
export type StoreOpcode = keyof typeof storeOpcodes
export type AtomicOpcode = keyof typeof atomicOpcodes
export type WaitOpcode = keyof typeof waitOpcodes
export type LaneOpcode = keyof typeof laneOpcodes
export type LoadLaneOpcode = keyof typeof loadLaneOpcodes
export type StoreLaneOpcode = keyof typeof storeLaneOpcodes

/** One letter for each value type, as signatures spell them. */
export type TypeLetter = 'i' | 'j' | 'f' | 'd' | 'v'

export const typeLetters: Readonly<Record<ValType, TypeLetter>> = { i32: 'i', i64: 'j', f32: 'f', f64: 'd', v128: 'v' }

/** The binary format's byte for each value type. */
export const typeBytes: Readonly<Record<ValType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b }

const namesByLetter: Readonly<Record<string, ValType>> = { i: 'i32', j: 'i64', f: 'f32', d: 'f64', v: 'v128' }

/** `'iv'` as `'[i32, v128]'`, for messages. */
export function spellTypes(letters: Iterable<string>): string {
  return `[${[...letters].map((letter) => namesByLetter[letter] ?? letter).join(', ')}]`
}

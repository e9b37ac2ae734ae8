// Products of rows with rows: out[r][u] = sum over k of a[r][k] b[u][k], both contiguous along k. Four lanes run along k;
// a tile keeps (rows x units) accumulators and its operands within the 15 vector registers that V8 leaves to WebAssembly.

import type { FunctionBuilder, Local } from '../assembler/index.ts'
import type { Arithmetic } from '../features.ts'
import { multiplyAdd } from './multiplyAdd.ts'

/** Vector registers that a tile may use. */
export const REGISTERS = 15

/** Rows and units of a tile. */
export interface DotTile {
  readonly rows: number
  readonly units: number
}

/** Registers of a tile: its accumulators, one operand of each of its rows, and one of a unit. */
export function dotTileRegisters({ rows, units }: DotTile): number {
  return rows * units + rows + 1
}

/** Units of a full tile: its sums leave as one vector. */
const UNITS = 4
/** Rows of a tile by its units; more units, fewer rows. Measured: 4x2 and 1x8 reach the limit of the loads. */
const ROWS = [0, 8, 4, 2, 2] as const

/** The tile for `units` units (1 to 4) of a batch whose rows are padded to `rowTile`. */
export function dotTile(units: number, rowTile: number): DotTile {
  return { units, rows: Math.min(ROWS[units] as number, rowTile) }
}

/** Operands of one block of products. Bases are locals with byte addresses. */
export interface DotBlock {
  readonly a: { readonly base: Local; readonly stride: number }
  readonly b: { readonly base: Local; readonly stride: number }
  readonly out: { readonly base: Local; readonly stride: number }
  /** Vectors of four along k. */
  readonly vectors: number
  readonly units: number
  readonly rowBegin: number | Local
  readonly rowEnd: number | Local
  readonly rowTile: number
}

/** Vectors of k in one iteration of the inner loop. */
const UNROLL = 4

/** Writes the loops over units and rows of one block. */
export function writeDotBlock(f: FunctionBuilder, arithmetic: Arithmetic, block: DotBlock): void {
  const fullTiles = Math.floor(block.units / UNITS)
  const rest = block.units - fullTiles * UNITS
  const unit = f.local('i32')
  const bBase = f.local('i32')
  const outBase = f.local('i32')
  const at = (index: Local): void => {
    f.get(index).i32(block.b.stride).op('i32.mul').get(block.b.base).op('i32.add').set(bBase)
    f.get(index).i32(4).op('i32.mul').get(block.out.base).op('i32.add').set(outBase)
  }
  if (fullTiles > 0) {
    f.forRange(unit, 0, fullTiles * UNITS, UNITS, () => {
      at(unit)
      writeRows(f, arithmetic, block, dotTile(UNITS, block.rowTile), bBase, outBase)
    })
  }
  if (rest > 0) {
    f.i32(fullTiles * UNITS).set(unit)
    at(unit)
    writeRows(f, arithmetic, block, dotTile(rest, block.rowTile), bBase, outBase)
  }
  f.release(unit, bBase, outBase)
}

function writeRows(f: FunctionBuilder, arithmetic: Arithmetic, block: DotBlock, tile: DotTile, bBase: Local, outBase: Local): void {
  const row = f.local('i32')
  const a = f.local('i32')
  const b = f.local('i32')
  const accumulators = Array.from({ length: tile.rows * tile.units }, () => f.local('v128'))
  const operands = Array.from({ length: tile.rows }, () => f.local('v128'))
  const accumulator = (r: number, u: number): Local => accumulators[r * tile.units + u] as Local
  const weight = f.local('v128')
  const terms = (vector: number): void => {
    for (let r = 0; r < tile.rows; r++) f.get(a).load('v128.load', r * block.a.stride + vector * 16).set(operands[r] as Local)
    for (let u = 0; u < tile.units; u++) {
      f.get(b).load('v128.load', u * block.b.stride + vector * 16).set(weight)
      for (let r = 0; r < tile.rows; r++) {
        multiplyAdd(f, arithmetic, accumulator(r, u), () => f.get(operands[r] as Local).get(weight))
      }
    }
  }
  f.forRange(row, block.rowBegin, block.rowEnd, tile.rows, () => {
    f.get(row).i32(block.a.stride).op('i32.mul').get(block.a.base).op('i32.add').set(a)
    f.get(bBase).set(b)
    for (const local of accumulators) f.f32x4(0).set(local)
    const rounds = Math.floor(block.vectors / UNROLL)
    const unrolled = rounds > 1 ? rounds * UNROLL : 0
    if (unrolled > 0) {
      const end = f.local('i32')
      f.get(bBase).i32(unrolled * 16).op('i32.add').set(end)
      f.loop((again) => {
        for (let vector = 0; vector < UNROLL; vector++) terms(vector)
        f.get(a).i32(UNROLL * 16).op('i32.add').set(a)
        f.get(b).i32(UNROLL * 16).op('i32.add').tee(b).get(end).op('i32.lt_u').brIf(again)
      })
      f.release(end)
    }
    for (let vector = 0; vector < block.vectors - unrolled; vector++) terms(vector)
    for (let r = 0; r < tile.rows; r++) {
      f.get(row).i32(block.out.stride).op('i32.mul').get(outBase).op('i32.add')
      pushLaneSums(f, Array.from({ length: tile.units }, (_, u) => accumulator(r, u)))
      f.store('v128.store', r * block.out.stride)
    }
  })
  f.release(row, a, b, weight, ...accumulators, ...operands)
}

/** Pushes [sum of accumulator 0, ..., sum of accumulator 3] with (l0 + l1) + (l2 + l3) each; missing ones are 0. */
export function pushLaneSums(f: FunctionBuilder, accumulators: readonly Local[]): void {
  const pair = (first: number): void => {
    const push = (index: number): void => {
      const local = accumulators[index]
      if (local) f.get(local)
      else f.f32x4(0)
    }
    push(first)
    push(first + 1)
    f.shuffle32(0, 2, 4, 6)
    push(first)
    push(first + 1)
    f.shuffle32(1, 3, 5, 7).op('f32x4.add')
  }
  const low = f.local('v128')
  const high = f.local('v128')
  pair(0)
  f.set(low)
  pair(2)
  f.set(high)
  f.get(low).get(high).shuffle32(0, 2, 4, 6).get(low).get(high).shuffle32(1, 3, 5, 7).op('f32x4.add')
  f.release(low, high)
}

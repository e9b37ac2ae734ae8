// Products of rows with rows: out[r][u] = sum over k of a[r][k] b[u][k], both contiguous along k. Four lanes run along k;
// a tile keeps (rows x units) accumulators and its operands within the 15 vector registers that V8 leaves to WebAssembly.
// Each tile's loops are a function of their own: with several in one function V8 spills (docs/design/tiles.md).

import type { FunctionBuilder, FunctionHandle, Local, ModuleBuilder } from '../assembler/index.ts'
import type { Arithmetic } from '../features.ts'
import type { KernelContext } from '../kernel.ts'
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
/** Rows of a tile by its units: about eight accumulators hide the latency of a multiply-add. */
const ROWS = [0, 4, 4, 2, 2] as const

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

/** Writes the loop over the units of one block; rows run inside. */
export function writeDotBlock({ f, arithmetic, shared }: KernelContext, block: DotBlock): void {
  const fullTiles = Math.floor(block.units / UNITS)
  const rest = block.units - fullTiles * UNITS
  const unit = f.local('i32')
  const push = (value: number | Local): FunctionBuilder => (typeof value === 'number' ? f.i32(value) : f.get(value))
  const callTile = (units: number): void => {
    const tile = dotTile(units, block.rowTile)
    const name = `dot${tile.units}x${tile.rows}_${block.a.stride}_${block.b.stride}_${block.out.stride}_${block.vectors}`
    f.get(block.a.base)
    f.get(unit).i32(block.b.stride).op('i32.mul').get(block.b.base).op('i32.add')
    f.get(unit).i32(4).op('i32.mul').get(block.out.base).op('i32.add')
    push(block.rowBegin)
    push(block.rowEnd)
    f.call(shared(name, (module) => makeTile(module, name, arithmetic, block, tile)))
  }
  if (fullTiles > 0) f.forRange(unit, 0, fullTiles * UNITS, UNITS, () => callTile(UNITS))
  if (rest > 0) {
    f.i32(fullTiles * UNITS).set(unit)
    callTile(rest)
  }
  f.release(unit)
}

/** The function (a, b, out, rowBegin, rowEnd) of one tile: all rows of `tile.units` units. */
function makeTile(module: ModuleBuilder, name: string, arithmetic: Arithmetic, block: DotBlock, tile: DotTile): FunctionHandle {
  return module.function({ name, parameters: ['i32', 'i32', 'i32', 'i32', 'i32'] }, (f) => {
    const [aBase, bBase, outBase, rowBegin, rowEnd] = f.parameters as [Local, Local, Local, Local, Local]
    const [row, a, b, end] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
    const accumulators = Array.from({ length: tile.rows * tile.units }, () => f.local('v128'))
    const operands = Array.from({ length: tile.rows }, () => f.local('v128'))
    const weight = f.local('v128')
    const accumulator = (r: number, u: number): Local => accumulators[r * tile.units + u] as Local
    f.get(bBase)
      .i32(block.vectors * 16)
      .op('i32.add')
      .set(end)
    f.forRange(row, rowBegin, rowEnd, tile.rows, () => {
      f.get(row).i32(block.a.stride).op('i32.mul').get(aBase).op('i32.add').set(a)
      f.get(bBase).set(b)
      for (const local of accumulators) f.f32x4(0).set(local)
      f.loop((again) => {
        for (let r = 0; r < tile.rows; r++)
          f.get(a)
            .load('v128.load', r * block.a.stride)
            .set(operands[r] as Local)
        for (let u = 0; u < tile.units; u++) {
          f.get(b)
            .load('v128.load', u * block.b.stride)
            .set(weight)
          for (let r = 0; r < tile.rows; r++) {
            multiplyAdd(f, arithmetic, accumulator(r, u), () => f.get(operands[r] as Local).get(weight))
          }
        }
        f.get(a).i32(16).op('i32.add').set(a)
        f.get(b).i32(16).op('i32.add').tee(b).get(end).op('i32.lt_u').brIf(again)
      })
      for (let r = 0; r < tile.rows; r++) {
        f.get(row).i32(block.out.stride).op('i32.mul').get(outBase).op('i32.add')
        pushLaneSums(
          f,
          Array.from({ length: tile.units }, (_, u) => accumulator(r, u)),
        )
        f.store('v128.store', r * block.out.stride)
      }
    })
  })
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

// Products of rows with rows: out[r][u] = sum over k of a[r][k] b[u][k], both contiguous along k. Four lanes run along k;
// a tile keeps (rows x units) accumulators and its operands within the 15 vector registers that V8 leaves to WebAssembly.
// Each tile's loops are a function of their own: with several in one function V8 spills (docs/design/tiles.md).

import type { FunctionBuilder, FunctionHandle, Local, ModuleBuilder } from '../assembler/index.ts'
import type { Arithmetic } from '../features.ts'
import type { KernelContext } from '../kernel.ts'
import { forBlocks } from './blocks.ts'
import { multiplyAdd } from './multiplyAdd.ts'
import { DOT_ROWS } from './tiling.ts'

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
  /** The most rows there can be, and what they are padded to a multiple of. */
  readonly rows: number
  readonly rowTile: number
}

/**
 * Writes the loops of one block. From the outside: blocks of units, which stay in the second-level cache for all rows; blocks of
 * rows, which stay in the first for all units of theirs; units and rows, tile by tile.
 */
export function writeDotBlock({ f, arithmetic, shared, tiles }: KernelContext, block: DotBlock): void {
  const tiling = tiles.dot({ kind: 'dot', rows: block.rows, rowTile: block.rowTile, units: block.units, vectors: block.vectors })
  const rest = block.units % tiling.units
  const [unit, unitBegin, unitEnd] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const [rowBegin, rowEnd] = [f.local('i32'), f.local('i32')]
  const push = (value: number | Local): FunctionBuilder => (typeof value === 'number' ? f.i32(value) : f.get(value))
  /** The tiles at `unit`, for the rows [begin, end). */
  const callTile = ({ rows, units }: { rows: number; units: number }, begin: number | Local, end: number | Local): void => {
    const name = `dot${units}x${rows}_${block.a.stride}_${block.b.stride}_${block.out.stride}_${block.vectors}`
    f.get(block.a.base)
    f.get(unit).i32(block.b.stride).op('i32.mul').get(block.b.base).op('i32.add')
    f.get(unit).i32(4).op('i32.mul').get(block.out.base).op('i32.add')
    push(begin)
    push(end)
    f.call(shared(name, (module) => makeTile(module, name, arithmetic, block, { rows, units })))
  }
  const eachRowBlock = (write: (begin: number | Local, end: number | Local) => void): void => {
    if (block.rows <= tiling.rowBlock) write(block.rowBegin, block.rowEnd)
    else
      forBlocks(f, rowBegin, rowEnd, { begin: block.rowBegin, end: block.rowEnd, step: tiling.rowBlock }, () =>
        write(rowBegin, rowEnd),
      )
  }
  const whole = block.units - rest
  const eachUnitBlock = (write: (begin: number | Local, end: number | Local) => void): void => {
    if (whole <= tiling.unitBlock) write(0, whole)
    else forBlocks(f, unitBegin, unitEnd, { begin: 0, end: whole, step: tiling.unitBlock }, () => write(unitBegin, unitEnd))
  }
  if (whole > 0) {
    eachUnitBlock((firstUnit, lastUnit) =>
      eachRowBlock((begin, end) => f.forRange(unit, firstUnit, lastUnit, tiling.units, () => callTile(tiling, begin, end))),
    )
  }
  if (rest > 0) {
    f.i32(whole).set(unit)
    callTile({ units: rest, rows: Math.min(DOT_ROWS[rest] as number, block.rowTile) }, block.rowBegin, block.rowEnd)
  }
  f.release(unit, unitBegin, unitEnd, rowBegin, rowEnd)
}

/** The function (a, b, out, rowBegin, rowEnd) of one tile: all rows of `tile.units` units. */
function makeTile(
  module: ModuleBuilder,
  name: string,
  arithmetic: Arithmetic,
  block: DotBlock,
  tile: { rows: number; units: number },
): FunctionHandle {
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

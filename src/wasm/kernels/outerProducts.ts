// Sums of outer products: out[i][j] = sum over p of s[p, i] q[p][j], with vectors along j and p ascending. It is a layer's
// weight gradient (p: batch rows) and the gradient of its input (p: units).

import type { FunctionHandle, Local, ModuleBuilder } from '../assembler/index.ts'
import type { Arithmetic } from '../features.ts'
import type { KernelContext } from '../kernel.ts'
import { multiplyAdd } from './multiplyAdd.ts'

/** Rows and vectors of a tile. */
export interface OuterTile {
  readonly rows: number
  readonly vectors: number
}

/** Registers of a tile: its accumulators, a vector of each column, and one scalar. */
export function outerTileRegisters({ rows, vectors }: OuterTile): number {
  return rows * vectors + vectors + 1
}

/** Vectors of a tile by its rows: 3x3 and its like keep both multiply-add units busy without spilling (docs/design/tiles.md). */
export function outerTileVectors(rows: number): number {
  return rows === 1 ? 6 : rows === 2 ? 4 : rows === 3 ? 3 : 2
}

/** One piece of the sum: `count` values of p with fixed steps in memory. */
export interface OuterPiece {
  /** Byte address of s[first p, i = 0] and of q[first p][j = 0], as locals. */
  readonly scalar: Local
  readonly vector: Local
  readonly count: number | Local
}

/** Operands of one block. */
export interface OuterBlock {
  /** Bytes from i to i + 1 and from p to p + 1 of the scalar operand. */
  readonly scalarRowStep: number
  readonly scalarStep: number
  /** Bytes from p to p + 1 of the vector operand. */
  readonly vectorStep: number
  readonly out: { readonly base: Local; readonly stride: number }
  /** Vectors of four along j. */
  readonly vectors: number
  /** Pieces of the sum, ascending. */
  readonly pieces: readonly OuterPiece[]
}

/** Rows [begin, end) in tiles. */
export interface OuterRows {
  readonly begin: Local
  readonly end: Local
  /** Rows of a full tile; a remainder runs row by row. */
  readonly tile: number
  /** Whether rows are padded to tiles, so that there is no remainder. */
  readonly padded: boolean
}

/**
 * Writes the tiles of one block. Columns are the outer loop: the strip of the vector operand that a column of tiles reads (a
 * few dozen rows of it) then stays in the first-level cache for all its tiles.
 */
export function writeOuterBlock(context: KernelContext, block: OuterBlock, rows: OuterRows): void {
  const { f } = context
  if (rows.padded || rows.tile === 1) {
    writeColumns(context, block, rows.tile, rows.begin, rows.end)
    return
  }
  // The rows that fill no tile begin at end - (end - begin) mod tile.
  const rest = f.local('i32')
  f.get(rows.end).get(rows.end).get(rows.begin).op('i32.sub').i32(rows.tile).op('i32.rem_s').op('i32.sub').set(rest)
  writeColumns(context, block, rows.tile, rows.begin, rest)
  writeColumns(context, block, 1, rest, rows.end)
  f.release(rest)
}

function writeColumns({ f, arithmetic, shared }: KernelContext, block: OuterBlock, rows: number, begin: Local, end: Local): void {
  const width = outerTileVectors(rows)
  const full = Math.floor(block.vectors / width)
  const left = block.vectors - full * width
  const column = f.local('i32')
  const tiles = (vectors: number): void => {
    block.pieces.forEach(({ scalar, vector, count }, index) => {
      const name = `outer${rows}x${vectors}_${block.scalarRowStep}_${block.scalarStep}_${block.vectorStep}_${block.out.stride}_${index > 0}`
      f.get(scalar).get(vector).get(column).op('i32.add').get(block.out.base).get(column).op('i32.add')
      if (typeof count === 'number') f.i32(count)
      else f.get(count)
      f.get(begin)
        .get(end)
        .call(shared(name, (module) => makeTile(module, name, arithmetic, block, { rows, vectors }, index > 0)))
    })
  }
  if (full > 0) f.forRange(column, 0, full * width * 16, width * 16, () => tiles(width))
  if (left > 0) {
    f.i32(full * width * 16).set(column)
    tiles(left)
  }
  f.release(column)
}

/**
 * The function (scalar, vector, out, count, rowBegin, rowEnd) of a column of tiles. It begins at zero, or goes on from what
 * `out` holds: the sum of the pieces before.
 */
function makeTile(
  module: ModuleBuilder,
  name: string,
  arithmetic: Arithmetic,
  block: OuterBlock,
  tile: OuterTile,
  goesOn: boolean,
): FunctionHandle {
  return module.function({ name, parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (f) => {
    const [scalarBase, vectorBase, outBase, count, rowBegin, rowEnd] = f.parameters as [Local, Local, Local, Local, Local, Local]
    const [row, scalarAt, vectorAt, vectorEnd, out] = [
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
    ]
    const accumulators = Array.from({ length: tile.rows * tile.vectors }, () => f.local('v128'))
    const vectors = Array.from({ length: tile.vectors }, () => f.local('v128'))
    const scalar = f.local('v128')
    const at = (r: number, v: number): Local => accumulators[r * tile.vectors + v] as Local
    f.get(count).i32(block.vectorStep).op('i32.mul').get(vectorBase).op('i32.add').set(vectorEnd)
    f.forRange(row, rowBegin, rowEnd, tile.rows, () => {
      f.get(row).i32(block.out.stride).op('i32.mul').get(outBase).op('i32.add').set(out)
      for (let r = 0; r < tile.rows; r++) {
        for (let v = 0; v < tile.vectors; v++) {
          if (goesOn)
            f.get(out)
              .load('v128.load', r * block.out.stride + v * 16)
              .set(at(r, v))
          else f.f32x4(0).set(at(r, v))
        }
      }
      f.get(row).i32(block.scalarRowStep).op('i32.mul').get(scalarBase).op('i32.add').set(scalarAt)
      f.get(vectorBase).set(vectorAt)
      f.get(vectorAt).get(vectorEnd).op('i32.lt_u')
      f.if(() =>
        f.loop((again) => {
          for (let v = 0; v < tile.vectors; v++)
            f.get(vectorAt)
              .load('v128.load', v * 16)
              .set(vectors[v] as Local)
          for (let r = 0; r < tile.rows; r++) {
            f.get(scalarAt)
              .load('v128.load32_splat', r * block.scalarRowStep)
              .set(scalar)
            for (let v = 0; v < tile.vectors; v++) {
              multiplyAdd(f, arithmetic, at(r, v), () => f.get(scalar).get(vectors[v] as Local))
            }
          }
          f.get(scalarAt).i32(block.scalarStep).op('i32.add').set(scalarAt)
          f.get(vectorAt).i32(block.vectorStep).op('i32.add').tee(vectorAt).get(vectorEnd).op('i32.lt_u').brIf(again)
        }),
      )
      for (let r = 0; r < tile.rows; r++) {
        for (let v = 0; v < tile.vectors; v++)
          f.get(out)
            .get(at(r, v))
            .store('v128.store', r * block.out.stride + v * 16)
      }
    })
  })
}

// Sums of outer products: out[i][j] = sum over p of s[p, i] q[p][j], with vectors along j and p ascending. It is a layer's
// weight gradient (p: batch rows) and the gradient of its input (p: units).

import type { FunctionBuilder, Local } from '../assembler/index.ts'
import type { Arithmetic } from '../features.ts'
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

/**
 * Writes the tiles of rows [rowBegin, rowEnd) of a block; `after` follows each tile of rows with its first and last row.
 *
 * @param tileRows rows of a full tile; a remainder runs row by row
 * @param padded whether rows are padded to tiles, so that there is no remainder
 */
export function writeOuterBlock(
  f: FunctionBuilder,
  arithmetic: Arithmetic,
  block: OuterBlock,
  rowBegin: Local,
  rowEnd: Local,
  tileRows: number,
  padded: boolean,
  after: (first: Local, last: Local) => void,
): void {
  const row = f.local('i32')
  const next = f.local('i32')
  const tile = (rows: number): void => {
    f.get(row).i32(rows).op('i32.add').set(next)
    writeColumns(f, arithmetic, block, row, rows)
    after(row, next)
  }
  if (padded || tileRows === 1) f.forRange(row, rowBegin, rowEnd, tileRows, () => tile(tileRows))
  else {
    const end = f.local('i32')
    f.get(rowEnd).i32(tileRows - 1).op('i32.sub').set(end)
    f.get(rowBegin).set(row)
    f.forRange(row, row, end, tileRows, () => tile(tileRows))
    f.forRange(row, row, rowEnd, 1, () => tile(1))
    f.release(end)
  }
  f.release(row, next)
}

/** Vectors of a tile by its rows. Measured: 5x2 keeps both FMA ports busy, wider ones spill. */
export function outerTileVectors(rows: number): number {
  return rows >= 3 ? 2 : rows === 2 ? 4 : 6
}

function writeColumns(f: FunctionBuilder, arithmetic: Arithmetic, block: OuterBlock, row: Local, rows: number): void {
  const width = outerTileVectors(rows)
  const full = Math.floor(block.vectors / width)
  const rest = block.vectors - full * width
  const column = f.local('i32')
  if (full > 0) f.forRange(column, 0, full * width * 16, width * 16, () => writeTile(f, arithmetic, block, row, column, { rows, vectors: width }))
  if (rest > 0) {
    f.i32(full * width * 16).set(column)
    writeTile(f, arithmetic, block, row, column, { rows, vectors: rest })
  }
  f.release(column)
}

function writeTile(f: FunctionBuilder, arithmetic: Arithmetic, block: OuterBlock, row: Local, column: Local, tile: OuterTile): void {
  const accumulators = Array.from({ length: tile.rows * tile.vectors }, () => f.local('v128'))
  const vectors = Array.from({ length: tile.vectors }, () => f.local('v128'))
  const scalar = f.local('v128')
  const scalarAt = f.local('i32')
  const vectorAt = f.local('i32')
  const index = f.local('i32')
  for (const local of accumulators) f.f32x4(0).set(local)
  for (const piece of block.pieces) {
    f.get(row).i32(block.scalarRowStep).op('i32.mul').get(piece.scalar).op('i32.add').set(scalarAt)
    f.get(piece.vector).get(column).op('i32.add').set(vectorAt)
    f.forRange(index, 0, piece.count, 1, () => {
      for (let v = 0; v < tile.vectors; v++) f.get(vectorAt).load('v128.load', v * 16).set(vectors[v] as Local)
      for (let r = 0; r < tile.rows; r++) {
        f.get(scalarAt).load('v128.load32_splat', r * block.scalarRowStep).set(scalar)
        for (let v = 0; v < tile.vectors; v++) {
          multiplyAdd(f, arithmetic, accumulators[r * tile.vectors + v] as Local, () => f.get(scalar).get(vectors[v] as Local))
        }
      }
      f.get(scalarAt).i32(block.scalarStep).op('i32.add').set(scalarAt)
      f.get(vectorAt).i32(block.vectorStep).op('i32.add').set(vectorAt)
    })
  }
  const out = scalarAt
  f.get(row).i32(block.out.stride).op('i32.mul').get(block.out.base).op('i32.add').get(column).op('i32.add').set(out)
  for (let r = 0; r < tile.rows; r++) {
    for (let v = 0; v < tile.vectors; v++) {
      f.get(out).get(accumulators[r * tile.vectors + v] as Local).store('v128.store', r * block.out.stride + v * 16)
    }
  }
  f.release(scalar, scalarAt, vectorAt, index, ...accumulators, ...vectors)
}

// The tile of a sum of outer products: rows x vectors of the result stay in registers while p runs. Each tile's loops are a
// function of their own: with several in one function V8 spills (docs/design/tiles.md).

import type { FunctionHandle, Local, ModuleBuilder } from '../assembler/index.ts'
import type { Arithmetic } from '../features.ts'
import { multiplyAdd } from './multiplyAdd.ts'

/** One tile, and the bytes between what it reads and writes. */
export interface OuterTile {
  readonly rows: number
  readonly vectors: number
  /** From the scalars of a tile to those of the tile below, by row; within a tile from row to row; and from p to p + 1. */
  readonly tileStep: number
  readonly rowStep: number
  readonly scalarStep: number
  /** From p to p + 1 of the vectors. */
  readonly vectorStep: number
  /** From row to row of the result. */
  readonly outStride: number
  /** Begin with what the result holds, the sum of the terms before, not with zero. */
  readonly goesOn: boolean
}

/** The name of a tile's function: tiles with one name are the same. */
export function outerTileName({ rows, vectors, tileStep, rowStep, scalarStep, vectorStep, outStride, goesOn }: OuterTile): string {
  return `outer${rows}x${vectors}_${tileStep}_${rowStep}_${scalarStep}_${vectorStep}_${outStride}_${goesOn}`
}

/**
 * The function (scalar, vector, out, count, rowBegin, rowEnd) of a column of tiles: out[i][j] (+)= sum over p < count of
 * s[p, i] q[p][j], p ascending, for rows i from rowBegin on, by whole tiles, until rowEnd is reached.
 */
export function makeOuterTile(module: ModuleBuilder, arithmetic: Arithmetic, tile: OuterTile): FunctionHandle {
  const { rows, vectors, tileStep, rowStep, scalarStep, vectorStep, outStride, goesOn } = tile
  return module.function({ name: outerTileName(tile), parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (f) => {
    const [scalarBase, vectorBase, outBase, count, rowBegin, rowEnd] = f.parameters as [Local, Local, Local, Local, Local, Local]
    const [row, scalarAt, vectorAt] = [f.local('i32'), f.local('i32'), f.local('i32')]
    const [vectorEnd, out] = [f.local('i32'), f.local('i32')]
    const sums = Array.from({ length: rows * vectors }, () => f.local('v128'))
    const operands = Array.from({ length: vectors }, () => f.local('v128'))
    const scalar = f.local('v128')
    const at = (r: number, v: number): Local => sums[r * vectors + v] as Local
    const eachSum = (visit: (r: number, v: number) => void): void => {
      for (let r = 0; r < rows; r++) for (let v = 0; v < vectors; v++) visit(r, v)
    }
    f.get(count).times(vectorStep).plus(vectorBase).set(vectorEnd)
    f.forRange(row, rowBegin, rowEnd, rows, () => {
      f.get(row).times(outStride).plus(outBase).set(out)
      eachSum((r, v) => {
        if (goesOn) f.get(out).load('v128.load', r * outStride + v * 16)
        else f.f32x4(0)
        f.set(at(r, v))
      })
      f.get(row).times(tileStep).plus(scalarBase).set(scalarAt)
      f.get(vectorBase).tee(vectorAt).get(vectorEnd).op('i32.lt_u')
      f.if(() =>
        f.loop((again) => {
          for (const [v, operand] of operands.entries()) {
            f.get(vectorAt)
              .load('v128.load', v * 16)
              .set(operand)
          }
          for (let r = 0; r < rows; r++) {
            f.get(scalarAt)
              .load('v128.load32_splat', r * rowStep)
              .set(scalar)
            for (const [v, operand] of operands.entries()) multiplyAdd(f, arithmetic, at(r, v), () => f.get(scalar).get(operand))
          }
          f.get(scalarAt).plus(scalarStep).set(scalarAt)
          f.get(vectorAt).plus(vectorStep).tee(vectorAt).get(vectorEnd).op('i32.lt_u').brIf(again)
        }),
      )
      eachSum((r, v) =>
        f
          .get(out)
          .get(at(r, v))
          .store('v128.store', r * outStride + v * 16),
      )
    })
  })
}

// Sums of outer products: out[i][j] = sum over p of s[p, i] q[p][j], with vectors along j and p ascending. It is a layer's
// weight gradient (p: batch rows) and the gradient of its input (p: units).
//
// Loops, from the outside: blocks of rows, whose scalars stay in the second-level cache; pieces and blocks of p, so that the
// operands of a tile stay in the first; strips of a tile's width; rows, tile by tile.

import type { Local } from '../assembler/index.ts'
import type { KernelContext } from '../kernel.ts'
import { forBlocks, pushSmaller } from './blocks.ts'
import { makeOuterTile, type OuterTile, outerTileName } from './outerTile.ts'
import { makePacking, type Packing, packingName } from './packing.ts'
import type { OuterTiling } from './tiling.ts'

/** One piece of the sum: `count` values of p with fixed steps in memory. */
export interface OuterPiece {
  /** Byte address of s[first p, i = 0] and of q[first p][j = 0]. */
  readonly scalar: Local
  readonly vector: Local
  readonly count: number | Local
  /** The most that `count` can be. */
  readonly most: number
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
  readonly scratch: OuterScratch
}

/** Rows [begin, end) in tiles. */
export interface OuterRows {
  readonly begin: Local
  readonly end: Local
  /** The most there can be. */
  readonly most: number
  /** Heights of tiles, falling: as many of the first as fit, then of the next; the last come out even, or end in padding. */
  readonly heights: readonly number[]
}

/**
 * Heights of tiles for a range of rows.
 *
 * @param wanted the height of most
 * @param even what the number of rows is a multiple of, but for `rest` more rows, or for padding
 */
export function tileHeights(wanted: number, even: number, rest: number): readonly number[] {
  const last = even % wanted === 0 ? rest % wanted : wanted
  if (even % wanted === 0) return last === 0 ? [wanted] : [wanted, last]
  let common = wanted
  for (let other = rest === 0 ? even : 1; other > 0; ) [common, other] = [other, common % other]
  return common === wanted ? [wanted] : [wanted, common]
}

/** A stretch of terms that one call of a tile sums: addresses of its first scalar and vector, and their number. */
interface Stretch {
  readonly scalar: Local
  readonly vector: Local
  readonly count: Local | number
  readonly goesOn: boolean
}

/** Where a kernel's blocks keep their copies, as offsets in scratch memory: one after the other uses the same. */
export interface OuterScratch {
  readonly scalars: number
  readonly strip: number
}

/** Scratch memory for blocks of at most `rows` rows and `terms` terms in a piece. */
export function outerScratch(
  context: KernelContext,
  { packScalars, packVectors, ...tiling }: OuterTiling,
  rows: number,
  terms: number,
): OuterScratch {
  const most = Math.min(terms, tiling.depth)
  return {
    scalars: packScalars ? context.scratch(Math.min(rows, tiling.rowBlock) * most * 4) : 0,
    strip: packVectors ? context.scratch(most * tiling.vectors * 16) : 0,
  }
}

/** Writes the loops of one block. */
export function writeOuterBlock(context: KernelContext, block: OuterBlock, rows: OuterRows, tiling: OuterTiling): void {
  const { f } = context
  if (rows.most <= tiling.rowBlock) {
    writeRowBlock(context, block, rows, tiling)
    return
  }
  const [begin, end] = [f.local('i32'), f.local('i32')]
  forBlocks(f, begin, end, { begin: rows.begin, end: rows.end, step: tiling.rowBlock }, () =>
    writeRowBlock(context, block, { ...rows, begin, end, most: tiling.rowBlock }, tiling),
  )
  f.release(begin, end)
}

/** All terms of some rows, in stretches of at most `depth`. */
function writeRowBlock(context: KernelContext, block: OuterBlock, rows: OuterRows, tiling: OuterTiling): void {
  const { f } = context
  const { depth } = tiling
  block.pieces.forEach(({ scalar, vector, count, most }, index) => {
    if (most <= depth) {
      writeStretch(context, block, rows, tiling, { scalar, vector, count, goesOn: index > 0 }, most)
      return
    }
    const [p, part, scalarAt, vectorAt] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
    const next = (goesOn: boolean): void => {
      f.get(p).times(block.scalarStep).plus(scalar).set(scalarAt)
      f.get(p).times(block.vectorStep).plus(vector).set(vectorAt)
      f.push(count).minus(p).set(part)
      pushSmaller(f, part, depth).set(part)
      writeStretch(context, block, rows, tiling, { scalar: scalarAt, vector: vectorAt, count: part, goesOn }, depth)
    }
    f.i32(0).set(p)
    next(index > 0)
    f.forRange(p, depth, count, depth, () => next(true))
    f.release(p, part, scalarAt, vectorAt)
  })
}

/** One stretch of terms for some rows: packs what is to be packed, and runs over strips. */
function writeStretch(
  context: KernelContext,
  block: OuterBlock,
  rows: OuterRows,
  { vectors: width, packVectors, packScalars }: OuterTiling,
  stretch: Stretch,
  most: number,
): void {
  const { f, shared, scratchBase, arithmetic } = context
  const pack = (packing: Packing, pushSource: () => void, pushTarget: () => void): void => {
    pushSource()
    pushTarget()
    f.push(stretch.count)
    f.call(shared(packingName(packing), (module) => makePacking(module, packing)))
  }
  const full = Math.floor(block.vectors / width)
  const left = block.vectors - full * width
  const [column, row, next] = [f.local('i32'), f.local('i32'), f.local('i32')]
  /** Runs `write` with `row` and `next`, the bounds of the rows that tiles of each height take. */
  const byHeight = (write: (height: number) => void): void => {
    f.get(rows.begin).set(row)
    rows.heights.forEach((height, index) => {
      f.get(rows.end)
      if (index < rows.heights.length - 1) f.get(rows.end).minus(row).i32(height).op('i32.rem_s').op('i32.sub')
      f.set(next)
      write(height)
      f.get(next).set(row)
    })
  }

  const scalars = f.local('i32')
  const tileStep = packScalars ? most * 4 : block.scalarRowStep
  if (packScalars) {
    // A block for each tile, [p][height]; row i's tile begins at (i - begin) * most * 4.
    f.get(scratchBase).plus(block.scratch.scalars).get(rows.begin).times(tileStep).op('i32.sub').set(scalars)
    byHeight((height) => {
      const packing = { bytes: height * 4, from: block.scalarStep, to: height * 4 }
      f.forRange(row, row, next, height, () =>
        pack(
          packing,
          () => f.get(row).times(4).plus(stretch.scalar),
          () => f.get(row).times(tileStep).plus(scalars),
        ),
      )
    })
  } else f.get(stretch.scalar).set(scalars)

  const writeStrip = (vectors: number): void => {
    const vectorStep = packVectors ? vectors * 16 : block.vectorStep
    if (packVectors) {
      pack(
        { bytes: vectors * 16, from: block.vectorStep, to: vectors * 16 },
        () => f.get(stretch.vector).plus(column),
        () => f.get(scratchBase).plus(block.scratch.strip),
      )
    }
    byHeight((height) => {
      const tile: OuterTile = {
        rows: height,
        vectors,
        tileStep,
        rowStep: packScalars ? 4 : block.scalarRowStep,
        scalarStep: packScalars ? height * 4 : block.scalarStep,
        vectorStep,
        outStride: block.out.stride,
        goesOn: stretch.goesOn,
      }
      f.get(scalars)
      if (packVectors) f.get(scratchBase).plus(block.scratch.strip)
      else f.get(stretch.vector).plus(column)
      f.get(block.out.base).plus(column)
      f.push(stretch.count).get(row).get(next)
      f.call(shared(outerTileName(tile), (module) => makeOuterTile(module, arithmetic, tile)))
    })
  }
  if (full > 0) f.forRange(column, 0, full * width * 16, width * 16, () => writeStrip(width))
  if (left > 0) {
    f.i32(full * width * 16).set(column)
    writeStrip(left)
  }
  f.release(column, row, next, scalars)
}

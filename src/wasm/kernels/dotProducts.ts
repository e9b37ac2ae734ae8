// Products of rows with rows: out[r][u] = sum over k of a[r][k] b[u][k], both contiguous along k. Four lanes run along k;
// here are the loops over the tiles of dotTile.ts.

import type { Local } from '../assembler/index.ts'
import type { KernelContext } from '../kernel.ts'
import { forBlocks } from './blocks.ts'
import { type DotTile, dotTileName, makeDotTile } from './dotTile.ts'
import { makePacking, packingName } from './packing.ts'
import { DOT_ROWS, type DotShape, type DotTiling } from './tiling.ts'

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

/** How a kernel's blocks are cut, and where they keep copies, as offsets in scratch memory. */
export interface DotBlocking {
  readonly tiling: DotTiling
  readonly units: number
  readonly sums: number
}

/** Chooses tiles and blocks for all blocks of a kernel. */
export function dotBlocking(context: KernelContext, shape: DotShape): DotBlocking {
  const tiling = context.tiles.dot(shape)
  if (!tiling.packUnits) return { tiling, units: 0, sums: 0 }
  return {
    tiling,
    units: context.scratch(Math.min(shape.units, tiling.unitBlock) * shape.vectors * 16),
    sums: context.scratch(tiling.rows * tiling.units * 16),
  }
}

/**
 * Writes the loops of one block. From the outside: blocks of units, which stay in the second-level cache for all rows; blocks of
 * rows, which stay in the first for all units of theirs; units and rows, tile by tile.
 */
export function writeDotBlock(context: KernelContext, block: DotBlock, blocking: DotBlocking): void {
  const { f, arithmetic, shared, scratchBase } = context
  const { tiling } = blocking
  const rest = block.units % tiling.units
  const whole = block.units - rest
  const restRows = Math.min(DOT_ROWS[rest] as number, block.rowTile)
  const [unit, unitBegin, unitEnd] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const [rowBegin, rowEnd] = [f.local('i32'), f.local('i32')]
  /** The tiles at `unit`, for the rows [begin, end). */
  const callTile = (tile: DotTile, pushB: () => void, begin: number | Local, end: number | Local): void => {
    f.get(block.a.base)
    pushB()
    f.get(unit).times(4).plus(block.out.base)
    f.push(begin).push(end)
    f.get(scratchBase).plus(blocking.sums)
    f.call(shared(dotTileName(tile), (module) => makeDotTile(module, arithmetic, tile)))
  }
  const strides = { aStride: block.a.stride, outStride: block.out.stride, vectors: block.vectors }
  const inPlace = { ...strides, unitStep: block.b.stride, vectorStep: 16, pairs: false }
  const packed = { ...strides, unitStep: 16, vectorStep: tiling.units * 16, pairs: true }
  const pushUnits = (): void => {
    f.get(unit).times(block.b.stride).plus(block.b.base)
  }
  /** Where the copy of the tile at `unit` begins, in a block that begins at `first`. */
  const pushCopy = (first: number | Local): void => {
    f.get(unit)
      .minus(first)
      .times(block.vectors * 16)
      .plus(scratchBase)
      .plus(blocking.units)
  }
  const eachRowBlock = (write: (begin: number | Local, end: number | Local) => void): void => {
    if (block.rows <= tiling.rowBlock) write(block.rowBegin, block.rowEnd)
    else
      forBlocks(f, rowBegin, rowEnd, { begin: block.rowBegin, end: block.rowEnd, step: tiling.rowBlock }, () =>
        write(rowBegin, rowEnd),
      )
  }
  const eachUnitBlock = (write: (begin: number | Local, end: number | Local) => void): void => {
    if (whole <= tiling.unitBlock) write(0, whole)
    else forBlocks(f, unitBegin, unitEnd, { begin: 0, end: whole, step: tiling.unitBlock }, () => write(unitBegin, unitEnd))
  }
  const callRest = (begin: number | Local, end: number | Local): void => {
    if (rest === 0) return
    f.i32(whole).set(unit)
    callTile({ rows: restRows, units: rest, ...inPlace }, pushUnits, begin, end)
  }
  // The units that fill no tile run with the others, while their rows are in the cache, if rows come in whole tiles of theirs.
  const together = whole > 0 && whole <= tiling.unitBlock && (block.rows <= tiling.rowBlock || tiling.rowBlock % restRows === 0)
  if (whole > 0) {
    const { rows, units, packUnits } = tiling
    const tile = { rows, units, ...(packUnits ? packed : inPlace) }
    eachUnitBlock((firstUnit, lastUnit) => {
      if (packUnits) {
        f.forRange(unit, firstUnit, lastUnit, units, () => packTile(context, block, units, pushUnits, () => pushCopy(firstUnit)))
      }
      eachRowBlock((begin, end) => {
        f.forRange(unit, firstUnit, lastUnit, units, () =>
          callTile(tile, packUnits ? () => pushCopy(firstUnit) : pushUnits, begin, end),
        )
        if (together) callRest(begin, end)
      })
    })
  }
  if (!together) callRest(block.rowBegin, block.rowEnd)
  f.release(unit, unitBegin, unitEnd, rowBegin, rowEnd)
}

/** Copies the units of one tile: [k / 4][unit][4]. */
function packTile(
  { f, shared }: KernelContext,
  { b, vectors }: DotBlock,
  units: number,
  pushUnits: () => void,
  pushCopy: () => void,
): void {
  const packing = { bytes: 16, from: 16, to: units * 16 }
  for (let u = 0; u < units; u++) {
    pushUnits()
    f.plus(u * b.stride)
    pushCopy()
    f.plus(u * 16).i32(vectors)
    f.call(shared(packingName(packing), (module) => makePacking(module, packing)))
  }
}

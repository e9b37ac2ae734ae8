// Rows in tiles that stay in the first-level cache. Each pass over a tile is a loop of short, independent chains, because a long
// one would stand in the processor's queues: maxima and differences; exponentials, all alike; sums; then the kernel's formulas.

import type { Local } from '../../assembler/index.ts'
import type { KernelContext } from '../../kernel.ts'
import { FEW_CLASSES, forClasses, loadPairs, type Position, storeTerms, VECTOR, widen } from './classLoop.ts'
import { EXP_CONSTANTS, expNonPositive } from './exp.ts'
import { sumTerms } from './laneSums.ts'
import { fullRows, pairOfRows, type TileMemory } from './pairs.ts'
import type { RowSource, RowTile } from './rows.ts'
import { FormulaWriter, type Vectors } from './vectors.ts'

/** Bytes of terms in a tile (one pair of rows may have more). */
const TILE_BYTES = 16384
/** Exponentials that are computed side by side: their polynomials fill the vector registers. */
const SIDE_BY_SIDE = 5
/** Pairs whose row formulas are computed side by side. */
const PAIRS_TOGETHER = 4
/** From this spread of a row's logits on, exponents are clamped. */
const NEAR = 708

/** Emits code for the rows that the calling thread owns, tile by tile, and then for the operations that follow the kernel. */
export function forRowTiles(context: KernelContext, source: RowSource, body: (tile: RowTile) => void): void {
  const { f, begin, end, ownership, group } = context
  const { segments, batchRows } = group.layout
  if (ownership.kind === 'rows') {
    writeTiles(context, source, begin, end, body)
    const region = batchRows ? { rowBegin: begin, rowEnd: end } : { rowBegin: 0, rowEnd: 1 }
    context.epilogue({ firstSegment: 0, lastSegment: segments, ...region })
    return
  }
  f.get(begin).get(end).op('i32.lt_s')
  f.if(() => {
    const last = f.local('i32')
    f.i32(source.logits.layout.rows).set(last)
    writeTiles(context, source, 0, last, body)
    context.epilogue({ firstSegment: 0, lastSegment: segments, rowBegin: 0, rowEnd: group.layout.rows })
  })
}

function writeTiles(context: KernelContext, source: RowSource, begin: Local | number, end: Local, body: (tile: RowTile) => void): void {
  const { f } = context
  const { columns, rows } = source.logits.layout
  const pairs = Math.max(1, Math.min(Math.floor((rows + 1) / 2), Math.floor(TILE_BYTES / (columns * VECTOR))))
  const writer = new FormulaWriter(f)
  writer.hoist([NEAR, ...EXP_CONSTANTS])
  const terms = context.scratch((pairs * (columns + 2) + SIDE_BY_SIDE + PAIRS_TOGETHER) * VECTOR)
  const maxima = terms + (pairs * columns + SIDE_BY_SIDE) * VECTOR
  const memory: TileMemory = { terms, maxima, sums: 0, cells: 0, nowhere: 0 }
}

// Rows in tiles that stay in the first-level cache: the loop over tiles, with the passes over each and then the kernel's formulas.

import { countParts } from '../../../numerics/rounding.ts'
import type { Local } from '../../assembler/index.ts'
import type { KernelContext } from '../../kernel.ts'
import { ifAny } from '../blocks.ts'
import { VECTOR } from './classLoop.ts'
import { EXP_CONSTANTS } from './exp.ts'
import { rowAt } from './oneRow.ts'
import { computeTerms, findMaxima, SIDE_BY_SIDE, sumRows } from './rowPasses.ts'
import { MOST_SUMS, type RowSource, type RowTile } from './rows.ts'
import { forEachRow, forSeveralPairs, PAIRS_TOGETHER, SLOT, type Tile } from './tile.ts'
import { FormulaWriter } from './vectors.ts'
import { pairsAt } from './wholeRows.ts'

/** Bytes of a tile's terms (one pair of rows may have more). */
const TILE_BYTES = 16384

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
  ifAny(context, () => {
    const last = f.local('i32')
    f.i32(source.logits.layout.rows).set(last)
    writeTiles(context, source, 0, last, body)
    context.epilogue({ firstSegment: 0, lastSegment: segments, rowBegin: 0, rowEnd: group.layout.rows })
  })
}

function writeTiles(
  context: KernelContext,
  source: RowSource,
  begin: Local | number,
  end: Local,
  body: (tile: RowTile) => void,
): void {
  const { f } = context
  const { columns, rows } = source.logits.layout
  // Whole vectors, so that every row begins on one; an even number of rows.
  const termStride = countParts(columns, 2) * VECTOR
  const most = 2 * Math.max(1, Math.min(countParts(rows, 2), Math.floor(TILE_BYTES / (2 * termStride))))
  // The last vectors side by side, and the last pairs together, may reach beyond the end.
  const terms = context.scratch(most * termStride + SIDE_BY_SIDE * VECTOR)
  const slotBytes = (most + 2 * PAIRS_TOGETHER) * SLOT
  const maxima = context.scratch(3 * slotBytes)
  const [sums, argmax] = [maxima + slotBytes, maxima + 2 * slotBytes]
  const parts = source.sums ? context.scratch(MOST_SUMS * termStride) : 0
  const writer = new FormulaWriter(f)
  writer.hoist(EXP_CONSTANTS)
  const [first, slot, slots, far] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const base = context.scratchBase
  const tile: Tile = { writer, source, base, terms, termStride, maxima, sums, argmax, parts, first, end, slot, slots }
  f.forRange(first, begin, end, most, () => {
    // min(most, end - first), made even
    f.get(end).minus(first).plus(1).i32(-2).op('i32.and').times(SLOT).tee(slots)
    f.i32(most * SLOT)
      .get(slots)
      .i32(most * SLOT)
      .op('i32.lt_s')
      .select()
      .plus(base)
      .set(slots)
    findMaxima(tile, far)
    computeTerms(tile, far)
    sumRows(tile)
    body({
      forPairs: (formulas) => forSeveralPairs(tile, (at) => writer.during(() => formulas(pairsAt(tile, at)))),
      forEachRow: (formulas) => forEachRow(tile, (at, start) => writer.during(() => formulas(rowAt(tile, at, start)))),
    })
  })
  f.release(first, slot, slots, far)
}

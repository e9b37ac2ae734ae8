// Rows in tiles that stay in the first-level cache: the loop over tiles, with the passes over each and then the kernel's formulas.

import type { Local } from '../../assembler/index.ts'
import type { KernelContext } from '../../kernel.ts'
import { VECTOR } from './classLoop.ts'
import { EXP_CONSTANTS } from './exp.ts'
import { pairAt, rowsAt } from './pairs.ts'
import { computeTerms, findDifferences, findMaxima, SIDE_BY_SIDE, sumRows } from './rowPasses.ts'
import type { RowSource, RowTile } from './rows.ts'
import { forPairs, forSeveralPairs, PAIRS_TOGETHER, type Tile } from './tile.ts'
import { FormulaWriter } from './vectors.ts'

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
  f.get(begin).get(end).op('i32.lt_s')
  f.if(() => {
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
  const pairs = Math.max(1, Math.min(Math.floor((rows + 1) / 2), Math.floor(TILE_BYTES / (columns * VECTOR))))
  // The last vectors side by side, and the last pairs together, may reach beyond the end.
  const terms = context.scratch((pairs * (columns + 3) + SIDE_BY_SIDE + PAIRS_TOGETHER + 1) * VECTOR)
  const maxima = terms + (pairs * columns + SIDE_BY_SIDE) * VECTOR
  const [sums, argmax] = [maxima + pairs * VECTOR, maxima + 2 * pairs * VECTOR]
  const nowhere = maxima + (3 * pairs + PAIRS_TOGETHER) * VECTOR
  const writer = new FormulaWriter(f)
  writer.hoist(EXP_CONSTANTS)
  const [first, slot, slots] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const [wide, far] = [f.local('i32'), f.local('i32')]
  const base = context.scratchBase
  const tile: Tile = { writer, source, base, terms, maxima, sums, argmax, first, end, slot, slots, wide }
  f.forRange(first, begin, end, 2 * pairs, () => {
    // min(pairs, (end - first + 1) / 2) pairs
    f.get(end).get(first).op('i32.sub').i32(1).op('i32.add').i32(1).op('i32.shr_u').i32(4).op('i32.shl').tee(slots)
    f.i32(pairs * VECTOR)
      .get(slots)
      .i32(pairs * VECTOR)
      .op('i32.lt_s')
      .select()
      .get(base)
      .op('i32.add')
      .set(slots)
    findMaxima(tile, far)
    findDifferences(tile, nowhere)
    computeTerms(tile, far)
    sumRows(tile)
    body({
      forRows: (formulas) => forSeveralPairs(tile, (at) => writer.during(() => formulas(rowsAt(tile, at)))),
      forPairs: (formulas) => forPairs(tile, (at, start) => writer.during(() => formulas(pairAt(tile, at, start)))),
    })
  })
  f.release(first, slot, slots, wide, far)
}

// The tiles that a tuner tries for a product: all that fit the registers and keep both multiply-add units busy, then other
// blocks. Any of them gives the same bits.

import { dotTileRegisters, outerTileRegisters, REGISTERS } from './tileRegisters.ts'
import type { DotShape, DotTiling, OuterShape, OuterTiling, Tiler } from './tiling.ts'

/** A product's shape, and what may be chosen for it. */
export type ProductShape = DotShape | OuterShape
export type Tiling = DotTiling | OuterTiling

/** Fewer accumulators than this leave a multiply-add waiting for the one before. */
const FEWEST_SUMS = 6
const HEIGHTS = [1, 2, 3, 4, 5, 6]
const WIDTHS = [1, 2, 3, 4, 5, 6]
const BLOCKS = [0.5, 2, 4]

/** What `usual` chooses first, then others. */
export function tileCandidates(shape: ProductShape, usual: Tiler): readonly Tiling[] {
  return shape.kind === 'dot' ? dotCandidates(shape, usual.dot(shape)) : outerCandidates(shape, usual.outer(shape))
}

function dotCandidates(shape: DotShape, usual: DotTiling): DotTiling[] {
  const tiles = HEIGHTS.filter(
    (rows) => shape.rowTile % rows === 0 && dotTileRegisters({ rows, units: usual.units }) <= REGISTERS,
  ).map((rows) => ({ ...usual, rows, rowBlock: multiple(usual.rowBlock, rows) }))
  const rowBlocks = BLOCKS.map((factor) => ({ ...usual, rowBlock: multiple(usual.rowBlock * factor, usual.rows) }))
  const unitBlocks = BLOCKS.map((factor) => ({ ...usual, unitBlock: multiple(usual.unitBlock * factor, usual.units) }))
  return [usual, ...tiles, ...rowBlocks, ...unitBlocks]
}

function outerCandidates(shape: OuterShape, usual: OuterTiling): OuterTiling[] {
  const tiles = HEIGHTS.filter((rows) => rows <= shape.rows && (shape.evenRows % rows === 0 || shape.evenRows >= 4)).flatMap(
    (rows) =>
      WIDTHS.filter(
        (vectors) =>
          vectors <= shape.vectors && rows * vectors >= FEWEST_SUMS && outerTileRegisters({ rows, vectors }) <= REGISTERS,
      ).map((vectors) => ({ ...usual, rows, vectors, rowBlock: multiple(usual.rowBlock, rows) })),
  )
  const packings = [true, false].flatMap((packVectors) =>
    (shape.scalarsAcross ? [true, false] : [false]).map((packScalars) => ({ ...usual, packVectors, packScalars })),
  )
  const depths = BLOCKS.map((factor) => ({ ...usual, depth: Math.floor(usual.depth * factor) }))
  return [usual, ...tiles, ...packings, ...depths.filter(({ depth }) => depth >= 16)]
}

function multiple(value: number, of: number): number {
  return value === Number.POSITIVE_INFINITY ? value : Math.max(of, Math.floor(value / of) * of)
}

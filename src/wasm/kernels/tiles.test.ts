import { describe, expect, test } from 'vitest'
import { dotTileRegisters, outerTileRegisters, REGISTERS } from './tileRegisters.ts'
import { DOT_ROWS, defaultTiles, OUTER_VECTORS } from './tiling.ts'

describe('tiles fit the 15 vector registers that V8 leaves to WebAssembly', () => {
  test('dot products', () => {
    for (const units of [1, 2, 3, 4]) {
      for (const rowTile of [1, 2, 4, 8]) {
        const tile = defaultTiles.dot({ kind: 'dot', rows: 32, rowTile, units, vectors: 49 })
        expect(dotTileRegisters(tile)).toBeLessThanOrEqual(REGISTERS)
        expect(dotTileRegisters({ rows: DOT_ROWS[units] as number, units })).toBeLessThanOrEqual(REGISTERS)
        // Rows come in tiles of rowTile: a tile of another height would run past them.
        expect(rowTile % tile.rows).toBe(0)
      }
    }
  })

  test('outer products', () => {
    for (const rows of [1, 2, 3, 4])
      expect(outerTileRegisters({ rows, vectors: OUTER_VECTORS[rows] as number })).toBeLessThanOrEqual(REGISTERS)
  })
})

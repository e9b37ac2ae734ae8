import { describe, expect, test } from 'vitest'
import { dotTile, dotTileRegisters, REGISTERS } from './dotProducts.ts'
import { outerTileRegisters, outerTileVectors } from './outerProducts.ts'

describe('tiles fit the 15 vector registers that V8 leaves to WebAssembly', () => {
  test('dot products', () => {
    for (const units of [1, 2, 3, 4]) {
      for (const rowTile of [1, 2, 4, 8]) {
        const tile = dotTile(units, rowTile)
        expect(dotTileRegisters(tile)).toBeLessThanOrEqual(REGISTERS)
        // Rows come in tiles of rowTile: a tile of another height would run past them.
        expect(rowTile % tile.rows).toBe(0)
      }
    }
  })

  test('outer products', () => {
    for (const rows of [1, 2, 3, 4])
      expect(outerTileRegisters({ rows, vectors: outerTileVectors(rows) })).toBeLessThanOrEqual(REGISTERS)
  })
})

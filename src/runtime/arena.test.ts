import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LINE } from '../compiler/layout.ts'
import { Arena, type Block } from './arena.ts'

const arena = (): Arena => new Arena(new WebAssembly.Memory({ initial: 1 }))

describe('Arena', () => {
  test('blocks that are held never overlap, lie in memory on lines, and are zero', () => {
    const action = fc.record({ give: fc.boolean(), pick: fc.nat(), bytes: fc.integer({ min: 0, max: 100_000 }) })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const memory = arena()
        const held: Block[] = []
        for (const { give, pick, bytes } of actions) {
          if (give && held.length > 0) {
            memory.give(held.splice(pick % held.length, 1)[0] as Block)
            continue
          }
          const block = memory.take(bytes)
          expect(block.bytes).toBeGreaterThanOrEqual(bytes)
          expect(block.address % LINE).toBe(0)
          const view = new Uint8Array(memory.memory.buffer, block.address, block.bytes)
          expect(view.every((byte) => byte === 0)).toBe(true)
          view.fill(1)
          for (const other of held) {
            expect(block.address + block.bytes <= other.address || other.address + other.bytes <= block.address).toBe(true)
          }
          held.push(block)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('memory that was given back is used again, in one piece', () => {
    const memory = arena()
    const blocks = [1, 2, 3, 4].map(() => memory.take(50_000))
    const size = memory.memory.buffer.byteLength
    for (const index of [2, 0, 3, 1]) memory.give(blocks[index] as Block)
    for (let round = 0; round < 100; round++) memory.give(memory.take(200_000))
    expect(memory.memory.buffer.byteLength).toBe(size)
  })
})

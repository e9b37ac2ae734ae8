import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GraphBuilder } from '../ir/graph.ts'
import { segmentsOf } from '../ir/segments.ts'
import type { Storage } from '../ir/types.ts'
import { forEachElement, type Layout, LINE, layoutOf, offsetOf, rowTile, sameLayout } from './layout.ts'

function layout(shape: readonly number[], storage: Storage = 'rows', batched = false): Layout {
  const builder = new GraphBuilder(batched ? (shape[0] as number) : 1)
  return layoutOf(batched ? builder.input('x', shape.slice(1), { batched }) : builder.state('x', shape), storage)
}

describe('segments', () => {
  test('cover the axis in pieces of whole vectors; narrow axes are one piece', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (columns) => {
        const { count, length } = segmentsOf(columns)
        expect(length % 4).toBe(0)
        expect((count - 1) * length).toBeLessThan(columns)
        expect(count * length).toBeGreaterThanOrEqual(columns)
        expect(count).toBeLessThanOrEqual(columns < 256 ? 1 : columns < 2048 ? 4 : 8)
      }),
    )
    expect(segmentsOf(784)).toEqual({ count: 4, length: 196 })
  })
})

describe('layoutOf', () => {
  test('gives every element its own bytes, in lines of its segment, within the size', () => {
    const shapes = fc.oneof(
      fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(260, 300, 2050)),
    )
    fc.assert(
      fc.property(shapes, fc.constantFrom<Storage>('rows', 'columns'), fc.boolean(), (shape, storage, batched) => {
        const isBatch = batched && shape.length >= 2
        const made = layout(shape, isBatch ? 'rows' : storage, isBatch)
        const seen = new Set<number>()
        const indices: number[] = []
        forEachElement(made, made.rows, (index, offset) => {
          indices.push(index)
          expect(offset % 4).toBe(0)
          expect(offset).toBeLessThan(made.size)
          seen.add(offset)
        })
        expect(seen.size).toBe(shape.reduce((product, dimension) => product * dimension, 1))
        expect(indices.sort((a, b) => a - b)).toEqual(Array.from(seen.keys(), (_, i) => i))
        expect(made.block % LINE).toBe(0)
        expect(made.stride % 16).toBe(0)
      }),
    )
  })

  test('columns storage keeps the axis before the last contiguous', () => {
    const kernel = layout([784, 25], 'columns')
    expect(kernel).toMatchObject({ rows: 25, columns: 784, segments: 4, length: 196, stride: 784, block: 25 * 784 + 48 })
    const order: number[] = []
    forEachElement(layout([2, 3], 'columns'), 3, (index, offset) => {
      order[index] = offset
    })
    expect(order).toEqual([0, 16, 32, 4, 20, 36])
  })

  test('the last segment may be short', () => {
    const short = layout([5, 260])
    expect(short).toMatchObject({ segments: 4, length: 68, ragged: true })
    expect(offsetOf(short, 1, 259)).toBe(3 * short.block + short.stride + 55 * 4)
    expect(layout([5, 272]).ragged).toBe(false)
  })

  test('batch rows are padded to tiles that the batch fills', () => {
    expect([1, 2, 3, 5, 7, 8, 33].map(rowTile)).toEqual([1, 2, 2, 4, 4, 8, 8])
    expect([1, 3, 7, 33].map((rows) => layout([rows, 4], 'rows', true).allocatedRows)).toEqual([1, 4, 8, 40])
  })

  test('same layouts are of the same shape in memory', () => {
    expect(sameLayout(layout([3, 4]), layout([3, 4]))).toBe(true)
    expect(sameLayout(layout([3, 4]), layout([3, 4], 'columns'))).toBe(false)
    expect(sameLayout(layout([2, 3, 4]), layout([6, 4]))).toBe(true)
  })
})

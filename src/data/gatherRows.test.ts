import { describe, expect, it } from 'vitest'
import { DataError, ShapeError } from '../errors.ts'
import { tensor } from '../tensor/index.ts'
import { copyRows, gatherRows, sliceRows } from './gatherRows.ts'

const images = tensor(Uint8Array.of(1, 2, 3, 4, 5, 6), [3, 2, 1], { scale: 0.5 })

describe('gatherRows', () => {
  it('copies rows in the order of their numbers, of the same type and scale', () => {
    const rows = gatherRows(images, [2, 0, 2])
    expect(rows).toEqual({ data: Uint8Array.of(5, 6, 1, 2, 5, 6), shape: [3, 2, 1], scale: 0.5 })
    expect(rows.data.buffer).not.toBe(images.data.buffer)
    expect(gatherRows(tensor(Float64Array.of(1, 2), [2]), Uint32Array.of(1))).toEqual({ data: Float64Array.of(2), shape: [1] })
    expect(gatherRows(images, []).shape).toEqual([0, 2, 1])
  })

  it('refuses rows that are not there', () => {
    for (const row of [3, -1, 0.5, Number.NaN]) expect(() => gatherRows(images, [0, row])).toThrow(DataError)
    expect(() => gatherRows(images, [0, 3])).toThrow(/in \[0, 3\); received 3 at position 1/)
    expect(() => gatherRows(tensor(Uint8Array.of(1), []), [0])).toThrow(ShapeError)
  })
})

describe('copyRows', () => {
  it('fills a target from its start with a part of the row numbers', () => {
    const target = new Uint8Array(6).fill(9)
    copyRows(images, [0, 1, 2, 0], 1, 3, target)
    expect(target).toEqual(Uint8Array.of(3, 4, 5, 6, 9, 9))
    expect(() => copyRows(images, [0, 1, 2, 0], 0, 4, target)).toThrow(/4 rows of 2 elements do not fit a target of 6/)
  })
})

describe('sliceRows', () => {
  it('gives a view', () => {
    const last = sliceRows(images, 2, 3)
    expect(last).toEqual({ data: Uint8Array.of(5, 6), shape: [1, 2, 1], scale: 0.5 })
    expect(last.data.buffer).toBe(images.data.buffer)
    expect(sliceRows(images, 2, 99).shape).toEqual([1, 2, 1])
    expect(sliceRows(images, 3, 1).shape).toEqual([0, 2, 1])
  })
})

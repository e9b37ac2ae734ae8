import { describe, expect, it } from 'vitest'
import { LabelError, ShapeError, UsageError } from '../errors.ts'
import { tensor } from '../tensor/index.ts'
import { argmaxRows } from './argmaxRows.ts'
import { confusionMatrix } from './confusionMatrix.ts'

describe('confusionMatrix', () => {
  it('counts true classes down and predicted classes across', () => {
    expect(confusionMatrix([0, 0, 1, 2, 2], Int32Array.of(0, 1, 1, 0, 2), 3)).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 1],
    ])
  })

  it('names the row of a label outside the classes', () => {
    expect(() => confusionMatrix([0, 10], [0, 0], 10)).toThrow(LabelError)
    expect(() => confusionMatrix([0, 10], [0, 0], 10)).toThrow(/labels, row 1: .*\[0, 10\); received 10/)
    expect(() => confusionMatrix([0, 1], [0, 0.5], 2)).toThrow(/predicted, row 1: .*received 0.5/)
  })

  it('refuses lengths that differ, one-hot labels and a bad number of classes', () => {
    expect(() => confusionMatrix([0], [0, 1], 2)).toThrow(ShapeError)
    expect(() => confusionMatrix(tensor(new Uint8Array(4), [2, 2]), [0, 1, 0, 1], 2)).toThrow(/one class number a row/)
    expect(() => confusionMatrix([0], [0], 0)).toThrow(UsageError)
  })
})

describe('argmaxRows', () => {
  it('takes the first of equal values, and any sign', () => {
    expect([
      ...argmaxRows([
        [1, 3, 3],
        [-5, -7, -2],
        [0, 0, 0],
      ]),
    ]).toEqual([1, 2, 0])
  })

  it('refuses NaN and shapes other than [rows, classes]', () => {
    expect(() => argmaxRows([[0, Number.NaN]])).toThrow(/class 1 in row 0 is NaN/)
    expect(() => argmaxRows([1, 2, 3])).toThrow(ShapeError)
  })
})

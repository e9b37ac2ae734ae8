import { describe, expect, test } from 'vitest'
import { isSparseTensor, type SparseParts, sparseTensor } from './sparse.ts'

const parts = { data: [1, 2, 3], indices: [0, 2, 1], indptr: [0, 2, 2, 3], shape: [3, 4] as const }

test('plain arrays become float64; typed values stay as they are', () => {
  const made = sparseTensor(parts)
  expect(made).toEqual({
    data: Float64Array.of(1, 2, 3),
    indices: Int32Array.of(0, 2, 1),
    indptr: Int32Array.of(0, 2, 2, 3),
    shape: [3, 4],
  })
  const bytes = Uint8Array.of(1, 2, 3)
  expect(sparseTensor({ ...parts, data: bytes }).data).toBe(bytes)
  expect([isSparseTensor(made), isSparseTensor({ data: bytes, shape: [3] }), isSparseTensor([[1]])]).toEqual([true, false, false])
})

describe('what is no matrix', () => {
  test.each<[string, Partial<SparseParts<Float64Array>> | undefined, RegExp]>([
    ['values of other number than columns', { data: [1, 2] }, /received 2 values and 3 columns/],
    ['rows of other number than indptr', { indptr: [0, 3] }, /indptr must have rows \+ 1 = 4 numbers; received 2/],
    ['indptr that ends early', { indptr: [0, 1, 2, 2] }, /from 0 to the number of values, 3; received 0 to 2/],
    ['indptr that descends', { indptr: [0, 2, 1, 3] }, /row 1: indptr must not descend .* received 2, then 1/],
    ['a column outside', { indices: [0, 4, 1] }, /row 0: columns must ascend and lie in \[0, 4\); received 4 behind 0/],
    ['columns that don’t ascend', { indices: [2, 2, 1] }, /row 0: .* received 2 behind 2.* sum_duplicates/],
    ['a column that is no whole number', { indices: [0, 2.5, 1] }, /indices\[1\] must be a whole number/],
    ['a shape of one dimension', { shape: [3] as never }, /shape must be \[rows, columns\]/],
    ['no values', { data: 'abc' as never }, /data must be an array of numbers/],
    ['nothing', undefined, /data must be an array of numbers/],
  ])('%s', (_name, change, message) => {
    expect(() => sparseTensor((change && { ...parts, ...change }) as never)).toThrow(message)
  })
})

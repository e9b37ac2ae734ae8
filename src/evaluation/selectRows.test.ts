import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { rowsOf } from '../../test/support/nearestCentroid.ts'
import { DataError, ShapeError } from '../errors.ts'
import { type Tensor, type TensorLike, tensor } from '../tensor/index.ts'
import type { Estimator } from './estimator.ts'
import { countRows, type Rows, type SparseRows, selectRows } from './selectRows.ts'

/** The stored form of rows in which 0 is not stored. */
function sparse(rows: readonly (readonly number[])[]): SparseRows {
  const stored = rows.map((row) => row.flatMap((value, column) => (value === 0 ? [] : [{ value, column }])))
  const ends = stored.map((_, i) => stored.slice(0, i + 1).flat().length)
  return {
    data: Float32Array.from(stored.flat(), ({ value }) => value),
    indices: Int32Array.from(stored.flat(), ({ column }) => column),
    indptr: Int32Array.of(0, ...ends),
    shape: [rows.length, rows[0]!.length],
  }
}

describe('selectRows', () => {
  it('gives the same rows of every form, in the order asked for, and keeps the form', () => {
    const matrix = fc.array(fc.array(fc.nat(2), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(matrix, fc.array(fc.nat(7), { maxLength: 10 }), (rows, drawn) => {
        const numbers = Uint32Array.from(drawn, (row) => row % rows.length)
        const wanted = Array.from(numbers, (row) => rows[row]!)
        expect(selectRows(rows, numbers)).toEqual(wanted)
        const picked = selectRows(sparse(rows), numbers) as SparseRows
        expect(rowsOf(picked)).toEqual(wanted)
        expect(picked.data).toBeInstanceOf(Float32Array)
        expect(picked.shape).toEqual([numbers.length, 3])
        const dense = tensor(Uint8Array.from(rows.flat()), [rows.length, 3], { scale: 0.5 })
        expect(selectRows(dense, numbers)).toEqual(tensor(Uint8Array.from(wanted.flat()), [numbers.length, 3], { scale: 0.5 }))
      }),
    )
  })

  it('refuses rows that there are not', () => {
    const rows = [[1, 0]]
    for (const X of [rows, sparse(rows), tensor(new Float32Array(2), [1, 2])]) {
      expect(() => selectRows(X, Uint32Array.of(0, 1))).toThrow(/\[0, 1\); received 1 at position 1/)
    }
  })
})

describe('countRows', () => {
  it('counts rows of every form', () => {
    expect(countRows([[1], [2]])).toBe(2)
    expect(countRows(tensor(new Float32Array(6), [3, 2]))).toBe(3)
    expect(countRows(sparse([[0, 0]]))).toBe(1)
    expect(() => countRows(7 as never)).toThrow(DataError)
    expect(() => countRows(new Float32Array(3) as never)).toThrow(/received Float32Array\(3\)/)
    expect(() => countRows(tensor(new Float32Array(1), []))).toThrow(ShapeError)
  })
})

it('Estimator fits classifiers whose rows are a Tensor, nested arrays or sparse', () => {
  interface Classifier {
    fit(
      X: TensorLike | SparseRows,
      y: readonly ('a' | 'b')[] | Tensor,
      options?: { sampleWeight?: Float64Array | readonly number[]; validation?: readonly [Rows, 'a'[]]; signal?: AbortSignal },
    ): Promise<{ converged: boolean }>
    predict(X: TensorLike | SparseRows, options?: { signal?: AbortSignal }): Promise<('a' | 'b')[]>
    predictProba(X: TensorLike | SparseRows): Promise<Tensor<Float64Array>>
    score(X: TensorLike | SparseRows, y: readonly ('a' | 'b')[]): Promise<number>
    readonly classes: readonly ('a' | 'b')[]
    readonly coef: Tensor
  }
  expectTypeOf<Classifier>().toExtend<Estimator<'a' | 'b'>>()
  expectTypeOf<Omit<Classifier, 'predictProba'>>().not.toExtend<Estimator<'a' | 'b'>>()
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataError } from '../errors.ts'
import { columnsTable } from './rowsTable.ts'
import { selectTableRows, sliceTable } from './selectTableRows.ts'

const table = columnsTable({ a: [1, null, 3, 4], b: ['w', 'x', null, 'z'] })

describe('selectTableRows', () => {
  it('takes rows in the order asked for, with their lines, and counts anew what is missing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3)), (numbers) => {
        const picked = selectTableRows(table, Uint32Array.from(numbers))
        expect(picked.rows).toBe(numbers.length)
        expect(Array.from(picked.lines)).toEqual(numbers.map((row) => row + 1))
        picked.columns.forEach(({ values, missing }, i) => {
          expect(Array.from(values as ArrayLike<unknown>)).toEqual(numbers.map((row) => table.columns[i]!.values[row]))
          expect(missing).toBe(numbers.filter((row) => row === i + 1).length)
        })
      }),
    )
  })

  it('refuses rows that there are not', () => {
    expect(() => selectTableRows(table, Uint32Array.of(0, 4))).toThrow(DataError)
    expect(() => selectTableRows(table, Uint32Array.of(0, 4))).toThrow(/\[0, 4\); received 4 at position 1/)
  })
})

describe('sliceTable', () => {
  it('is the rows from one to before another', () => {
    const part = sliceTable(table, 1, 3)
    expect(part.rows).toBe(2)
    expect(part.columns.map(({ values }) => Array.from(values as ArrayLike<unknown>))).toEqual([
      [Number.NaN, 3],
      ['x', ''],
    ])
    expect(sliceTable(table, 0, 4)).toBe(table)
  })
})

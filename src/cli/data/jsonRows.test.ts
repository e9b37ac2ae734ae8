import { describe, expect, it } from 'vitest'
import { DataError } from '../../errors.ts'
import { readJsonRows } from './jsonRows.ts'
import type { RowRules } from './parseRow.ts'

const rules: RowRules = { width: 3, accepts: Number.isFinite, wanted: 'a finite number' }

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

async function readAll(text: string, size = text.length, with_: RowRules = rules): Promise<number[][]> {
  const rows: number[][] = []
  for await (const group of readJsonRows(inPieces(text, Math.max(1, size)), with_)) rows.push(...group)
  return rows
}

const wanted = [
  [1, 2.5, -3],
  [4e2, 0, 6],
]

describe('readJsonRows', () => {
  it.each([
    ['one array a line', '[1, 2.5, -3]\n[4e2,0,6]\n'],
    ['without a last newline, with empty lines and CRLF', '\n[1,2.5,-3]\r\n\r\n[4E2,0,6]'],
    ['one array of arrays', '[[1,2.5,-3],[4e2,0,6]]'],
    ['an array of arrays laid out over lines', '[\n  [\n    1,\n    2.5, -3\n  ],\n  [4e2, 0, 6]\n]\n'],
    ['after a byte order mark', '\uFEFF[[1,2.5,-3],[4e2,0,6]]'],
  ])('reads %s, however the text is cut', async (_name, text) => {
    for (let size = 1; size <= text.length; size++) expect(await readAll(text, size)).toEqual(wanted)
  })

  it('gives no rows for no text or an empty array of rows', async () => {
    expect(await readAll('')).toEqual([])
    expect(await readAll(' \n ')).toEqual([])
    expect(await readAll('[\n]')).toEqual([])
  })

  it.each([
    ['[1,2,3]\n[1,NaN,3]', /Row 1 \(line 2\), column 1: "NaN" is not a JSON number/],
    ['[1,2,3]\n\n[1,null,3]', /Row 1 \(line 3\), column 1: .*received null/],
    ['[1,2,1e999]', /Row 0 \(line 1\), column 2: .*received Infinity/],
    ['[1,2]\n', /Row 0 \(line 1\) has 2 values, so column 2 is missing; the model takes 3/],
    ['[1,2,3,4]\n', /Row 0 .*column 3 is one too many/],
    ['[1,,3]\n', /Row 0 \(line 1\), column 1: there is no value/],
    ['[1,2,3\n[4,5,6]\n', /Row 0 \(line 1\) is not a JSON array/],
    ['{"x":[1,2,3]}\n', /Row 0 \(line 1\) must be a JSON array of 3 numbers/],
    ['[1,"2",3]', /Row 0 \(line 1\), column 1: .*received "2"/],
    ['[[1,2,3],[1,[2],3]]', /Row 1 /],
    ['[[1,2,3],\n[1,2,oops]]', /Row 1 \(line 2\), column 2: "oops" is not a JSON number/],
    ['[[1,2,3] [1,2,3]]', /Line 1, before row 1: there must be a comma/],
    ['[[1,2,3],]', /Line 1, before row 1: there must be a row/],
    ['[[1,2,3]', /ends within its array of rows, after 1 whole rows/],
    ['[[1,2', /ends within its array of rows, after 0 whole rows/],
    ['[[1,2,3]] [', /there must be the end/],
    ['hello', /Row 0 \(line 1\) is not a JSON array/],
  ])('names the place of a fault: %s', async (text, message) => {
    for (const size of [1, 4, text.length]) {
      await expect(readAll(text, size)).rejects.toThrow(message)
      await expect(readAll(text, size)).rejects.toBeInstanceOf(DataError)
    }
  })

  it('gives the rows before a broken one', async () => {
    const rows: number[][] = []
    const read = async (): Promise<void> => {
      for await (const group of readJsonRows(inPieces('[1,2,3]\n[4,5,6]\n[7]\n', 100), rules)) rows.push(...group)
    }
    await expect(read()).rejects.toThrow(/Row 2/)
    expect(rows).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
  })

  it('stops at a row without end rather than keep it', async () => {
    async function* endless(): AsyncGenerator<string> {
      yield '[['
      for (;;) yield '1,'.repeat(10_000)
    }
    const read = async (): Promise<void> => {
      for await (const _ of readJsonRows(endless(), rules)) expect.unreachable()
    }
    await expect(read()).rejects.toThrow(/Row 0 goes on for more than/)
  })
})

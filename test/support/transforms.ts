// A transform of one column, fitted and read back as a saved model would have it.

import { expect } from 'vitest'
import { columnsTable, type Table } from '../../src/data/index.ts'
import type { Block } from '../../src/preprocessing/block.ts'
import type { FittedTransform } from '../../src/preprocessing/transform.ts'
import { type ColumnTransform, fitterOf, transformFromConfig } from '../../src/preprocessing/transforms.ts'

/** A table of one column, x. */
export function columnX(values: readonly unknown[]): Table {
  return columnsTable({ x: values }, { name: 't' })
}

/** A block's rows, zeros too. */
export function rowsOfBlock(block: Block): number[][] {
  const { width } = block
  if ('dense' in block) {
    return Array.from({ length: block.dense.length / width }, (_, row) =>
      Array.from(block.dense.subarray(row * width, (row + 1) * width)),
    )
  }
  return Array.from({ length: block.indptr.length - 1 }, (_, row) => {
    const values = new Array<number>(width).fill(0)
    for (let k = block.indptr[row] as number; k < (block.indptr[row + 1] as number); k++) {
      values[block.indices[k] as number] = block.data[k] as number
    }
    return values
  })
}

/** A transform that was fitted. */
export interface FittedX {
  readonly fitted: FittedTransform
  readonly names: readonly string[]
  /** Features of other values. What the saved transform gives is asserted to be the same bits. */
  encode(values: readonly unknown[]): number[][]
}

/** Fits a transform to the column x, in one piece or in two; the reason as a text where it is left out. */
export function fitX(transform: ColumnTransform, values: readonly unknown[], firstPiece = values.length): FittedX | string {
  const table = columnX(values)
  const [column] = table.columns
  const fitter = fitterOf(transform, 'the column x')
  const part = (from: number, to: number): void => {
    if (from === to) return
    const piece = column!.values.slice(from, to)
    fitter.add({ ...table, rows: to - from, lines: table.lines.slice(from, to) }, { ...column, values: piece } as typeof column &
      object)
  }
  part(0, firstPiece)
  part(firstPiece, values.length)
  const fitted = fitter.finish()
  if ('dropped' in fitted) return fitted.dropped
  const saved = transformFromConfig(JSON.parse(JSON.stringify(fitted.config())), 'x')
  const names = fitted.featureNames('x')
  expect(names).toHaveLength(fitted.width)
  expect(new Set(names).size).toBe(names.length)
  expect(saved.featureNames('x')).toEqual(names)
  return {
    fitted,
    names,
    encode(others) {
      const other = columnX(others)
      const rows = rowsOfBlock(fitted.encode(other, other.columns[0]!))
      expect(rowsOfBlock(saved.encode(other, other.columns[0]!))).toEqual(rows)
      return rows
    },
  }
}

/** As fitX, where it is known not to be left out. */
export function fittedX(transform: ColumnTransform, values: readonly unknown[], firstPiece?: number): FittedX {
  const found = fitX(transform, values, firstPiece)
  if (typeof found === 'string') throw new Error(`left out: ${found}`)
  return found
}

/** What scikit-learn gives: test/golden/sklearn-preprocessing.json. */
export interface PreprocessingGolden {
  readonly scaled: readonly { name: string; values: number[]; scaler: 'standard' | 'minMax' | 'robust'; wanted: number[] }[]
  readonly filled: readonly { values: (number | null)[]; missing: 'median' | 'mean' | 'mostFrequent'; wanted: number[][] }[]
  readonly oneHot: readonly { categories: string[]; later: string[]; options: object; wanted: number[][] }[]
  readonly ordinal: { categories: string[]; wanted: number[] }
  readonly texts: readonly string[]
  readonly laterTexts: readonly string[]
  readonly words: readonly BagGolden[]
  readonly characters: readonly BagGolden[]
  readonly hashedWords: { values: number[][] }
  readonly hashedCharacters: { values: number[][] }
  readonly murmur3: readonly { text: string; wanted: number }[]
}

/** A vectorizer's vocabulary, and its values of later texts. */
export interface BagGolden {
  readonly name: string
  readonly terms: string[]
  readonly values: number[][]
}

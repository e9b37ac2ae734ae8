// Iris, wine and digits, as the golden files of softmax regression know them.

import { type Tensor, tensor } from 'argmax'
import { readGolden } from './golden.ts'

/** The names of the sets. */
export type SmallSet = 'iris' | 'wine' | 'digits'

const sets = readGolden<Record<SmallSet, { readonly x: number[][]; readonly y: number[] }>>('small-sets.json')

/** A set's rows, in float64, and class numbers. */
export function smallSet(name: SmallSet): { x: Tensor<Float64Array>; y: number[] } {
  const { x, y } = sets[name]
  return { x: tensor(Float64Array.from(x.flat()), [x.length, (x[0] as number[]).length]), y }
}

/** Some rows of a tensor, and their labels. */
export function rowsOf<L>(x: Tensor<Float64Array>, y: readonly L[], rows: readonly number[]): { x: Tensor<Float64Array>; y: L[] } {
  const features = x.shape[1] as number
  const data = new Float64Array(rows.length * features)
  rows.forEach((row, i) => {
    data.set(x.data.subarray(row * features, (row + 1) * features), i * features)
  })
  return { x: { data, shape: [rows.length, features] }, y: rows.map((row) => y[row] as L) }
}

/** A stratified split by chance: `part` of each class's rows to test. */
export function stratified(y: readonly number[], part: number, random: () => number): { train: number[]; test: number[] } {
  const [train, test]: [number[], number[]] = [[], []]
  for (const label of new Set(y)) {
    const rows = y.flatMap((value, row) => (value === label ? [row] : []))
    for (let i = rows.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      ;[rows[i], rows[j]] = [rows[j] as number, rows[i] as number]
    }
    const count = Math.round(rows.length * part)
    test.push(...rows.slice(0, count))
    train.push(...rows.slice(count))
  }
  return { train, test }
}

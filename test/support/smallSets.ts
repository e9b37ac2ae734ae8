// Iris, wine and digits, as the golden files of softmax regression take them: in float64, digits as whole numbers from 0 to 16.

import { type Tensor, tensor } from 'argmax'
import { digits, iris, wine } from 'argmax/datasets'

/** The names of the sets. */
export type SmallSet = 'iris' | 'wine' | 'digits'

const sets = { iris: await iris(), wine: await wine(), digits: await digits() }

/** A set's rows, in float64, and class numbers. */
export function smallSet(name: SmallSet): { x: Tensor<Float64Array>; y: number[] } {
  const { x, train } = sets[name]
  return { x: tensor(Float64Array.from(x.data), x.shape), y: Array.from(train.y.data) }
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

// How a row looks in a report: as a picture where it is one, else as the values of its columns.

import type { PredictionsForReport } from '../../report/index.ts'
import { type InputDescription, pictureSize } from '../data/inputDescription.ts'
import { type Inputs, isDense, isTable } from '../data/rows.ts'

/** The darkest and the lightest value of a picture's pixels. */
const WHITE = 255

/** The greatest value, or 1 where none is above 0. */
function greatestOf(values: ArrayLike<number>): number {
  let greatest = 0
  for (let i = 0; i < values.length; i++) greatest = Math.max(greatest, values[i] as number)
  return greatest || 1
}

/** `image` or `values` and `columns` for reportFromPredictions. */
export function rowPictures(input: InputDescription, x: Inputs): Pick<PredictionsForReport, 'image' | 'values' | 'columns'> {
  if (isTable(x)) {
    const shown = x.columns.filter(({ name }) => input.features?.includes(name) ?? true)
    const values = (row: number) => shown.map((column) => column.values[row] as number | string)
    return { columns: shown.map(({ name }) => name), values }
  }
  if (!isDense(x)) return {} // rows that are streamed are gone again
  const { data, shape, scale = 1 } = x
  const width = data.length / (shape[0] as number)
  const size = pictureSize(input)
  if (size !== undefined) {
    // Values with a scale go from 0 to 1, others to the greatest that occurs.
    const most = scale === 1 ? greatestOf(data) : 1 / scale
    const image = (row: number) => {
      const pixels = Float64Array.from(data.subarray(row * width, (row + 1) * width), (value) =>
        Math.max(0, Math.min(WHITE, (WHITE * value) / most)),
      )
      return { ...size, pixels }
    }
    return { image }
  }
  const columns = input.features ?? Array.from({ length: width }, (_, i) => `input ${i}`)
  return { columns, values: (row) => Array.from(data.subarray(row * width, (row + 1) * width), (value) => value * scale) }
}

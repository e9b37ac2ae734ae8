// Rows as the commands pass them on: a Tensor of images or numbers, sparse features, or a table with columns of any kind, in memory or
// streamed.

import { gatherRows, type Table } from '../../data/index.ts'
import { isRowStream, type RowStream, selectStreamRows } from '../../data/rowStream.ts'
import { type Rows as EvaluationRows, selectRows } from '../../evaluation/index.ts'
import { isSparseTensor, type SparseTensor, type Tensor } from '../../tensor/index.ts'

/** Inputs of a model. */
export type Inputs = Tensor | SparseTensor | Table | RowStream

/** Inputs and class numbers, row by row. */
export interface Rows {
  readonly x: Inputs
  readonly y: Tensor
}

/** Whether inputs are a table. */
export function isTable(x: Inputs): x is Table {
  return Array.isArray((x as Table).columns)
}

/** Whether inputs are a Tensor, every value of which is stored. */
export function isDense(x: Inputs): x is Tensor {
  return !isTable(x) && !isRowStream(x) && !isSparseTensor(x)
}

/** Inputs by the numbers of their rows. */
export function takeInputs(x: Inputs, numbers: Uint32Array): Inputs {
  if (isRowStream(x)) return selectStreamRows(x, numbers)
  return selectRows(x as EvaluationRows, numbers) as Inputs
}

/** Rows by number, with their labels. */
export function takeRows({ x, y }: Rows, numbers: Uint32Array): Rows {
  return { x: takeInputs(x, numbers), y: gatherRows(y, numbers) }
}

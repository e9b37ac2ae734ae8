// A table as tensors, for its fingerprint: two tables have the same if names, values and their order are the same.

import type { Tensor } from '../tensor/index.ts'
import type { Table } from './table.ts'

const vector = (data: Tensor['data']): Tensor => ({ data, shape: [data.length] })

/** Texts below each other as UTF-8, and how long each is: `['a', 'bc']` and `['ab', 'c']` differ. */
function textTensors(texts: readonly string[]): Tensor[] {
  const lengths = Uint32Array.from(texts, (text) => text.length)
  return [vector(lengths), vector(new TextEncoder().encode(texts.join('')))]
}

/** The names of a table's columns and their values, for hashData. Where it came from, and in which lines, is no part of them. */
export function tableTensors({ columns }: Table): Tensor[] {
  const types = columns.map(({ type }) => type)
  return [
    ...textTensors([...columns.map(({ name }) => name), ...types]),
    ...columns.flatMap((column) => (column.type === 'number' ? [vector(column.values)] : textTensors(column.values))),
  ]
}

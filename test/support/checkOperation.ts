// The check of one operation's kernel, and the shapes that meet its branches.

import { GraphBuilder } from '../../src/ir/graph.ts'
import { checkProgram, numbersFor, type Values } from './conformance.ts'

/** Batch rows x columns: one element, a full tile, tails of rows and columns, segments with and without a short last one. */
export const SHAPES: readonly (readonly [batchSize: number, columns: number])[] = [
  [1, 1],
  [4, 4],
  [3, 17],
  [9, 5],
  [5, 300],
  [2, 260],
  [8, 272],
]

/** Checks a graph on random numbers, in a full batch and in one with a row less. */
export function checkOperation(
  batchSize: number,
  make: (builder: GraphBuilder) => void,
  values: (rows: number) => Values = () => ({}),
): void {
  const builder = new GraphBuilder(batchSize)
  make(builder)
  const graph = builder.build()
  for (const rows of batchSize > 1 ? [batchSize, batchSize - 1] : [batchSize]) {
    checkProgram(graph, { ...numbersFor(graph, batchSize + rows, rows), ...values(rows) }, rows)
  }
}

// Which way through memory rows take, and whose rows they are.

import type { KernelContext } from '../../kernel.ts'
import { forLongRows } from './longRow.ts'
import { forPairsOfRows } from './pairOfRows.ts'
import type { Rows, RowSource } from './rows.ts'

/** Rows of at most this many classes go in pairs: their terms stay in locals, and the code of all classes is written out. */
export const FEW_CLASSES = 16

/** Emits code for the rows that the calling thread owns, and then for the operations that follow the kernel. */
export function forRows(context: KernelContext, source: RowSource, body: (rows: Rows) => void): void {
  const { f, begin, end, ownership, group } = context
  const { layout } = source.logits
  const loop = layout.columns <= FEW_CLASSES ? forPairsOfRows : forLongRows
  const { segments, batchRows } = group.layout
  if (ownership.kind === 'rows') {
    loop(context, { begin, end }, source, body)
    context.epilogue({ firstSegment: 0, lastSegment: segments, ...(batchRows ? { rowBegin: begin, rowEnd: end } : { rowBegin: 0, rowEnd: 1 }) })
    return
  }
  f.get(begin).get(end).op('i32.lt_s')
  f.if(() => {
    loop(context, { begin: 0, end: layout.rows }, source, body)
    context.epilogue({ firstSegment: 0, lastSegment: segments, rowBegin: 0, rowEnd: group.layout.rows })
  })
}

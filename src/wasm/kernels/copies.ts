// Copies between layouts: relayout swaps the contiguous axis, reshape cuts rows anew. Both move single elements and zero the
// padding first; they are rare.

import type { Node } from '../../ir/types.ts'
import type { Local } from '../assembler/index.ts'
import type { AnchorKernel, KernelContext } from '../kernel.ts'
import { ifAny } from './blocks.ts'
import { clearRow, pushOffset } from './offsets.ts'

/** The kernel of `relayout`: one owner copies everything. */
export const relayoutKernel: AnchorKernel = (context) => {
  const { f, group, place } = context
  const anchor = group.anchor as Node
  const from = place(anchor.inputs[0] as Node)
  const to = place(anchor)
  const swapped = from.layout.storage !== to.layout.storage
  const [row, column] = [f.local('i32'), f.local('i32')]
  ifAny(context, () => {
    f.i32(to.address).i32(0).i32(to.layout.size).memoryFill()
    f.forRange(row, 0, to.layout.rows, 1, () => {
      f.forRange(column, 0, to.layout.columns, 1, () => {
        pushOffset(f, to.layout, row, column)
        pushOffset(f, from.layout, swapped ? column : row, swapped ? row : column)
        f.load('f32.load', from.address).store('f32.store', to.address)
      })
    })
    context.epilogue({ firstSegment: 0, lastSegment: group.layout.segments, rowBegin: 0, rowEnd: group.layout.rows })
  })
}

/** The kernel of `reshape`, where it is not the same bytes: owners of batch rows copy theirs. */
export const reshapeKernel: AnchorKernel = (context) => {
  const { group, place, ownership, begin, end } = context
  const { layout } = place(group.anchor as Node)
  const epilogue = (rowBegin: Local | number, rowEnd: Local | number): void =>
    context.epilogue({ firstSegment: 0, lastSegment: layout.segments, rowBegin, rowEnd })
  if (ownership.kind !== 'rows') {
    ifAny(context, () => {
      copyElements(context, [0, layout.rows], [0, layout.columns])
      epilogue(0, layout.rows)
    })
  } else if (layout.batchRows) {
    copyElements(context, [begin, end], [0, layout.columns])
    epilogue(begin, end)
  } else copyElements(context, [0, 1], [begin, end])
}

type Range = readonly [begin: Local | number, end: Local | number]

/** Copies the elements at stored rows x columns from where they lie in the operand, which has them in the same order. */
function copyElements({ f, group, place }: KernelContext, rows: Range, columns: Range): void {
  const anchor = group.anchor as Node
  const from = place(anchor.inputs[0] as Node)
  const to = place(anchor)
  const [row, column, sourceRow, sourceColumn] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  // The first element is number rows[0] * columns + columns[0].
  f.push(rows[0])
    .times(to.layout.columns)
    .plus(columns[0])
    .tee(sourceColumn)
    .i32(from.layout.columns)
    .op('i32.div_u')
    .set(sourceRow)
  f.get(sourceColumn).i32(from.layout.columns).op('i32.rem_u').set(sourceColumn)
  f.forRange(row, rows[0], rows[1], 1, () => {
    if (to.layout.rows > 1 || to.layout.batchRows) {
      clearRow(f, to, () => f.get(row).times(to.layout.stride))
    }
    f.forRange(column, columns[0], columns[1], 1, () => {
      pushOffset(f, to.layout, row, column)
      pushOffset(f, from.layout, sourceRow, sourceColumn)
      f.load('f32.load', from.address).store('f32.store', to.address)
      f.get(sourceColumn).plus(1).tee(sourceColumn).i32(from.layout.columns).op('i32.eq')
      f.if(() => f.i32(0).set(sourceColumn).get(sourceRow).plus(1).set(sourceRow))
    })
  })
  f.release(row, column, sourceRow, sourceColumn)
}

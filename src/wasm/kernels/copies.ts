// Copies between layouts: relayout swaps the contiguous axis, reshape cuts rows anew. Both move single elements and zero the
// padding first; they are rare.

import type { Layout } from '../../compiler/layout.ts'
import type { Node } from '../../ir/types.ts'
import type { FunctionBuilder, Local } from '../assembler/index.ts'
import type { AnchorKernel, KernelContext } from '../kernel.ts'

/** Pushes the byte offset of the element at stored (row, column). */
function pushOffset(f: FunctionBuilder, layout: Layout, row: Local, column: Local): void {
  f.get(row).i32(layout.stride).op('i32.mul')
  if (layout.segments === 1) f.get(column).i32(4).op('i32.mul').op('i32.add')
  else {
    f.get(column).i32(layout.length).op('i32.div_u').i32(layout.block).op('i32.mul').op('i32.add')
    f.get(column).i32(layout.length).op('i32.rem_u').i32(4).op('i32.mul').op('i32.add')
  }
}

/** Runs `body` in one owner only, with the result's bytes zeroed. */
function once({ f, begin, end, group, place }: KernelContext, body: () => void): void {
  f.get(begin).get(end).op('i32.lt_s')
  f.if(() => {
    const { address, layout } = place(group.anchor as Node)
    f.i32(address).i32(0).i32(layout.size).memoryFill()
    body()
  })
}

/** The kernel of `relayout`. */
export const relayoutKernel: AnchorKernel = (context) => {
  const { f, group, place } = context
  const anchor = group.anchor as Node
  const from = place(anchor.inputs[0] as Node)
  const to = place(anchor)
  const swapped = from.layout.storage !== to.layout.storage
  const [row, column] = [f.local('i32'), f.local('i32')]
  once(context, () => {
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

/** The kernel of `reshape`, where it is not the same bytes. */
export const reshapeKernel: AnchorKernel = (context) => {
  const { f, group, place, rows } = context
  const anchor = group.anchor as Node
  const from = place(anchor.inputs[0] as Node)
  const to = place(anchor)
  const [row, column, sourceRow, sourceColumn] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  once(context, () => {
    f.i32(0).set(sourceRow).i32(0).set(sourceColumn)
    const count = f.local('i32')
    if (to.layout.batchRows) f.get(rows).i32(to.layout.perBatchRow).op('i32.mul')
    else f.i32(to.layout.rows)
    f.set(count)
    f.forRange(row, 0, count, 1, () => {
      f.forRange(column, 0, to.layout.columns, 1, () => {
        pushOffset(f, to.layout, row, column)
        pushOffset(f, from.layout, sourceRow, sourceColumn)
        f.load('f32.load', from.address).store('f32.store', to.address)
        f.get(sourceColumn).i32(1).op('i32.add').tee(sourceColumn).i32(from.layout.columns).op('i32.eq')
        f.if(() => f.i32(0).set(sourceColumn).get(sourceRow).i32(1).op('i32.add').set(sourceRow))
      })
    })
    context.epilogue({ firstSegment: 0, lastSegment: group.layout.segments, rowBegin: 0, rowEnd: count })
  })
}

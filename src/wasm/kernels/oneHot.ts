// Rows of zeros with a 1 at the label.

import type { Node } from '../../ir/types.ts'
import type { AnchorKernel } from '../kernel.ts'

/** The kernel of `oneHot`. */
export const oneHotKernel: AnchorKernel = ({ f, group, place, begin, end, epilogue }) => {
  const anchor = group.anchor as Node
  const labels = place(anchor.inputs[0] as Node)
  const { address, layout } = place(anchor)
  const ignoreClass = anchor.attributes.ignoreClass as number | null
  const row = f.local('i32')
  const label = f.local('i32')
  f.forRange(row, begin, end, 1, () => {
    for (let segment = 0; segment < layout.segments; segment++) {
      f.get(row)
        .i32(layout.stride)
        .op('i32.mul')
        .i32(address + segment * layout.block)
        .op('i32.add')
        .i32(0)
        .i32(layout.stride)
        .memoryFill()
    }
    f.get(row).i32(2).op('i32.shl').load('i32.load', labels.address).tee(label).i32(layout.columns).op('i32.lt_u')
    if (ignoreClass !== null) f.get(label).i32(ignoreClass).op('i32.ne').op('i32.and')
    f.if(() => {
      f.get(row).i32(layout.stride).op('i32.mul')
      f.get(label).i32(layout.length).op('i32.div_u').i32(layout.block).op('i32.mul').op('i32.add')
      f.get(label).i32(layout.length).op('i32.rem_u').i32(2).op('i32.shl').op('i32.add')
      f.f32(1).store('f32.store', address)
    })
  })
  epilogue({ firstSegment: 0, lastSegment: layout.segments, rowBegin: begin, rowEnd: end })
}

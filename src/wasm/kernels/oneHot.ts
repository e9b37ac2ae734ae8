// Rows of zeros with a 1 at the label.

import type { Node } from '../../ir/types.ts'
import type { AnchorKernel } from '../kernel.ts'
import { clearRow, pushOffset } from './offsets.ts'

/** The kernel of `oneHot`. */
export const oneHotKernel: AnchorKernel = ({ f, group, place, begin, end, epilogue }) => {
  const anchor = group.anchor as Node
  const labels = place(anchor.inputs[0] as Node)
  const { address, layout } = place(anchor)
  const ignoreClass = anchor.attributes.ignoreClass as number | null
  const row = f.local('i32')
  const label = f.local('i32')
  f.forRange(row, begin, end, 1, () => {
    clearRow(f, { address, layout }, () => f.get(row).times(layout.stride))
    f.get(row).times(4).load('i32.load', labels.address).tee(label).i32(layout.columns).op('i32.lt_u')
    if (ignoreClass !== null) f.get(label).i32(ignoreClass).op('i32.ne').op('i32.and')
    f.if(() => {
      pushOffset(f, layout, row, label).f32(1).store('f32.store', address)
    })
  })
  epilogue({ firstSegment: 0, lastSegment: layout.segments, rowBegin: begin, rowEnd: end })
}

// Row values between float32 and float64.

import type { Node } from '../../ir/types.ts'
import type { AnchorKernel } from '../kernel.ts'

/** The kernel of `toFloat64`: exact. */
export const toFloat64Kernel: AnchorKernel = ({ f, group, place, begin, end }) => {
  const anchor = group.anchor as Node
  const row = f.local('i32')
  f.forRange(row, begin, end, 1, () => {
    f.get(row).times(8)
    f.get(row)
      .times(4)
      .load('f32.load', place(anchor.inputs[0] as Node).address)
      .op('f64.promote_f32')
    f.store('f64.store', place(anchor).address)
  })
}

/** The kernel of `toFloat32`: one rounding. */
export const toFloat32Kernel: AnchorKernel = ({ f, group, place, begin, end }) => {
  const anchor = group.anchor as Node
  const row = f.local('i32')
  f.forRange(row, begin, end, 1, () => {
    f.get(row).times(4)
    f.get(row)
      .times(8)
      .load('f64.load', place(anchor.inputs[0] as Node).address)
      .op('f32.demote_f64')
    f.store('f32.store', place(anchor).address)
  })
}

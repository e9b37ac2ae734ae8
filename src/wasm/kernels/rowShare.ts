// Each row's share of the mean, in float64: what the gradient of every row loss is multiplied by.

import type { Node } from '../../ir/types.ts'
import type { AnchorKernel } from '../kernel.ts'

/** The kernel of `rowShare`: upstream / (rows not ignored), or 0 where all are. */
export const rowShareKernel: AnchorKernel = ({ f, group, place, begin, end, rows }) => {
  const anchor = group.anchor as Node
  const [upstream, labels] = anchor.inputs as [Node, Node | undefined]
  const ignoreClass = anchor.attributes.ignoreClass as number | null
  const count = f.local('i32')
  const row = f.local('i32')
  const share = f.local('f64')
  f.get(rows).set(count)
  if (labels && ignoreClass !== null) {
    f.i32(0).set(count)
    f.forRange(row, 0, rows, 1, () => {
      f.get(row).times(4).load('i32.load', place(labels).address).i32(ignoreClass).op('i32.ne')
      f.plus(count).set(count)
    })
  }
  if (upstream.operation.name === 'constant') f.f64(Math.fround(upstream.attributes.value as number))
  else f.i32(place(upstream).address).load('f32.load').op('f64.promote_f32')
  f.get(count).op('f64.convert_i32_s').op('f64.div').f64(0).get(count).select().set(share)
  f.forRange(row, begin, end, 1, () => {
    f.get(row).times(8).get(share).store('f64.store', place(anchor).address)
  })
}

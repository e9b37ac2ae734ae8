// Whether a row's label is among its k highest scores, by counting the scores that rank above the label's.

import type { Node } from '../../ir/types.ts'
import type { AnchorKernel } from '../kernel.ts'
import { pushOffset } from './offsets.ts'

/** The kernel of `inTopK`. */
export const inTopKKernel: AnchorKernel = ({ f, group, place, begin, end }) => {
  const anchor = group.anchor as Node
  const [scores, labels] = anchor.inputs as [Node, Node]
  const { address, layout } = place(scores)
  const targets = place(labels)
  const soft = labels.type.dtype !== 'int32'
  const first = anchor.attributes.ties === 'first'
  const classes = layout.columns
  const [row, column, label, above, start] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const [own, score] = [f.local('f32'), f.local('f32')]
  const ordered = f.local('i32')
  /** Pushes the element of `from` at (row, column). */
  const element = (from: typeof targets, index: typeof column): void => {
    pushOffset(f, from.layout, row, index).load('f32.load', from.address)
  }
  f.forRange(row, begin, end, 1, () => {
    f.get(row).times(4).set(start)
    if (soft) {
      f.i32(0).set(label)
      f.forRange(column, 1, classes, 1, () => {
        element(targets, column)
        element(targets, label)
        f.op('f32.gt')
        f.if(() => f.get(column).set(label))
      })
    } else f.get(start).load('i32.load', targets.address).set(label)
    f.get(label).i32(classes).op('i32.lt_u')
    f.if(
      () => {
        element({ address, layout }, label)
        f.set(own)
        f.i32(0).set(above)
        f.i32(1).set(ordered)
        f.forRange(column, 0, classes, 1, () => {
          element({ address, layout }, column)
          f.tee(score).get(own).op('f32.gt').plus(above)
          if (first) f.get(score).get(own).op('f32.eq').get(column).get(label).op('i32.lt_s').op('i32.and').op('i32.add')
          f.set(above)
          f.get(ordered).get(score).get(score).op('f32.eq').op('i32.and').set(ordered)
        })
        f.get(start)
          .get(above)
          .i32(anchor.attributes.k as number)
          .op('i32.lt_s')
          .get(ordered)
          .op('i32.and')
        f.op('f32.convert_i32_s').store('f32.store', place(anchor).address)
      },
      () => f.get(start).f32(0).store('f32.store', place(anchor).address),
    )
  })
}

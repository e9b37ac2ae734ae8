// Softmax and log-softmax of rows: numerics/softmax.ts and numerics/logSoftmax.ts on vectors, bit for bit.

import type { Node } from '../../ir/types.ts'
import type { AnchorKernel } from '../kernel.ts'
import { addToOdd } from './float64/addToOdd.ts'
import { log1pNonNegative } from './float64/log.ts'
import { forRowTiles } from './float64/rowTile.ts'

/** The kernel of `softmax`: e_i r, r = 1 / T. */
export const softmaxKernel: AnchorKernel = (context) => {
  const anchor = context.group.anchor as Node
  const logits = context.place(anchor.inputs[0] as Node)
  forRowTiles(context, { logits }, (tile) => {
    tile.forEachRow(({ writer, total, write }) => {
      const reciprocal = writer.constant(1).over(total)
      write(context.place(anchor), ({ terms }) => terms.times(reciprocal))
    })
  })
}

/** The kernel of `logSoftmax`: d_i - L, where d_i is 0 for the maximum. */
export const logSoftmaxKernel: AnchorKernel = (context) => {
  const anchor = context.group.anchor as Node
  const logits = context.place(anchor.inputs[0] as Node)
  forRowTiles(context, { logits }, (tile) => {
    tile.forEachRow(({ rest, total, write, maximum: readMaximum }) => {
      const maximum = readMaximum()
      const less = log1pNonNegative(rest, total).negated()
      write(context.place(anchor), ({ values }) => {
        const x = values(logits)
        return addToOdd(x.minus(maximum).except(x.equals(maximum)), less)
      })
    })
  })
}

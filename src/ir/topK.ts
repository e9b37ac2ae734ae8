// Whether a row's label is among its k highest scores: the row value behind accuracy and top-k accuracy.

import { ShapeError } from '../errors.ts'
import type { Node, Operation } from './types.ts'

/** How equal scores rank: 'first' as argmax (the lower class wins), 'all' counts every class tied with the k-th. */
export type Ties = 'first' | 'all'

const inHighest: Operation = {
  name: 'inTopK',
  infer([scores, labels]) {
    if (scores?.shape.length !== 2 || labels?.shape[0] !== scores.shape[0]) {
      throw new ShapeError(
        `inTopK takes scores [batch, classes] and labels [batch]; received [${scores?.shape}] and [${labels?.shape}].`,
      )
    }
    return { shape: [scores.shape[0] as number], dtype: 'float32', batched: scores.batched }
  },
  partition: 'rows',
  elementwise: false,
}

/**
 * 1 for each row whose label is among its k highest scores, else 0; 0 where a score is NaN or the label is no class.
 *
 * @param scores [batch, classes]
 * @param labels int32 [batch], or soft labels [batch, classes], whose first highest counts
 */
export function inTopK(scores: Node, labels: Node, k: number, ties: Ties = 'first'): Node {
  return scores.graph.apply(inHighest, [scores, labels], { k, ties })
}

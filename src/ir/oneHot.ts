// Class numbers as rows with a single 1.

import { ShapeError } from '../errors.ts'
import type { Node, Operation } from './types.ts'

const encoding: Operation = {
  name: 'oneHot',
  infer([labels], attributes) {
    if (labels?.dtype !== 'int32' || labels.shape.length !== 1) {
      throw new ShapeError(`oneHot takes int32 labels [batch]; received [${labels?.shape}] (${labels?.dtype}).`)
    }
    return { shape: [labels.shape[0] as number, attributes.classes as number], dtype: 'float32', batched: labels.batched }
  },
  gradient: () => [undefined],
  partition: 'rows',
  elementwise: false,
}

/** labels int32 [batch] -> float32 [batch, classes]; a label that is no class, or the one ignored, gives a row of zeros. */
export function oneHot(labels: Node, classes: number, ignoreClass: number | null = null): Node {
  return labels.graph.apply(encoding, [labels], { classes, ignoreClass })
}

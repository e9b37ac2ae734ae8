// Cross-entropy for class numbers: the loss of the course, -log(a_y), from logits.

import { describe, UsageError } from '../errors.ts'
import { crossEntropy } from '../ir/crossEntropy.ts'
import { oneHot } from '../ir/oneHot.ts'
import type { Node } from '../ir/types.ts'
import type { Loss, LossContext } from './loss.ts'
import { probabilityLoss } from './probabilityLoss.ts'

/** Options of {@link SparseCategoricalCrossentropy}. */
export interface SparseCategoricalCrossentropyOptions {
  /** Whether the network gives logits. Default false, as in Keras; a softmax at its end is then swapped for its logits. */
  readonly fromLogits?: boolean
  /** A label whose rows count for nothing, in the mean too. Default none. */
  readonly ignoreClass?: number | null
}

/** logSumExp(x) - x[label] for each row: -log of the softmax probability of its label. */
export class SparseCategoricalCrossentropy implements Loss {
  readonly kind = 'SparseCategoricalCrossentropy'
  readonly labels = 'sparse'
  readonly fromLogits: boolean
  readonly ignoreClass: number | null

  constructor({ fromLogits = false, ignoreClass = null }: SparseCategoricalCrossentropyOptions = {}) {
    if (ignoreClass !== null && !(Number.isInteger(ignoreClass) && Math.abs(ignoreClass) < 0x80000000)) {
      throw new UsageError(`SparseCategoricalCrossentropy: ignoreClass must be a whole number; received ${describe(ignoreClass)}.`)
    }
    this.fromLogits = fromLogits
    this.ignoreClass = ignoreClass
  }

  lower({ scores, areLogits, labels, weights }: LossContext): Node {
    if (areLogits) return crossEntropy(scores, labels, { ignoreClass: this.ignoreClass, ...(weights ? { weights } : {}) })
    const targets = oneHot(labels, scores.type.shape[1] as number, this.ignoreClass)
    return probabilityLoss(scores, targets, weights)
  }

  config(): Readonly<Record<string, unknown>> {
    return { fromLogits: this.fromLogits, ...(this.ignoreClass === null ? {} : { ignoreClass: this.ignoreClass }) }
  }
}

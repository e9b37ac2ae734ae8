// Cross-entropy for rows of targets: one-hot or soft labels.

import { describe, UsageError } from '../errors.ts'
import { add, multiply } from '../ir/arithmetic.ts'
import { crossEntropy } from '../ir/crossEntropy.ts'
import type { Node } from '../ir/types.ts'
import type { Loss, LossContext } from './loss.ts'
import { probabilityLoss } from './probabilityLoss.ts'

/** Options of {@link CategoricalCrossentropy}. */
export interface CategoricalCrossentropyOptions {
  /** Whether the network gives logits. Default false, as in Keras; a softmax at its end is then swapped for its logits. */
  readonly fromLogits?: boolean
  /** Targets become q (1 - s) + s / classes. In [0, 1]; default 0. */
  readonly labelSmoothing?: number
}

/** sum_j q_j (logSumExp(x) - x_j) for each row of targets q. */
export class CategoricalCrossentropy implements Loss {
  readonly kind = 'CategoricalCrossentropy'
  readonly labels = 'dense'
  readonly ignoreClass = null
  readonly leastTarget = 0
  readonly fromLogits: boolean
  readonly #labelSmoothing: number

  constructor({ fromLogits = false, labelSmoothing = 0 }: CategoricalCrossentropyOptions = {}) {
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
      throw new UsageError(`CategoricalCrossentropy: labelSmoothing must be in [0, 1]; received ${describe(labelSmoothing)}.`)
    }
    this.fromLogits = fromLogits
    this.#labelSmoothing = labelSmoothing
  }

  lower({ scores, areLogits, labels, weights }: LossContext): Node {
    const smoothing = this.#labelSmoothing
    if (areLogits) return crossEntropy(scores, labels, { labelSmoothing: smoothing, ...(weights ? { weights } : {}) })
    const classes = scores.type.shape[1] as number
    const targets = smoothing === 0 ? labels : add(multiply(labels, 1 - smoothing), smoothing / classes)
    return probabilityLoss(scores, targets, weights)
  }

  config(): Readonly<Record<string, unknown>> {
    return { fromLogits: this.fromLogits, labelSmoothing: this.#labelSmoothing }
  }
}

// Cross-entropy of probabilities that no softmax of the network made. They are neither clipped nor normalised: a probability
// of 0 at the label is an infinite loss, and whatever they lost when they were rounded is lost.

import { logarithm } from '../ir/activations.ts'
import { multiply, negate } from '../ir/arithmetic.ts'
import { greater, select } from '../ir/comparison.ts'
import { reduceSum } from '../ir/reduce.ts'
import { reshape } from '../ir/reshape.ts'
import type { Node } from '../ir/types.ts'
import { toFloat32 } from '../ir/widths.ts'

/** weight_r * -sum_j q_j log p_j, in float32; terms with q_j = 0 are left out, so that 0 * -infinity is never formed. */
export function probabilityLoss(probabilities: Node, targets: Node, weights: Node | undefined): Node {
  const present = greater(targets, 0)
  const terms = multiply(targets, logarithm(select(present, probabilities, 1))) // [batch, classes]
  const losses = negate(reshape(reduceSum(terms, 'columns'), [targets.type.shape[0] as number]))
  return weights ? multiply(losses, toFloat32(weights)) : losses
}

// What a loss is: row losses from the network's scores, in ir operations, so that its gradient comes for free.

import type { Node } from '../ir/types.ts'

/** What a loss gets when it lowers itself. */
export interface LossContext {
  /** The network's result [batch, classes]: logits, or probabilities where `fromLogits` is false. */
  readonly scores: Node
  /** Whether scores are logits (a softmax under `fromLogits: false` has been swapped for its logits by then). */
  readonly areLogits: boolean
  /** int32 [batch] for sparse labels, else float32 [batch, classes]. */
  readonly labels: Node
  /** Row weights, float64 [batch], where there are any. */
  readonly weights: Node | undefined
}

/** A loss function. */
export interface Loss {
  readonly kind: string
  /** sparse: class numbers; dense: a row of targets for each example. */
  readonly labels: 'sparse' | 'dense'
  /** Whether the network gives logits (true) or probabilities. */
  readonly fromLogits: boolean
  /** The label of rows that count for nothing; null for none. */
  readonly ignoreClass: number | null
  /** The least value that a dense target may have. Default: any finite number may be one. */
  readonly leastTarget?: number
  /** Row losses, float32 [batch], each times its weight. */
  lower(context: LossContext): Node
  config(): Readonly<Record<string, unknown>>
}

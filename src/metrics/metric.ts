// What a metric is: a value for each row, whose mean over rows is reported.

import type { Node } from '../ir/types.ts'

/** A metric. */
export interface Metric {
  readonly kind: string
  /** Its name in histories and results. */
  readonly name: string
  /** Row values, float32 [batch], from scores [batch, classes] and labels int32 [batch] or float32 [batch, classes]. */
  lower(scores: Node, labels: Node): Node
  config(): Readonly<Record<string, unknown>>
}

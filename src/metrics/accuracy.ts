// The share of rows whose highest score is at the label.

import { inTopK } from '../ir/topK.ts'
import type { Node } from '../ir/types.ts'
import type { Metric } from './metric.ts'

/** Accuracy; labels may be class numbers or rows of targets (their highest counts). Of equal scores the lower class wins. */
export class Accuracy implements Metric {
  readonly kind = 'Accuracy'
  readonly name: string

  constructor({ name = 'accuracy' }: { readonly name?: string } = {}) {
    this.name = name
  }

  lower(scores: Node, labels: Node): Node {
    return inTopK(scores, labels, 1, 'first')
  }

  config(): Readonly<Record<string, unknown>> {
    return { name: this.name }
  }
}

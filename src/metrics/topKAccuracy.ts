// The share of rows whose label is among the k highest scores.

import { describe, UsageError } from '../errors.ts'
import { inTopK } from '../ir/topK.ts'
import type { Node } from '../ir/types.ts'
import type { Metric } from './metric.ts'

/** Top-k accuracy, k = 5 by default. Scores equal to the k-th all count, as in Keras. */
export class TopKAccuracy implements Metric {
  readonly kind = 'TopKAccuracy'
  readonly name: string
  readonly #k: number

  constructor({ k = 5, name = 'topK' }: { readonly k?: number; readonly name?: string } = {}) {
    if (!Number.isInteger(k) || k < 1) throw new UsageError(`TopKAccuracy: k must be a whole number >= 1; received ${describe(k)}.`)
    this.#k = k
    this.name = name
  }

  lower(scores: Node, labels: Node): Node {
    return inTopK(scores, labels, this.#k, 'all')
  }

  config(): Readonly<Record<string, unknown>> {
    return { k: this.#k, name: this.name }
  }
}

// What a layer is: a description that lowers itself to ir operations. It holds no weights; the network does.

import type { Initializer } from '../initializers/index.ts'
import type { GraphBuilder } from '../ir/graph.ts'
import type { Node, Storage } from '../ir/types.ts'

/** A weight that a layer needs. */
export interface WeightSpec {
  /** Unique in its layer: 'kernel', 'bias'. */
  readonly name: string
  readonly shape: readonly number[]
  readonly initializer: Initializer
  /** Which axis is contiguous in memory; a dense kernel keeps its inputs so. Default rows. */
  readonly storage?: Storage
}

/** What a layer gets when it lowers itself. */
export interface LowerContext {
  readonly builder: GraphBuilder
  /** Whether the program trains: dropout is active only then. */
  readonly training: boolean
  /** The layer's index path, such as '1': the purpose of its randomness. */
  readonly path: string
  /** The layer's weight of a name. */
  weight(name: string): Node
  /** The run-time inputs behind randomness: the seed and the step, int32 [2] each. */
  randomness(): { readonly seed: Node; readonly step: Node }
  /** Adds a scalar to the loss, such as a regularizer's. */
  addPenalty(penalty: Node): void
}

/** One layer of a network. */
export interface Layer {
  /** The class's name, in summaries and model files. */
  readonly kind: string
  /** The shape of one row of input, where the layer says it. */
  readonly inputShape?: readonly number[] | undefined
  /** The name of the activation on its result, where there is one: cross-entropies look at the last layer's. */
  readonly activation?: string | undefined
  /** The shape of one row of output. @throws ShapeError where the input does not fit */
  outputShape(inputShape: readonly number[]): readonly number[]
  weights(inputShape: readonly number[]): readonly WeightSpec[]
  /** x [batch, ...inputShape] -> [batch, ...outputShape] */
  lower(x: Node, context: LowerContext): Node
  /** Plain data from which the layer can be made again. */
  config(): Readonly<Record<string, unknown>>
}

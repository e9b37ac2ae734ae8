// The description of a network: its layers in order, the shapes between them and the weights they need. It holds no numbers
// and knows no runtime; programs are lowered from it.

import { ShapeError, UsageError } from '../errors.ts'
import type { GraphBuilder } from '../ir/graph.ts'
import type { Node } from '../ir/types.ts'
import { Input } from '../layers/input.ts'
import type { Layer, WeightSpec } from '../layers/layer.ts'
import { RandomStream } from '../random.ts'
import { sizeOf } from '../tensor/index.ts'

/** A weight with its name in the network: the layer's index path and its own name. */
export interface NamedWeight extends WeightSpec {
  /** Such as '0.kernel': the name of its state and of its tensor in a model file. */
  readonly path: string
}

/** What lowering gives. */
export interface LoweredNetwork {
  /** The last layer's result [batch, ...outputShape]. */
  readonly scores: Node
  /** Scalars to be added to the loss. */
  readonly penalties: readonly Node[]
}

/** Layers over an input of known shape. */
export class Network {
  /** All layers but Input, which computes nothing; a layer's index here is its path. */
  readonly layers: readonly Layer[]
  /** The shape of one row of input. */
  readonly inputShape: readonly number[]
  /** The shape of one row after each layer. */
  readonly outputShapes: readonly (readonly number[])[]
  /** All weights, layer by layer. */
  readonly weights: readonly NamedWeight[]

  /** @throws ShapeError naming the layer that does not fit what comes before it */
  constructor(layers: readonly Layer[], inputShape: readonly number[]) {
    this.layers = layers.filter((layer) => !(layer instanceof Input))
    if (this.layers.length === 0) throw new UsageError('A network needs at least one layer that computes, such as Dense.')
    this.inputShape = inputShape
    const outputShapes: (readonly number[])[] = []
    const weights: NamedWeight[] = []
    let shape = inputShape
    this.layers.forEach((layer, index) => {
      try {
        const next = layer.outputShape(shape)
        for (const weight of layer.weights(shape)) weights.push({ ...weight, path: `${index}.${weight.name}` })
        shape = next
      } catch (error) {
        if (error instanceof ShapeError) throw new ShapeError(`Layer ${index} (${layer.kind}): ${error.message}`, { cause: error })
        throw error
      }
      outputShapes.push(shape)
    })
    this.outputShapes = outputShapes
    this.weights = weights
  }

  /** The shape of one row of the result. */
  get outputShape(): readonly number[] {
    return this.outputShapes[this.outputShapes.length - 1] as readonly number[]
  }

  /** The activation on the result, or undefined where the last layer names none. */
  get outputActivation(): string | undefined {
    return this.layers[this.layers.length - 1]?.activation
  }

  /** How many numbers the weights are. */
  get parameters(): number {
    return this.weights.reduce((total, { shape }) => total + sizeOf(shape), 0)
  }

  /** The first values of all weights: each weight has a random stream of its own, by its layer's index path. */
  initialWeights(seed: number): Float32Array[] {
    return this.weights.map(({ path, shape, initializer }) => initializer.fill(shape, new RandomStream(seed, `weights/${path}`)))
  }

  /** Lowers all layers over x [batch, ...inputShape]. */
  lower(builder: GraphBuilder, x: Node, training: boolean, randomness: () => { seed: Node; step: Node }): LoweredNetwork {
    const penalties: Node[] = []
    let value = x
    let shape = this.inputShape
    this.layers.forEach((layer, index) => {
      const specs = new Map(layer.weights(shape).map((spec) => [spec.name, spec]))
      value = layer.lower(value, {
        builder,
        training,
        path: String(index),
        weight: (name) => {
          const spec = specs.get(name)
          if (!spec) throw new UsageError(`${layer.kind}: it lowers with a weight "${name}" that its weights() does not list.`)
          return builder.state(`${index}.${name}`, spec.shape, spec.storage ? { storage: spec.storage } : {})
        },
        randomness,
        addPenalty: (penalty) => penalties.push(penalty),
      })
      shape = this.outputShapes[index] as readonly number[]
    })
    return { scores: value, penalties }
  }
}

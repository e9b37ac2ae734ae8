// Rows of logits through compiled programs: a model whose only layer is the identity, and the loss compiled alone.

import { differentiate } from '../../src/compiler/autodiff.ts'
import { Dense, Sequential, SGD, SparseCategoricalCrossentropy, type Tensor, tensor } from '../../src/index.ts'
import { crossEntropy } from '../../src/ir/crossEntropy.ts'
import { GraphBuilder } from '../../src/ir/graph.ts'
import { rowMean } from '../../src/ir/rowMean.ts'
import type { Loss } from '../../src/losses/index.ts'
import { InlineRuntime } from '../../src/runtime/inline.ts'
import type { DirectProgram } from '../../src/runtime/runtime.ts'
import type { Arithmetic } from '../../src/wasm/features.ts'

/** `default` is the machine's own arithmetic, fma where it has it. */
export type Reproducibility = 'default' | 'portable'

const fromLogits = new SparseCategoricalCrossentropy({ fromLogits: true })

/** Dense layer of C units on C inputs whose kernel is the identity and whose bias is zero: its results are its inputs. */
export class IdentityModel {
  readonly model: Sequential
  readonly classes: number
  readonly #weights: readonly Tensor[]

  constructor(
    classes: number,
    options: { readonly reproducibility: Reproducibility; readonly loss?: Loss; readonly activation?: 'linear' | 'softmax' },
  ) {
    const { reproducibility, loss = fromLogits, activation = 'linear' } = options
    this.classes = classes
    this.model = new Sequential([new Dense({ units: classes, inputShape: [classes], activation })])
    this.model.compile({ optimizer: new SGD({ learningRate: 1 }), loss, reproducibility })
    const kernel = new Float32Array(classes * classes)
    for (let i = 0; i < classes; i++) kernel[i * classes + i] = 1
    this.#weights = [tensor(kernel, [classes, classes]), tensor(new Float32Array(classes), [classes])]
    this.reset()
  }

  /** Identity and zero again. */
  reset(): void {
    this.model.setWeights(this.#weights)
  }

  /** Minus the bias: after one step at learning rate 1 on one row, its gradient. */
  gradient(): Float32Array {
    const [, bias] = this.model.getWeights() as [Tensor<Float32Array>, Tensor<Float32Array>]
    return bias.data.map((value) => 0 - value)
  }

  /** Rows as the model takes them. */
  rows(logits: Float32Array): Tensor<Float32Array> {
    return tensor(logits, [logits.length / this.classes, this.classes])
  }
}

/** What a loss of its own is made with. */
export interface LossOptions {
  readonly classes: number
  /** Rows in a batch. Default 1. */
  readonly batchSize?: number
  /** Rows of targets in place of class numbers. */
  readonly soft?: boolean
  readonly ignoreClass?: number | null
  readonly labelSmoothing?: number
  readonly weighted?: boolean
  readonly arithmetic?: Arithmetic
}

/** Cross-entropy on an input, with the gradient of its mean, compiled without a network. */
export class CompiledLoss {
  readonly #program: DirectProgram
  readonly #classes: number
  readonly #batchSize: number

  constructor({
    classes,
    batchSize = 1,
    soft = false,
    ignoreClass = null,
    labelSmoothing = 0,
    weighted = false,
    arithmetic = 'strict',
  }: LossOptions) {
    const graph = new GraphBuilder(batchSize)
    const logits = graph.input('logits', [classes], { batched: true })
    const labels = graph.input('labels', soft ? [classes] : [], { dtype: soft ? 'float32' : 'int32', batched: true })
    const weights = weighted ? { weights: graph.input('weights', [], { dtype: 'float64', batched: true }) } : {}
    const losses = crossEntropy(logits, labels, { ignoreClass, labelSmoothing, ...weights })
    graph.output('loss', losses)
    const mean = rowMean(losses, soft ? undefined : labels, ignoreClass)
    graph.output('gradient', differentiate(graph, [mean], [logits])[0] as NonNullable<ReturnType<typeof differentiate>[0]>)
    this.#program = new InlineRuntime(arithmetic).open().loadNow(graph.build())
    this.#classes = classes
    this.#batchSize = batchSize
  }

  /** Row losses and the gradient of the mean, batch by batch. */
  run(
    logits: Float32Array,
    labels: ArrayLike<number>,
    weights?: ArrayLike<number>,
  ): { losses: Float32Array; gradient: Float32Array } {
    const classes = this.#classes
    const rows = logits.length / classes
    const losses = new Float32Array(rows)
    const gradient = new Float32Array(logits.length)
    const perRow = labels.length / rows
    const part = (values: ArrayLike<number>, from: number, to: number): ArrayLike<number> =>
      Array.prototype.slice.call(values, from, to)
    for (let start = 0; start < rows; start += this.#batchSize) {
      const count = Math.min(this.#batchSize, rows - start)
      this.#program.write('logits', logits.subarray(start * classes, (start + count) * classes))
      this.#program.write('labels', part(labels, start * perRow, (start + count) * perRow))
      if (weights) this.#program.write('weights', part(weights, start, start + count))
      this.#program.run(count)
      this.#program.read('loss', losses.subarray(start, start + count), count)
      this.#program.read('gradient', gradient.subarray(start * classes, (start + count) * classes), count)
    }
    return { losses, gradient }
  }
}

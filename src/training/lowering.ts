// From a network, a loss and an optimizer to the graphs of the three programs. The swap of a softmax for its logits happens
// here, before the compiler sees anything, so nothing is ever clipped.

import { differentiate } from '../compiler/autodiff.ts'
import { UsageError } from '../errors.ts'
import { multiply } from '../ir/arithmetic.ts'
import { dequantize } from '../ir/dequantize.ts'
import { GraphBuilder } from '../ir/graph.ts'
import { rowMean } from '../ir/rowMean.ts'
import { isSoftmax } from '../ir/softmax.ts'
import type { Graph, Node } from '../ir/types.ts'
import type { Loss } from '../losses/index.ts'
import type { Metric } from '../metrics/index.ts'
import type { Network } from '../network/network.ts'
import type { Optimizer } from '../optimizers/index.ts'
import type { InputType } from './inputs.ts'

/** What `compile()` records. */
export interface Recipe {
  readonly optimizer: Optimizer
  readonly loss: Loss
  readonly metrics: readonly Metric[]
}

/** The state of a parameter's slot. */
export function slotPath(weight: string, slot: string): string {
  return `${weight}/${slot}`
}

/** @throws UsageError where the loss does not fit the network's result */
export function checkRecipe(network: Network, { loss }: Recipe): void {
  const { outputActivation, outputShape } = network
  if (outputShape.length !== 1) {
    throw new UsageError(
      `${loss.kind} needs scores [batch, classes]; the network gives [batch, ${outputShape.join(', ')}]. End it with Dense.`,
    )
  }
  checkActivation(loss, outputActivation)
}

/** @throws UsageError where loss and last activation cannot both be meant; undefined where the last layer names none */
export function checkActivation(loss: Loss, outputActivation: string | undefined): void {
  if (!loss.fromLogits && outputActivation === 'linear') {
    throw new UsageError(
      `${loss.kind} has fromLogits: false, so it expects probabilities, but the last layer is linear and gives logits. ` +
        `Use new ${loss.kind}({ fromLogits: true }), or end the network with a softmax.`,
    )
  }
  if (loss.fromLogits && outputActivation === 'softmax') {
    throw new UsageError(
      `${loss.kind} has fromLogits: true, but the last layer is a softmax: it would be applied twice. ` +
        `Make the last layer linear, or use new ${loss.kind}({ fromLogits: false }), which trains from the logits all the same.`,
    )
  }
}

/** Shapes and types that a program is made for. */
export interface ProgramShape {
  readonly batchSize: number
  readonly input: InputType
  readonly weighted: boolean
}

function inputNode(builder: GraphBuilder, network: Network, { dtype, scale }: InputType): Node {
  if (dtype === 'uint8') return dequantize(builder.input('x', network.inputShape, { dtype: 'uint8', batched: true }), scale ?? 1)
  const x = builder.input('x', network.inputShape, { batched: true })
  return scale === undefined ? x : multiply(x, scale)
}

interface Lowered {
  readonly builder: GraphBuilder
  readonly scores: Node
  readonly penalties: readonly Node[]
}

function lowerNetwork(network: Network, { batchSize, input }: ProgramShape, training: boolean): Lowered {
  const builder = new GraphBuilder(batchSize)
  let randomness: { seed: Node; step: Node } | undefined
  const lowered = network.lower(builder, inputNode(builder, network, input), training, () => {
    randomness ??= { seed: builder.input('seed', [2], { dtype: 'int32' }), step: builder.input('step', [2], { dtype: 'int32' }) }
    return randomness
  })
  return { builder, ...lowered }
}

/** Whether a value is computed from another. */
function dependsOn(value: Node, source: Node): boolean {
  const seen = new Set<Node>([value])
  for (const node of seen) for (const operand of node.inputs) seen.add(operand)
  return seen.has(source)
}

/** Adds losses and metrics for rows; returns what training differentiates. */
function addObjectives(
  { builder, scores, penalties }: Lowered,
  network: Network,
  { loss, metrics }: Recipe,
  weighted: boolean,
): Node[] {
  const classes = network.outputShape[0] as number
  const labels =
    loss.labels === 'sparse'
      ? builder.input('labels', [], { dtype: 'int32', batched: true })
      : builder.input('labels', [classes], { batched: true })
  const weights = weighted ? builder.input('weights', [], { dtype: 'float64', batched: true }) : undefined
  const swap = !loss.fromLogits && isSoftmax(scores)
  const source = swap ? (scores.inputs[0] as Node) : scores
  const rowLosses = loss.lower({ scores: source, areLogits: loss.fromLogits || swap, labels, weights })
  if (weights && !dependsOn(rowLosses, weights)) {
    throw new UsageError(
      `${loss.kind} leaves out the weights that its lower() is given, so sample and class weights would do nothing. ` +
        'Multiply its row losses by them, or fit without weights.',
    )
  }
  builder.output('loss', rowLosses)
  for (const metric of metrics) builder.output(`metric/${metric.name}`, metric.lower(source, labels))
  for (const [index, penalty] of penalties.entries()) builder.output(`penalty/${index}`, penalty)
  const mean = rowMean(rowLosses, loss.labels === 'sparse' ? labels : undefined, loss.ignoreClass)
  return [mean, ...penalties]
}

/** The graph of a training step: row losses, metrics, gradients and updates. */
export function trainingGraph(network: Network, recipe: Recipe, shape: ProgramShape): Graph {
  const lowered = lowerNetwork(network, shape, true)
  const { builder } = lowered
  const roots = addObjectives(lowered, network, recipe, shape.weighted)
  const parameters = network.weights.map(({ path, shape, storage }) => builder.state(path, shape, storage ? { storage } : {}))
  const gradients = differentiate(builder, roots, parameters)
  const scalars = new Map(recipe.optimizer.scalars.map((name) => [name, builder.input(name, [])]))
  network.weights.forEach(({ path, shape, storage }, index) => {
    const gradient = gradients[index]
    if (!gradient) return
    const parameter = parameters[index] as Node
    const slots = recipe.optimizer.slots.map((slot) => builder.state(slotPath(path, slot), shape, storage ? { storage } : {}))
    const updated = recipe.optimizer.update({ parameter, gradient, slots, scalar: (name) => scalars.get(name) as Node })
    for (const [slot, value] of updated.slots.entries()) builder.assign(slots[slot] as Node, value)
    builder.assign(parameter, updated.parameter)
  })
  return builder.build()
}

/** The graph of evaluation: row losses and metrics. */
export function evaluationGraph(network: Network, recipe: Recipe, shape: ProgramShape): Graph {
  const lowered = lowerNetwork(network, shape, false)
  addObjectives(lowered, network, recipe, shape.weighted)
  return lowered.builder.build()
}

/** The graph of prediction: the network's result. */
export function predictionGraph(network: Network, shape: ProgramShape): Graph {
  const { builder, scores } = lowerNetwork(network, shape, false)
  builder.output('scores', scores)
  return builder.build()
}

// Graphs that several tests look at.

import { differentiate } from '../../src/compiler/autodiff.ts'
import { type ProgramPlan, planProgram } from '../../src/compiler/plan.ts'
import { relu } from '../../src/ir/activations.ts'
import { add, multiply, subtract } from '../../src/ir/arithmetic.ts'
import { GraphBuilder } from '../../src/ir/graph.ts'
import { matmul } from '../../src/ir/matmul.ts'
import { reduceSum } from '../../src/ir/reduce.ts'
import type { Graph, Node } from '../../src/ir/types.ts'
import { Dense } from '../../src/layers/index.ts'
import { SparseCategoricalCrossentropy } from '../../src/losses/index.ts'
import { Accuracy } from '../../src/metrics/index.ts'
import { Network } from '../../src/network/network.ts'
import { Adam } from '../../src/optimizers/index.ts'
import { trainingGraph } from '../../src/training/lowering.ts'

/** A training step of the digits network: 784-25-15-10 on bytes, Adam, accuracy. */
export function digitsStep(batchSize = 32): Graph {
  const layers = [
    new Dense({ units: 25, activation: 'relu' }),
    new Dense({ units: 15, activation: 'relu' }),
    new Dense({ units: 10 }),
  ]
  const recipe = { optimizer: new Adam(), loss: new SparseCategoricalCrossentropy({ fromLogits: true }), metrics: [new Accuracy()] }
  return trainingGraph(new Network(layers, [784]), recipe, {
    batchSize,
    input: { dtype: 'uint8', scale: 1 / 255 },
    weighted: false,
  })
}

/** A dense layer with relu, its gradients from a given upstream gradient, and an SGD step with momentum. */
export function denseStep(batchSize: number, inputs: number, units: number): Graph {
  const builder = new GraphBuilder(batchSize)
  const x = builder.input('x', [inputs], { batched: true })
  const upstream = builder.input('upstream', [units], { batched: true })
  const kernel = builder.state('kernel', [inputs, units], { storage: 'columns' })
  const bias = builder.state('bias', [units])
  const y = relu(add(matmul(x, kernel), bias))
  const loss = reduceSum(multiply(y, upstream), 'all')
  const [dx, dKernel, dBias] = differentiate(builder, [loss], [x, kernel, bias]) as [Node, Node, Node]
  builder.output('y', y)
  builder.output('dx', dx)
  builder.output('loss', loss)
  for (const [state, gradient] of [
    [kernel, dKernel],
    [bias, dBias],
  ] as const) {
    const name = state.attributes.name as string
    const slot = builder.state(`${name}/velocity`, state.type.shape, name === 'kernel' ? { storage: 'columns' } : {})
    const next = subtract(multiply(slot, 0.9), multiply(gradient, 0.01))
    builder.assign(slot, next)
    builder.assign(state, add(state, next))
  }
  return builder.build()
}

/** Where planOf puts work memory: behind all states that a test may have. */
export const WORK: number = 2 ** 28

/** The plan of a graph with its states one after the other. */
export function planOf(graph: Graph, options: { readonly separateUpdates?: boolean } = {}): ProgramPlan {
  let top = 64
  const addresses = new Map<string, number>()
  const stateAddress = (name: string, { size }: { size: number }): number => {
    const address = addresses.get(name) ?? top
    if (!addresses.has(name)) top += size
    addresses.set(name, address)
    return address
  }
  return planProgram(graph, { base: WORK, stateAddress, ...options })
}

/** What a node computes, as text. */
export function nameOf(node: Node): string {
  return node.operation.name
}

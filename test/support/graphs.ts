// Graphs that several tests look at.

import { type ProgramPlan, planProgram } from '../../src/compiler/plan.ts'
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

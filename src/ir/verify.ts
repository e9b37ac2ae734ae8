// Checks a graph after every pass: a pass that breaks an invariant fails where it broke it, not in wrong numbers later.

import type { Graph, Node } from './types.ts'

/** @throws Error naming the pass, the node and the broken rule; it is always a fault of argmax, not of its user */
export function verifyGraph(graph: Graph, pass: string): void {
  const seen = new Set<Node>()
  const fail = (node: Node, rule: string): never => {
    throw new Error(`After ${pass}: node %${node.id} (${node.operation.name}) ${rule}`)
  }
  graph.nodes.forEach((node, position) => {
    if (node.id !== position) fail(node, `stands at position ${position}`)
    for (const operand of node.inputs) if (!seen.has(operand)) fail(node, `uses %${operand.id} before it is computed`)
    const expected = node.operation.infer(
      node.inputs.map((operand) => operand.type),
      node.attributes,
    )
    const same =
      expected.dtype === node.type.dtype &&
      expected.batched === node.type.batched &&
      expected.shape.join() === node.type.shape.join()
    if (!same) fail(node, `has type [${node.type.shape}], but its shape rule gives [${expected.shape}]`)
    if (node.type.batched && node.type.shape[0] !== graph.batchSize) {
      fail(node, `has ${node.type.shape[0]} batch rows in a graph of ${graph.batchSize}`)
    }
    seen.add(node)
  })
  for (const [name, node] of [...graph.outputs, ...graph.assignments, ...graph.states, ...graph.inputs]) {
    if (!seen.has(node)) fail(node, `is named "${name}" but is not in the graph`)
  }
  for (const [name, value] of graph.assignments) {
    const target = graph.states.get(name)
    if (!target) fail(value, `is assigned to the unknown state "${name}"`)
    else if (target.type.shape.join() !== value.type.shape.join()) fail(value, `does not fit the state "${name}"`)
  }
}

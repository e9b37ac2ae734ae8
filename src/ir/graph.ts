// Builds graphs. Operations are functions of nodes (`add(a, b)`); a node knows its graph, so no builder is passed around.

import { describe, ShapeError, UsageError } from '../errors.ts'
import { constant, input, state } from './leaf.ts'
import type { Attributes, DType, Graph, Node, NodeSink, Operation, Storage } from './types.ts'

/** A graph under construction. */
export class GraphBuilder implements NodeSink {
  /** Rows that batched values can hold. */
  readonly batchSize: number
  readonly #nodes: Node[] = []
  readonly #inputs = new Map<string, Node>()
  readonly #states = new Map<string, Node>()
  readonly #outputs = new Map<string, Node>()
  readonly #assignments = new Map<string, Node>()

  constructor(batchSize: number) {
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new UsageError(`A graph's batch size must be a whole number >= 1; received ${describe(batchSize)}.`)
    }
    this.batchSize = batchSize
  }

  /** Applies an operation: checks the types by its shape rule and appends the node. */
  apply(operation: Operation, inputs: readonly Node[], attributes: Attributes = {}): Node {
    for (const operand of inputs) {
      if (operand.graph !== this) throw new UsageError(`${operation.name}: an operand belongs to another graph.`)
    }
    const type = operation.infer(
      inputs.map((node) => node.type),
      attributes,
    )
    const node: Node = { id: this.#nodes.length, graph: this, operation, inputs, attributes, type }
    this.#nodes.push(node)
    return node
  }

  /** A run-time input; with `batched`, the batch dimension is put in front of `shape`. */
  input(name: string, shape: readonly number[], options: { dtype?: DType; batched?: boolean } = {}): Node {
    const { dtype = 'float32', batched = false } = options
    const full = batched ? [this.batchSize, ...shape] : [...shape]
    return this.#named(this.#inputs, 'input', name, this.apply(input, [], { name, shape: full, dtype, batched }))
  }

  /** A value that stays in memory between runs: a parameter or an optimizer slot. */
  state(name: string, shape: readonly number[], options: { storage?: Storage } = {}): Node {
    const { storage = 'rows' } = options
    const known = this.#states.get(name)
    if (known && known.type.shape.join() === shape.join()) return known
    if (known) throw new ShapeError(`State "${name}" has shape [${known.type.shape}]; it cannot have [${shape}] too.`)
    return this.#named(this.#states, 'state', name, this.apply(state, [], { name, shape, storage }))
  }

  /** A float32 scalar known when the graph is made. */
  constant(value: number): Node {
    return this.apply(constant, [], { value })
  }

  /** Names a result. */
  output(name: string, node: Node): void {
    this.#named(this.#outputs, 'output', name, node)
  }

  /** Gives a state its value after the run. */
  assign(target: Node, value: Node): void {
    if (target.operation !== state) throw new UsageError(`Only a state can be assigned; received a ${target.operation.name}.`)
    if (target.type.shape.join() !== value.type.shape.join() || value.type.dtype !== target.type.dtype) {
      throw new ShapeError(
        `State "${target.attributes.name}" has shape [${target.type.shape}] (${target.type.dtype}); ` +
          `the value assigned has [${value.type.shape}] (${value.type.dtype}).`,
      )
    }
    if (value === target) return // it keeps its value
    this.#named(this.#assignments, 'assignment', target.attributes.name as string, value)
  }

  /** The finished graph, without the nodes that nothing depends on. Node ids are renumbered. */
  build(): Graph {
    return pruneGraph({
      nodes: this.#nodes,
      inputs: this.#inputs,
      states: this.#states,
      outputs: this.#outputs,
      assignments: this.#assignments,
      batchSize: this.batchSize,
    })
  }

  #named(map: Map<string, Node>, kind: string, name: string, node: Node): Node {
    if (map.has(name)) throw new UsageError(`The graph already has an ${kind} named "${name}"; names are used once.`)
    map.set(name, node)
    return node
  }
}

/** Rebuilds a graph from its roots: keeps what outputs and assignments need, and all states that are assigned. */
export function pruneGraph(graph: Graph): Graph {
  const needed = new Set<Node>()
  const visit = (root: Node): void => {
    const stack = [root]
    while (stack.length > 0) {
      const node = stack.pop() as Node
      if (needed.has(node)) continue
      needed.add(node)
      stack.push(...node.inputs)
    }
  }
  for (const node of graph.outputs.values()) visit(node)
  for (const [name, node] of graph.assignments) {
    visit(node)
    visit(graph.states.get(name) as Node)
  }
  return rewriteGraph(graph, (node, copy) => (needed.has(node) ? copy() : null))
}

/**
 * Copies a graph node by node. `rewrite` gets each node with the function that copies it, and a lookup of what earlier nodes
 * became; it returns the replacement, or null to drop the node. `settle` may wrap a state's new value in further nodes.
 */
export function rewriteGraph(
  graph: Graph,
  rewrite: (node: Node, copy: () => Node, replaced: (node: Node) => Node, sink: NodeSink) => Node | null,
  settle: (value: Node, target: Node) => Node = (value) => value,
): Graph {
  const nodes: Node[] = []
  const sink: NodeSink = {
    apply(operation, inputs, attributes = {}) {
      const type = operation.infer(
        inputs.map((node) => node.type),
        attributes,
      )
      const node: Node = { id: nodes.length, graph: sink, operation, inputs, attributes, type }
      nodes.push(node)
      return node
    },
  }
  const replacement = new Map<Node, Node>()
  const replaced = (node: Node): Node => {
    const found = replacement.get(node)
    if (!found) throw new Error(`rewriteGraph: node ${node.id} (${node.operation.name}) was dropped but is used`)
    return found
  }
  for (const node of graph.nodes) {
    const copy = (): Node => sink.apply(node.operation, node.inputs.map(replaced), node.attributes)
    const result = rewrite(node, copy, replaced, sink)
    if (result) replacement.set(node, result)
  }
  const rename = (map: ReadonlyMap<string, Node>, optional: boolean): Map<string, Node> => {
    const out = new Map<string, Node>()
    for (const [name, node] of map) if (!optional || replacement.has(node)) out.set(name, replaced(node))
    return out
  }
  const states = rename(graph.states, true)
  const assignments = new Map<string, Node>()
  for (const [name, node] of graph.assignments) assignments.set(name, settle(replaced(node), states.get(name) as Node))
  return {
    nodes,
    inputs: rename(graph.inputs, true),
    states,
    outputs: rename(graph.outputs, false),
    assignments,
    batchSize: graph.batchSize,
  }
}

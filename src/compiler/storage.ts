// Chooses for every value which axis is contiguous, and inserts copies where a kernel needs the other one. A layer's kernel
// says how it is stored; its gradient and optimizer slots follow, so that an update runs over equal addresses.

import { broadcastOf } from '../ir/elementwise.ts'
import { rewriteGraph } from '../ir/graph.ts'
import { state } from '../ir/leaf.ts'
import { relayout } from '../ir/relayout.ts'
import type { Graph, Node, Storage } from '../ir/types.ts'

/** A graph whose values' storage is decided. */
export interface StoredGraph {
  readonly graph: Graph
  readonly storage: ReadonlyMap<Node, Storage>
}

/** Groups of values that elementwise operations tie to one storage. */
class Ties {
  readonly #parent = new Map<Node, Node>()

  find(node: Node): Node {
    let root = node
    for (let next = this.#parent.get(root); next; next = this.#parent.get(root)) root = next
    return root
  }

  join(a: Node, b: Node): void {
    const [rootA, rootB] = [this.find(a), this.find(b)]
    if (rootA !== rootB) this.#parent.set(rootA, rootB)
  }
}

const isMatrix = (node: Node): boolean => node.type.shape.length === 2 && !node.type.batched
const isFull = (operand: Node, node: Node): boolean => broadcastOf(operand.type.shape, node.type.shape) === 'full'
const stateStorage = (node: Node): Storage | undefined => node.attributes['storage'] as Storage | undefined
const isFlexible = (node: Node): boolean =>
  isMatrix(node) && (node.operation.anyStorage?.(node) ?? (node.operation.elementwise && node.inputs.length > 0))

/** Decides storage and inserts relayouts. */
export function assignStorage(graph: Graph): StoredGraph {
  const ties = new Ties()
  const fixed = (node: Node): boolean => node.inputs.length === 0
  for (const node of graph.nodes) {
    if (!node.operation.elementwise || !isMatrix(node)) continue
    for (const operand of node.inputs) {
      if (isFull(operand, node) && (isFlexible(operand) || fixed(operand))) ties.join(operand, node)
    }
  }
  for (const [name, value] of graph.assignments) if (isFlexible(value)) ties.join(value, graph.states.get(name) as Node)
  const columns = new Set<Node>()
  for (const node of graph.states.values()) if (stateStorage(node) === 'columns') columns.add(ties.find(node))
  const wanted = (node: Node): Storage => {
    if (fixed(node)) return stateStorage(node) ?? 'rows'
    return isFlexible(node) && columns.has(ties.find(node)) ? 'columns' : 'rows'
  }

  const storage = new Map<Node, Storage>()
  const copies = new Map<string, Node>()
  const stored = (node: Node, need: Storage): Node => {
    if (storage.get(node) === need || node.type.shape.length !== 2) return node
    const key = `${node.id}:${need}`
    const copy = copies.get(key) ?? relayout(node, need)
    copies.set(key, copy)
    storage.set(copy, need)
    return copy
  }
  const needed = (node: Node): readonly Storage[] => {
    const declared = node.operation.operandStorage?.(node)
    if (declared) return declared
    const own = wanted(node)
    // A value [rows, 1] that is broadcast over columns lies along them in 'columns' storage: one contiguous vector.
    return node.inputs.map(() => (node.operation.elementwise && isMatrix(node) ? own : 'rows'))
  }
  const settled = new Set<Node>()
  const rewritten = rewriteGraph(
    graph,
    (node, _copy, replaced, sink) => {
      const needs = needed(node)
      const inputs = node.inputs.map((operand, i) => stored(replaced(operand), needs[i] ?? 'rows'))
      const result = sink.apply(node.operation, inputs, node.attributes)
      storage.set(result, wanted(node))
      return result
    },
    // A state's new value must lie as the state does, and be written by an elementwise operation or a copy: these read an
    // element before they write it, whatever else a kernel does.
    (value, target) => {
      const need = storage.get(target) as Storage
      if (value.operation.elementwise && !settled.has(value)) {
        settled.add(value)
        return stored(value, need)
      }
      const copy = relayout(value, need)
      storage.set(copy, need)
      return copy
    },
  )
  // An output that is a state is its value before the step.
  const outputs = new Map(rewritten.outputs)
  for (const [name, node] of outputs) {
    if (node.operation !== state || !rewritten.assignments.has(node.attributes.name as string)) continue
    const copy = relayout(node, storage.get(node) as Storage)
    storage.set(copy, storage.get(node) as Storage)
    outputs.set(name, copy)
  }
  return { graph: { ...rewritten, outputs }, storage }
}

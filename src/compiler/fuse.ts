// Groups nodes into kernels: an anchor (a product, a sum, a row operation) with the elementwise operations that follow it in
// place, or elementwise operations alone. So bias and activation run in their product's epilogue, an activation's gradient in
// that of the product that makes it, and a parameter's update where its gradient was just made.

import { crossEntropyGradientOperation, crossEntropyOperation } from '../ir/crossEntropy.ts'
import { broadcastOf } from '../ir/elementwise.ts'
import { relayoutOperation } from '../ir/relayout.ts'
import type { Graph, Node, Storage } from '../ir/types.ts'
import { type Layout, layoutOf, sameLayout } from './layout.ts'

/** One kernel. */
export interface Group {
  /** The operation that the kernel is built around; null for elementwise operations alone. */
  readonly anchor: Node | null
  /** Another result that the anchor's kernel computes on the way: the loss beside its gradient. */
  readonly companion: Node | null
  /** Elementwise operations, in order, all over `layout`. */
  readonly epilogue: readonly Node[]
  /** The layout of the anchor's result and of all the epilogue's. */
  readonly layout: Layout
}

interface OpenGroup {
  anchor: Node | null
  companion: Node | null
  epilogue: Node[]
  layout: Layout
}

/** Options of {@link fuse}. */
export interface FuseOptions {
  /** Keep updates of states apart from what makes their gradients: the form `gradients` + `update`. */
  readonly separateUpdates: boolean
}

/** What fusion gives: the kernels in order, and how many of them make gradients (all, unless updates are separate). */
export interface Fused {
  readonly groups: readonly Group[]
  readonly layouts: ReadonlyMap<Node, Layout>
  /** Index of the first group that belongs to the update form. */
  readonly firstUpdate: number
}

/** Fuses a graph whose storage is decided. */
export function fuse(graph: Graph, storage: ReadonlyMap<Node, Storage>, { separateUpdates }: FuseOptions): Fused {
  const fusion = new Fusion(graph, storage)
  const updates = updateNodes(graph)
  for (const node of graph.nodes) if (!updates.has(node)) fusion.place(node)
  fusion.settleDelayed()
  const firstUpdate = fusion.groups.length
  const first = separateUpdates ? firstUpdate : 0
  for (const node of graph.nodes) if (updates.has(node)) fusion.place(node, first)
  fusion.settleDelayed()
  return { groups: fusion.groups, layouts: fusion.layouts, firstUpdate: separateUpdates ? firstUpdate : fusion.groups.length }
}

/** The groups made so far, and where each node went. */
class Fusion {
  readonly groups: OpenGroup[] = []
  readonly layouts = new Map<Node, Layout>()
  readonly #home = new Map<Node, number>()
  readonly #companions: ReadonlyMap<Node, Node>
  readonly #readers: ReadonlyMap<Node, readonly Node[]>
  readonly #target = new Map<Node, Node>()
  /** Elementwise nodes of inputs and states alone: they wait for their reader's group. */
  readonly #delayed = new Set<Node>()

  constructor(graph: Graph, storage: ReadonlyMap<Node, Storage>) {
    for (const node of graph.nodes) this.layouts.set(node, layoutOf(node, storage.get(node) ?? 'rows'))
    this.#companions = companionsOf(graph)
    this.#readers = readersOfStates(graph)
    for (const [name, value] of graph.assignments) this.#target.set(value, graph.states.get(name) as Node)
  }

  /** Puts a node into a group with index >= first, or into a new one. */
  place(node: Node, first = 0): void {
    if (node.inputs.length === 0 || this.#companions.has(node)) return
    const waiting = node.inputs.filter((operand) => this.#delayed.has(operand))
    for (const operand of waiting) if (!this.#canWaitFor(operand, node)) this.#settle(operand)
    if (!node.operation.elementwise) {
      this.#open(node)
      return
    }
    const index = Math.max(-1, ...node.inputs.map((operand) => this.#home.get(operand) ?? -1).filter((home) => home >= first))
    if (
      index < 0 &&
      !this.#target.has(node) &&
      node.inputs.every((operand) => operand.inputs.length === 0 || this.#delayed.has(operand))
    ) {
      this.#delayed.add(node)
      return
    }
    if (index >= 0 && this.#fits(node, index)) this.#join(node, index)
    else {
      for (const operand of waiting) this.#settle(operand)
      this.#open(node)
    }
  }

  /** Gives nodes that still wait a group of their own. */
  settleDelayed(): void {
    for (const node of [...this.#delayed]) this.#settle(node)
  }

  #layout(node: Node): Layout {
    return this.layouts.get(node) as Layout
  }

  /** A waiting node can go where its reader goes if it is read at the reader's own positions. */
  #canWaitFor(operand: Node, reader: Node): boolean {
    return reader.operation.elementwise && sameLayout(this.#layout(operand), this.#layout(reader)) && isInPlace(operand, reader)
  }

  #settle(node: Node): void {
    if (!this.#delayed.has(node)) return
    for (const operand of node.inputs) this.#settle(operand)
    this.#delayed.delete(node)
    this.#open(node)
  }

  #join(node: Node, index: number): void {
    for (const operand of node.inputs) {
      if (!this.#delayed.has(operand)) continue
      this.#delayed.delete(operand)
      this.#join(operand, index)
    }
    ;(this.groups[index] as OpenGroup).epilogue.push(node)
    this.#home.set(node, index)
  }

  #open(node: Node): void {
    const anchored = !node.operation.elementwise
    const companion = anchored ? ([...this.#companions].find(([, of]) => of === node)?.[0] ?? null) : null
    this.#home.set(node, this.groups.length)
    if (companion) this.#home.set(companion, this.groups.length)
    this.groups.push({ anchor: anchored ? node : null, companion, epilogue: anchored ? [] : [node], layout: this.#layout(node) })
  }

  #fits(node: Node, index: number): boolean {
    const group = this.groups[index] as OpenGroup
    if (!sameLayout(group.layout, this.#layout(node))) return false
    if (group.anchor && (group.anchor.type.batched !== node.type.batched || isRowValue(group.anchor))) return false
    const inPlace = node.inputs.every(
      (operand) => this.#home.get(operand) !== index || (operand !== group.companion && isInPlace(operand, node)),
    )
    return inPlace && this.#overwritesSafely(node, index)
  }

  /** A state may be overwritten in a group only if all others read it before, or in the group's loop, which loads before it stores. */
  #overwritesSafely(node: Node, index: number): boolean {
    const target = this.#target.get(node)
    const readers = target ? (this.#readers.get(target) ?? []) : []
    return readers.every((reader) => {
      if (reader === node || this.#delayed.has(reader)) return true
      const home = this.#home.get(reader) ?? index + 1
      return home < index || (home === index && reader.operation.elementwise && isInPlace(target as Node, reader))
    })
  }
}

/** Whether a value is one number for each batch row: its kernels go from row to row, not over vectors of rows. */
function isRowValue({ type }: Node): boolean {
  return type.batched && type.shape.length === 1
}

/** Whether an operand made in the same kernel can be read in place: an element's own value, at the same address. */
function isInPlace(operand: Node, node: Node): boolean {
  return !node.operation.elementwise || broadcastOf(operand.type.shape, node.type.shape) === 'full'
}

/** The nodes that only assignments depend on and that read a state, and copies into states: the optimizer's part of the graph. */
function updateNodes(graph: Graph): ReadonlySet<Node> {
  const forOutputs = new Set<Node>()
  const visit = (node: Node, into: Set<Node>): void => {
    if (into.has(node)) return
    into.add(node)
    for (const operand of node.inputs) visit(operand, into)
  }
  for (const node of graph.outputs.values()) visit(node, forOutputs)
  const forAssignments = new Set<Node>()
  for (const node of graph.assignments.values()) visit(node, forAssignments)
  const updates = new Set([...graph.assignments.values()].filter((node) => node.operation === relayoutOperation))
  const states = new Set(graph.states.values())
  for (const node of graph.nodes) {
    if (forOutputs.has(node) || !forAssignments.has(node) || !node.operation.elementwise || node.type.batched) continue
    if (node.inputs.some((operand) => updates.has(operand) || states.has(operand))) updates.add(node)
  }
  return updates
}

/** For each state, the nodes that read it. */
function readersOfStates(graph: Graph): Map<Node, Node[]> {
  const readers = new Map<Node, Node[]>()
  const states = new Set(graph.states.values())
  for (const node of graph.nodes) {
    for (const operand of node.inputs) {
      if (states.has(operand)) readers.set(operand, [...(readers.get(operand) ?? []), node])
    }
  }
  return readers
}

/** Losses that nothing in the graph reads, with the gradient of the same operands: loss -> gradient. */
function companionsOf(graph: Graph): ReadonlyMap<Node, Node> {
  const read = new Set<Node>(graph.nodes.flatMap((node) => node.inputs))
  const companions = new Map<Node, Node>()
  for (const loss of graph.nodes) {
    if (loss.operation !== crossEntropyOperation || read.has(loss)) continue
    const gradient = graph.nodes.find(
      (node) =>
        node.operation === crossEntropyGradientOperation &&
        node.inputs[0] === loss.inputs[0] &&
        node.inputs[1] === loss.inputs[1] &&
        node.inputs[3] === loss.inputs[2],
    )
    if (gradient && ![...companions.values()].includes(gradient)) companions.set(loss, gradient)
  }
  return companions
}

// Plans memory: every value that leaves its kernel gets a fixed address. Buffers whose phases do not overlap share bytes.

import type { Graph, Node } from '../ir/types.ts'
import { roundUp } from '../numerics/rounding.ts'
import type { Group } from './fuse.ts'
import { type Layout, LINE, sameLayout } from './layout.ts'
import { membersOf, type Phase } from './schedule.ts'

/** Where a value lies. */
export interface Place {
  readonly address: number
  readonly layout: Layout
}

/** Where work memory begins, or what says so once its size is known. */
export type WorkMemory = number | ((bytes: number) => number)

/** The plan of one program. */
export interface MemoryPlan {
  readonly places: ReadonlyMap<Node, Place>
  /** Bytes of work memory. */
  readonly size: number
}

interface Buffer {
  readonly node: Node
  readonly size: number
  /** First and last phase in which the bytes must stay. */
  first: number
  last: number
  /** Keeps its bytes for itself: zero padding that no kernel writes must stay zero. */
  readonly exclusive: boolean
}

/**
 * Gives every stored value an address.
 *
 * @param where where work memory begins, a multiple of the line; or what says so for a number of bytes
 * @param stateAddress where each state lies, by name
 */
export function planMemory(
  graph: Graph,
  groups: readonly Group[],
  phases: readonly Phase[],
  layouts: ReadonlyMap<Node, Layout>,
  where: WorkMemory,
  stateAddress: (name: string, layout: Layout) => number,
): MemoryPlan {
  const places = new Map<Node, Place>()
  const layout = (node: Node): Layout => layouts.get(node) as Layout
  for (const [name, node] of graph.states) places.set(node, { address: stateAddress(name, layout(node)), layout: layout(node) })
  for (const [name, node] of graph.assignments)
    places.set(node, { address: (places.get(graph.states.get(name) as Node) as Place).address, layout: layout(node) })

  const phaseOf = new Map<number, number>()
  phases.forEach((phase, index) => {
    for (const group of phase.groups) phaseOf.set(group, index)
  })
  const outputs = new Set(graph.outputs.values())
  const aliases = new Map<Node, Node>()
  const root = (node: Node): Node => {
    let found = node
    for (let next = aliases.get(found); next; next = aliases.get(found)) found = next
    return found
  }
  const buffers = new Map<Node, Buffer>()
  const need = (node: Node, phase: number, exclusive = false): void => {
    if (places.has(node)) return
    const { size, ragged } = layout(node)
    buffers.set(node, { node, size, first: phase, last: phase, exclusive: exclusive || ragged })
  }
  for (const node of graph.inputs.values()) need(node, -1, true)
  const readers = externalReaders(groups)
  groups.forEach((group, index) => {
    const phase = phaseOf.get(index) as number
    for (const node of group.anchor ? [group.anchor] : []) {
      const operand = node.inputs[0]
      if (isView(node, operand, layouts) && !outputs.has(node)) aliases.set(node, operand as Node)
      else need(node, phase)
    }
    if (group.companion) need(group.companion, phase)
    let spare =
      group.anchor && !readers.has(group.anchor) && !outputs.has(group.anchor) && !aliases.has(group.anchor) ? group.anchor : null
    for (const node of group.epilogue) {
      if (places.has(node) || !(readers.get(node)?.some((reader) => reader !== index) || outputs.has(node))) continue
      if (spare && sameLayout(layout(spare), layout(node))) {
        // The anchor's raw result is read element by element before this value replaces it.
        aliases.set(node, spare)
        spare = null
      } else need(node, phase)
    }
  })
  groups.forEach((group, index) => {
    const phase = phaseOf.get(index) as number
    for (const member of membersOf(group)) {
      for (const operand of member.inputs) {
        const buffer = buffers.get(root(operand))
        if (buffer) buffer.last = Math.max(buffer.last, phase)
      }
    }
  })

  // Outputs are read behind the last phase, by one thread while others may be in the next step's first.
  for (const node of outputs) {
    const buffer = buffers.get(root(node))
    if (buffer) Object.assign(buffer, { first: 0, last: Number.POSITIVE_INFINITY })
  }

  const { starts, size } = pack([...buffers.values()])
  const base = typeof where === 'number' ? where : where(size)
  for (const [node, start] of starts) places.set(node, { address: base + start, layout: layout(node) })
  for (const node of graph.nodes) {
    const source = places.get(root(node))
    if (source && !places.has(node)) places.set(node, { address: source.address, layout: layout(node) })
  }
  return { places, size }
}

/** For each node, the groups that read it, its own left out unless another does too. */
function externalReaders(groups: readonly Group[]): Map<Node, number[]> {
  const readers = new Map<Node, number[]>()
  groups.forEach((group, index) => {
    const members = new Set(membersOf(group))
    for (const member of members) {
      for (const operand of member.inputs) if (!members.has(operand)) readers.set(operand, [...(readers.get(operand) ?? []), index])
    }
  })
  return readers
}

/** A reshape between equal layouts is the same bytes. */
function isView(node: Node, operand: Node | undefined, layouts: ReadonlyMap<Node, Layout>): boolean {
  if (node.operation.name !== 'reshape' || !operand || operand.inputs.length === 0) return false
  return sameLayout(layouts.get(node) as Layout, layouts.get(operand) as Layout)
}

/** First fit: each buffer takes the lowest free bytes among those whose phases overlap its own. Addresses begin at 0. */
function pack(buffers: readonly Buffer[]): { starts: Map<Node, number>; size: number } {
  const placed: { buffer: Buffer; start: number; end: number }[] = []
  let size = 0
  for (const buffer of [...buffers].sort((a, b) => a.first - b.first || b.size - a.size)) {
    const conflicts = placed
      .filter(
        ({ buffer: other }) => buffer.exclusive || other.exclusive || (other.first <= buffer.last && buffer.first <= other.last),
      )
      .sort((a, b) => a.start - b.start)
    let start = 0
    for (const conflict of conflicts) {
      if (start + buffer.size <= conflict.start) break
      start = Math.max(start, conflict.end)
    }
    const end = roundUp(start + buffer.size, LINE)
    placed.push({ buffer, start, end })
    size = Math.max(size, end)
  }
  return { starts: new Map(placed.map(({ buffer, start }) => [buffer.node, start])), size }
}

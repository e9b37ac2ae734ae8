// States whose new values cannot be written where they are made, since something else has still to read the old ones: two
// states that trade places, say. Their new values go to memory of their own and are copied at the end.

import { rewriteGraph } from '../ir/graph.ts'
import { relayout } from '../ir/relayout.ts'
import type { Node, Storage } from '../ir/types.ts'
import type { StoredGraph } from './storage.ts'

/** Copies the new values of `states` (nodes of the graph) at the end of the program. */
export function copyLate({ graph, storage }: StoredGraph, states: ReadonlySet<Node>): StoredGraph {
  const next = new Map<Node, Storage>()
  const late = new Set<Node>()
  const rewritten = rewriteGraph(
    graph,
    (node, copy) => {
      const result = copy()
      next.set(result, storage.get(node) ?? 'rows')
      if (states.has(node)) late.add(result)
      return result
    },
    (value, target) => {
      if (!late.has(target)) return value
      const copy = relayout(value, next.get(target) as Storage)
      next.set(copy, next.get(target) as Storage)
      return copy
    },
  )
  return { graph: rewritten, storage: next }
}

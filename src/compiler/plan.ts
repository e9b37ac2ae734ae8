// The compiler from a graph to a plan: which kernels, in which phases, on which addresses. It knows no layer and emits no
// code; every pass is ir -> ir and verified.

import { pruneGraph } from '../ir/graph.ts'
import type { Graph, Node } from '../ir/types.ts'
import { verifyGraph } from '../ir/verify.ts'
import { fuse, type Group } from './fuse.ts'
import type { Layout } from './layout.ts'
import { type MemoryPlan, planMemory } from './memory.ts'
import { type Phase, schedule } from './schedule.ts'
import { segmentWideProducts } from './segment.ts'
import { assignStorage } from './storage.ts'

/** What is to be emitted. */
export interface ProgramPlan {
  readonly graph: Graph
  readonly groups: readonly Group[]
  readonly layouts: ReadonlyMap<Node, Layout>
  readonly phases: readonly Phase[]
  /** Index of the first phase of the `update` form; phases.length where the step is one. */
  readonly firstUpdatePhase: number
  readonly memory: MemoryPlan
}

/** Options of {@link planProgram}. */
export interface PlanOptions {
  /** Emit `gradients` and `update` instead of one `step`. Default false. */
  readonly separateUpdates?: boolean
  /** Where work memory begins. */
  readonly base: number
  /** Where a state lies. */
  readonly stateAddress: (name: string, layout: Layout) => number
}

/** Plans a program. */
export function planProgram(source: Graph, { separateUpdates = false, base, stateAddress }: PlanOptions): ProgramPlan {
  const pruned = pruneGraph(source)
  verifyGraph(pruned, 'pruning')
  const segmented = segmentWideProducts(pruned)
  verifyGraph(segmented, 'segmenting wide products')
  const { graph, storage } = assignStorage(segmented)
  verifyGraph(graph, 'assigning storage')
  const { groups, layouts, firstUpdate } = fuse(graph, storage, { separateUpdates })
  const assigned = new Map([...graph.assignments].map(([name, value]) => [value, graph.states.get(name) as Node]))
  const gradientPhases = schedule(groups.slice(0, firstUpdate), assigned)
  // Update kernels come after all others: their indices go on where those end.
  const updatePhases = schedule(groups.slice(firstUpdate), assigned).map((phase) => ({
    groups: phase.groups.map((index) => index + firstUpdate),
  }))
  const phases = [...gradientPhases, ...updatePhases]
  const memory = planMemory(graph, groups, phases, layouts, base, stateAddress)
  return { graph, groups, layouts, phases, firstUpdatePhase: gradientPhases.length, memory }
}

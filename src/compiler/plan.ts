// The compiler from a graph to a plan: which kernels, in which phases, on which addresses. It knows no layer and emits no
// code; every pass is ir -> ir and verified.

import { pruneGraph } from '../ir/graph.ts'
import type { Graph, Node } from '../ir/types.ts'
import { verifyGraph } from '../ir/verify.ts'
import { fuse, type Group } from './fuse.ts'
import { copyLate } from './lateCopies.ts'
import type { Layout } from './layout.ts'
import { type MemoryPlan, planMemory, type WorkMemory } from './memory.ts'
import { beginsApart, membersOf, type Phase, schedule } from './schedule.ts'
import { segmentWideProducts } from './segment.ts'
import { assignStorage, type StoredGraph } from './storage.ts'

/** What is to be emitted. */
export interface ProgramPlan {
  readonly graph: Graph
  readonly groups: readonly Group[]
  readonly layouts: ReadonlyMap<Node, Layout>
  readonly phases: readonly Phase[]
  /** Index of the first phase of the `update` form; phases.length where the step is one. */
  readonly firstUpdatePhase: number
  /** Whether the step is in two forms. */
  readonly separateUpdates: boolean
  readonly memory: MemoryPlan
  /** Whether threads may run without meeting first, once each has gathered its own part of the inputs. */
  readonly beginsApart: boolean
}

/** Options of {@link planProgram}. */
export interface PlanOptions {
  /** Emit `gradients` and `update` instead of one `step`. Default false. */
  readonly separateUpdates?: boolean
  /** Where work memory begins. */
  readonly base: WorkMemory
  /** Where a state lies. */
  readonly stateAddress: (name: string, layout: Layout) => number
}

/** Plans a program. */
export function planProgram(source: Graph, { separateUpdates = false, base, stateAddress }: PlanOptions): ProgramPlan {
  const pruned = pruneGraph(source)
  verifyGraph(pruned, 'pruning')
  const segmented = segmentWideProducts(pruned)
  verifyGraph(segmented, 'segmenting wide products')
  let stored = assignStorage(segmented)
  verifyGraph(stored.graph, 'assigning storage')
  let ordered = order(stored, separateUpdates)
  while (ordered.blocked.size > 0) {
    stored = copyLate(stored, ordered.blocked)
    verifyGraph(stored.graph, 'copying states late')
    ordered = order(stored, separateUpdates)
  }
  const { graph } = stored
  const { groups, layouts, phases, firstUpdatePhase } = ordered
  const apart = beginsApart(graph, groups, phases, layouts)
  const memory = planMemory(graph, groups, phases, layouts, base, stateAddress)
  return { graph, groups, layouts, phases, firstUpdatePhase, separateUpdates, memory, beginsApart: apart }
}

/** Fuses and schedules a graph, or finds which states must not be overwritten where their new values are made. */
function order({ graph, storage }: StoredGraph, separateUpdates: boolean) {
  const { groups, layouts, firstUpdate } = fuse(graph, storage, { separateUpdates })
  const assigned = new Map([...graph.assignments].map(([name, value]) => [value, graph.states.get(name) as Node]))
  const gradients = schedule(groups.slice(0, firstUpdate), assigned)
  const updates = schedule(groups.slice(firstUpdate), assigned)
  // Update kernels come after all others: their indices go on where those end.
  const updatePhases = updates.phases.map((phase) => ({ groups: phase.groups.map((index) => index + firstUpdate) }))
  const tooEarly = separateUpdates ? groups.slice(0, firstUpdate).flatMap(membersOf) : []
  const early = tooEarly.map((node) => assigned.get(node)).filter((state) => state !== undefined)
  return {
    groups,
    layouts,
    phases: [...gradients.phases, ...updatePhases],
    firstUpdatePhase: gradients.phases.length,
    blocked: new Set([...gradients.blocked, ...updates.blocked, ...early]),
  }
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digitsStep, planOf, WORK } from '../../test/support/graphs.ts'
import { makeGraph, recipes } from '../../test/support/randomGraph.ts'
import type { Node } from '../ir/types.ts'
import type { Group } from './fuse.ts'
import { LINE } from './layout.ts'
import type { Place } from './memory.ts'
import type { ProgramPlan } from './plan.ts'
import { membersOf } from './schedule.ts'

/** For each stored value, the first and last phase in which its bytes must be its own. */
function lifetimes({ graph, groups, phases, memory }: ProgramPlan): Map<Node, readonly [number, number]> {
  const first = new Map<Node, number>([...graph.inputs.values(), ...graph.states.values()].map((node) => [node, -1]))
  const last = new Map<Node, number>()
  phases.forEach((phase, number) => {
    for (const index of phase.groups) {
      const members = membersOf(groups[index] as Group)
      for (const node of members) {
        first.set(node, number)
        for (const operand of node.inputs) if (!members.includes(operand)) last.set(operand, number)
      }
    }
  })
  for (const node of graph.outputs.values()) last.set(node, phases.length)
  // States stay; inputs keep their bytes too, since their padding is zeroed by nobody.
  for (const node of [...graph.states.values(), ...graph.inputs.values()]) last.set(node, phases.length)
  return new Map(
    [...memory.places.keys()].map((node) => [node, [first.get(node) ?? -1, Math.max(last.get(node) ?? -1, first.get(node) ?? -1)]]),
  )
}

/** Pairs of values that share bytes though both are needed at the same time, and are not the same bytes on purpose. */
function overlaps(plan: ProgramPlan): string[] {
  const { graph, groups, memory } = plan
  const alive = lifetimes(plan)
  const found: string[] = []
  const places = [...memory.places]
  const groupOf = new Map(groups.flatMap((group) => membersOf(group).map((node) => [node, group] as const)))
  const newValues = new Map([...graph.assignments].map(([name, value]) => [value, graph.states.get(name)]))
  /** The value whose bytes a node takes over on purpose: its state's, those it is a view of, its anchor's in place. */
  const origin = (node: Node): Node => {
    const address = memory.places.get(node)?.address
    const view = node.operation.name === 'reshape' ? node.inputs[0] : undefined
    for (const before of [newValues.get(node), view, groupOf.get(node)?.anchor]) {
      if (before && before !== node && memory.places.get(before)?.address === address) return origin(before)
    }
    return node
  }
  places.forEach(([a, placeA], i) => {
    for (const [b, placeB] of places.slice(i + 1)) {
      const apart = (x: Place, y: Place): boolean => x.address + x.layout.size <= y.address
      if (apart(placeA, placeB) || apart(placeB, placeA)) continue
      if (origin(a) === origin(b)) continue
      const [firstA, lastA] = alive.get(a) as [number, number]
      const [firstB, lastB] = alive.get(b) as [number, number]
      if (firstA <= lastB && firstB <= lastA) found.push(`%${a.id} (${a.operation.name}) and %${b.id} (${b.operation.name})`)
    }
  })
  return found
}

describe('planMemory', () => {
  test('values that are needed at the same time never share bytes', () => {
    fc.assert(
      fc.property(recipes(10), fc.boolean(), (recipe, separateUpdates) => {
        expect(overlaps(planOf(makeGraph(recipe), { separateUpdates }))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('every place begins on a cache line', () => {
    for (const { address } of planOf(digitsStep()).memory.places.values()) expect(address % LINE).toBe(0)
  })

  test('the digits step shares bytes between values that do not meet', () => {
    const { memory, graph } = planOf(digitsStep())
    const states = new Set([...graph.states.values(), ...graph.assignments.values()])
    const work = [...memory.places].filter(([node]) => !states.has(node)).map(([, place]) => place)
    expect(memory.size).toBeLessThan(work.reduce((total, { layout }) => total + layout.size, 0))
    expect(memory.size).toBe(Math.max(...work.map(({ address, layout }) => address + Math.ceil(layout.size / LINE) * LINE)) - WORK)
  })

  test('a value that does not leave its kernel has no place', () => {
    const { memory, graph } = planOf(digitsStep())
    const roots = graph.nodes.filter(({ operation }) => operation.name === 'squareRoot')
    expect(roots).toHaveLength(6)
    for (const node of roots) expect(memory.places.has(node)).toBe(false)
  })
})

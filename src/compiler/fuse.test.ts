import { describe, expect, test } from 'vitest'
import { digitsStep, nameOf, planOf } from '../../test/support/graphs.ts'
import { relu } from '../ir/activations.ts'
import { add, multiply, negate, subtract } from '../ir/arithmetic.ts'
import { crossEntropy } from '../ir/crossEntropy.ts'
import { GraphBuilder } from '../ir/graph.ts'
import { matmul } from '../ir/matmul.ts'
import { reduceSum } from '../ir/reduce.ts'
import { rowMean } from '../ir/rowMean.ts'
import type { Graph } from '../ir/types.ts'
import { differentiate } from './autodiff.ts'
import type { Group } from './fuse.ts'
import { membersOf } from './schedule.ts'

/** The groups of a graph, each as the names of its operations: anchor first, companion in brackets. */
function groupsOf(graph: Graph, options: { separateUpdates?: boolean } = {}): string[] {
  return planOf(graph, options).groups.map(({ anchor, companion, epilogue }) =>
    [...(anchor ? [nameOf(anchor)] : []), ...(companion ? [`(${nameOf(companion)})`] : []), ...epilogue.map(nameOf)].join(' '),
  )
}

/** The group that computes what is assigned to a state. */
function groupAssigning(graph: Graph, state: string): Group {
  const plan = planOf(graph)
  const value = plan.graph.assignments.get(state)
  return plan.groups.find((group) => membersOf(group).some((node) => node === value)) as Group
}

describe('fuse', () => {
  test('bias and activation run in the epilogue of their product', () => {
    const builder = new GraphBuilder(4)
    const x = builder.input('x', [6], { batched: true })
    builder.output('y', relu(add(matmul(x, builder.state('kernel', [6, 5], { storage: 'columns' })), builder.state('bias', [5]))))
    expect(groupsOf(builder.build())).toEqual(['matmul add relu'])
  })

  test('a wide product is partial sums, and bias and activation follow their sum', () => {
    const builder = new GraphBuilder(4)
    const x = builder.input('x', [784], { batched: true })
    builder.output('y', relu(add(matmul(x, builder.state('kernel', [784, 5], { storage: 'columns' })), builder.state('bias', [5]))))
    expect(groupsOf(builder.build())).toEqual(['matmulPartial', 'segmentSum add relu'])
  })

  test('the loss and its gradient are one kernel, unless something reads the loss', () => {
    const make = (read: boolean): Graph => {
      const builder = new GraphBuilder(4)
      const x = builder.input('x', [6], { batched: true })
      const labels = builder.input('labels', [], { dtype: 'int32', batched: true })
      const loss = crossEntropy(x, labels)
      builder.output('loss', loss)
      if (read) builder.output('twice', multiply(loss, 2))
      builder.output('gradient', differentiate(builder, [rowMean(loss)], [x])[0] ?? x)
      return builder.build()
    }
    expect(groupsOf(make(false))).toEqual(['rowShare', 'crossEntropyGradient (crossEntropy)'])
    expect(groupsOf(make(true))).toContain('crossEntropy')
  })

  test('the digits step: activation gradients and optimizer updates run where their operands are made', () => {
    const groups = groupsOf(digitsStep())
    const adam = 'multiply subtract multiply add subtract multiply add multiply squareRoot add divide subtract'
    expect(groups.filter((group) => group === `matmul ${adam}`)).toHaveLength(3)
    expect(groups.filter((group) => group === `reduceSum ${adam}`)).toHaveLength(3)
    expect(groups.filter((group) => group === 'matmul select')).toHaveLength(2)
    expect(groups).toContain('crossEntropyGradient (crossEntropy)')
    expect(groups).toHaveLength(16)
  })

  test('with separate updates no kernel before the first update writes a state', () => {
    const { graph, groups, phases, firstUpdatePhase } = planOf(digitsStep(), { separateUpdates: true })
    const assigned = new Set(graph.assignments.values())
    const written = (from: number, to: number): number =>
      phases
        .slice(from, to)
        .flatMap((phase) => phase.groups.flatMap((index) => membersOf(groups[index] as Group)))
        .filter((node) => assigned.has(node)).length
    expect(written(0, firstUpdatePhase)).toBe(0)
    expect(written(firstUpdatePhase, phases.length)).toBe(graph.assignments.size)
  })

  test('a state is not overwritten in a kernel whose anchor still reads all of it', () => {
    const builder = new GraphBuilder(1)
    const w = builder.state('w', [3, 3])
    builder.assign(w, add(matmul(w, w), 1))
    expect(groupAssigning(builder.build(), 'w').anchor?.operation.name).not.toBe('matmul')
  })

  test('a sum over rows is not followed in place by what reads it as a whole', () => {
    const builder = new GraphBuilder(4)
    const x = builder.input('x', [6], { batched: true })
    const centred = subtract(x, reduceSum(x, 'columns'))
    builder.output('y', negate(centred))
    expect(groupsOf(builder.build())).toEqual(['reduceSum', 'subtract negate'])
  })

  test('every node but inputs, states and constants is in exactly one group', () => {
    const { graph, groups } = planOf(digitsStep())
    const placed = groups.flatMap(membersOf)
    expect(new Set(placed).size).toBe(placed.length)
    expect(new Set(placed)).toEqual(new Set(graph.nodes.filter(({ inputs }) => inputs.length > 0)))
  })
})

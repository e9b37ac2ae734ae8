import { describe, expect, test } from 'vitest'
import { digitsStep, nameOf, planOf } from '../../test/support/graphs.ts'
import { relu } from '../ir/activations.ts'
import { add, multiply } from '../ir/arithmetic.ts'
import { GraphBuilder } from '../ir/graph.ts'
import { matmul } from '../ir/matmul.ts'
import { reduceSum } from '../ir/reduce.ts'
import type { Graph, Node } from '../ir/types.ts'
import type { Group } from './fuse.ts'
import { ownershipOf } from './schedule.ts'

/** The phases of a graph: each kernel as its first operation and how it is divided. */
function phasesOf(graph: Graph): string[][] {
  const { groups, phases } = planOf(graph)
  return phases.map((phase) =>
    phase.groups.map((index) => {
      const group = groups[index] as Group
      const { kind, items } = ownershipOf(group)
      return `${nameOf(group.anchor ?? (group.epilogue[0] as Node))}: ${items} ${kind}`
    }),
  )
}

/** How the last kernel of a graph is divided. */
function lastOwner(make: (builder: GraphBuilder, x: Node) => Node, batchSize: number, columns: number): unknown {
  const builder = new GraphBuilder(batchSize)
  builder.output('y', make(builder, builder.input('x', [columns], { batched: true })))
  const { groups } = planOf(builder.build())
  return ownershipOf(groups[groups.length - 1] as Group)
}

describe('ownership', () => {
  test('a layer is divided by batch rows, in tiles of up to 8', () => {
    const layer = (builder: GraphBuilder, x: Node): Node => matmul(x, builder.state('w', [5, 3]))
    expect(lastOwner(layer, 32, 5)).toEqual({ kind: 'rows', items: 4, unit: 8 })
    expect(lastOwner(layer, 33, 5)).toEqual({ kind: 'rows', items: 5, unit: 8 })
    expect(lastOwner(layer, 3, 5)).toEqual({ kind: 'rows', items: 2, unit: 2 })
    expect(lastOwner(layer, 1, 5)).toEqual({ kind: 'rows', items: 1, unit: 1 })
  })

  test('images are divided at the same batch rows', () => {
    const builder = new GraphBuilder(16)
    builder.output('y', relu(builder.input('x', [5, 3], { batched: true })))
    expect(ownershipOf(planOf(builder.build()).groups[0] as Group)).toEqual({ kind: 'rows', items: 2, unit: 40 })
  })

  test('partial sums of a wide layer, and wide elementwise operations, are divided by segments', () => {
    expect(lastOwner((_, x) => relu(x), 32, 784)).toEqual({ kind: 'segments', items: 4, unit: 1 })
    const builder = new GraphBuilder(32)
    builder.output('y', matmul(builder.input('x', [784], { batched: true }), builder.state('w', [784, 5])))
    const { groups } = planOf(builder.build())
    expect(ownershipOf(groups.find((group) => group.anchor?.operation.name === 'matmulPartial') as Group)).toEqual({
      kind: 'segments',
      items: 4,
      unit: 1,
    })
  })

  test('weight gradients: of wide layers by segments, of narrow ones by outputs; what is one number by nobody else', () => {
    const gradient = (_: GraphBuilder, x: Node): Node => matmul(x, multiply(x, 2), 'left')
    expect(lastOwner(gradient, 8, 300)).toEqual({ kind: 'segments', items: 4, unit: 1 })
    expect(lastOwner(gradient, 8, 10)).toEqual({ kind: 'outputs', items: 3, unit: 4 })
    expect(lastOwner((_, x) => reduceSum(x, 'all'), 8, 10)).toEqual({ kind: 'whole', items: 1, unit: 1 })
  })
})

describe('schedule', () => {
  test('the digits step has three phases', () => {
    expect(phasesOf(digitsStep())).toEqual([
      ['dequantize: 4 segments', 'matmulPartial: 4 segments', 'rowShare: 4 rows'],
      [
        'segmentSum: 4 rows',
        'matmul: 4 rows',
        'matmul: 4 rows',
        'inTopK: 4 rows',
        'crossEntropyGradient: 4 rows',
        'matmul: 4 rows',
        'matmul: 4 rows',
      ],
      [
        'reduceSum: 1 whole',
        'matmul: 3 outputs',
        'reduceSum: 1 whole',
        'matmul: 4 outputs',
        'reduceSum: 1 whole',
        'matmul: 4 segments',
      ],
    ])
  })

  test('a barrier stands where a kernel reads what other owners wrote', () => {
    const builder = new GraphBuilder(16)
    const x = builder.input('x', [5], { batched: true })
    const y = relu(matmul(x, builder.state('w', [5, 3])))
    builder.output('y', matmul(y, builder.state('v', [3, 4])))
    builder.output('sum', reduceSum(y, 'rows'))
    expect(phasesOf(builder.build())).toEqual([
      ['relayout: 1 whole', 'relayout: 1 whole'],
      ['matmul: 2 rows', 'matmul: 2 rows'],
      ['reduceSum: 1 whole'],
    ])
  })

  test('a kernel that reads all segments of what segments wrote waits for them', () => {
    const builder = new GraphBuilder(16)
    const x = builder.input('x', [784], { batched: true })
    const upstream = multiply(builder.input('upstream', [300], { batched: true }), 2) // 4 segments too
    const w = builder.state('w', [784, 300], { storage: 'columns' })
    builder.assign(w, add(w, matmul(x, upstream, 'left')))
    expect(phasesOf(builder.build())).toEqual([['multiply: 4 segments'], ['matmul: 4 segments']])
  })

  test('a state is overwritten in a later phase than others read it', () => {
    const builder = new GraphBuilder(16)
    const x = builder.input('x', [5], { batched: true })
    const w = builder.state('w', [5, 3], { storage: 'columns' })
    builder.output('y', matmul(x, w))
    builder.assign(w, multiply(w, 0.5))
    expect(phasesOf(builder.build())).toEqual([['matmul: 2 rows'], ['multiply: 1 whole']])
  })
})

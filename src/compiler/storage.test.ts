import { describe, expect, test } from 'vitest'
import { digitsStep, nameOf } from '../../test/support/graphs.ts'
import { add, multiply, subtract } from '../ir/arithmetic.ts'
import { GraphBuilder } from '../ir/graph.ts'
import { matmul } from '../ir/matmul.ts'
import { printGraph } from '../ir/print.ts'
import type { Graph, Storage } from '../ir/types.ts'
import { verifyGraph } from '../ir/verify.ts'
import { segmentWideProducts } from './segment.ts'
import { assignStorage } from './storage.ts'

function copiesIn(graph: Graph): number {
  const stored = assignStorage(graph)
  verifyGraph(stored.graph, 'test')
  return stored.graph.nodes.filter((node) => nameOf(node) === 'relayout').length
}

/** x [4, 6] times a kernel of a storage, and a step of the kernel. */
function step(storage: Storage): Graph {
  const builder = new GraphBuilder(4)
  const x = builder.input('x', [6], { batched: true })
  const w = builder.state('w', [6, 5], { storage })
  const y = matmul(x, w)
  builder.output('y', y)
  builder.assign(w, subtract(w, multiply(matmul(x, y, 'left'), 0.1)))
  return builder.build()
}

describe('assignStorage', () => {
  test('a kernel in columns storage, its gradient and slots need no copy', () => {
    expect(copiesIn(step('columns'))).toBe(0)
    expect(copiesIn(digitsStep())).toBe(0)
    const { graph, storage } = assignStorage(digitsStep())
    for (const [name, value] of graph.assignments) expect(storage.get(value)).toBe(name.includes('kernel') ? 'columns' : 'rows')
  })

  test('a kernel in rows storage is copied once for its product', () => {
    expect(copiesIn(step('rows'))).toBe(1)
  })

  test('the same copy serves all that need it', () => {
    const builder = new GraphBuilder(4)
    const x = builder.input('x', [6], { batched: true })
    const w = builder.state('w', [6, 6])
    builder.output('y', matmul(matmul(x, w), w))
    expect(copiesIn(builder.build())).toBe(1)
  })

  test('what two states of different storage make is copied for one of them', () => {
    const builder = new GraphBuilder(1)
    const [a, b] = [builder.state('a', [3, 4]), builder.state('b', [3, 4], { storage: 'columns' })]
    builder.output('sum', add(a, b))
    expect(copiesIn(builder.build())).toBe(1)
  })
})

describe('segmentWideProducts', () => {
  const products = (inner: number): string => {
    const builder = new GraphBuilder(4)
    const x = builder.input('x', [inner], { batched: true })
    builder.output('y', matmul(x, builder.state('w', [inner, 5])))
    return printGraph(segmentWideProducts(builder.build()))
  }

  test('cuts products over a wide axis, and leaves narrow ones and gradients', () => {
    expect(products(784)).toContain(
      '%2 = matmulPartial(%0, %1) : float32[4, 20] batch\n%3 = segmentSum(%2) {count: 4} : float32[4, 5] batch',
    )
    expect(products(255)).toContain('matmul(%0, %1)')
    const gradients = segmentWideProducts(digitsStep()).nodes.filter((node) => node.attributes.transposed === 'left')
    expect(gradients).toHaveLength(3)
  })
})

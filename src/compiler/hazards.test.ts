// States that are read and assigned across each other: nothing reads a state after its new value is there.

import fc from 'fast-check'
import { describe, test } from 'vitest'
import { checkProgram, numbersFor } from '../../test/support/conformance.ts'
import { makeGraph, recipes } from '../../test/support/randomGraph.ts'
import { relu } from '../ir/activations.ts'
import { add, multiply, negate, subtract } from '../ir/arithmetic.ts'
import { GraphBuilder } from '../ir/graph.ts'
import { matmul } from '../ir/matmul.ts'
import { reduceSum } from '../ir/reduce.ts'
import { reshape } from '../ir/reshape.ts'
import type { Node } from '../ir/types.ts'
import { differentiate } from './autodiff.ts'

const cases: Record<string, (builder: GraphBuilder, x: Node) => void> = {
  'two states trade places': (builder) => {
    const [a, b] = [builder.state('a', [5, 5]), builder.state('b', [5, 5], { storage: 'columns' })]
    builder.assign(a, b)
    builder.assign(b, a)
  },
  'three states in a ring, each with a change': (builder) => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => builder.state(name, [5])) as [Node, Node, Node]
    builder.assign(a, negate(b))
    builder.assign(b, add(c, 1))
    builder.assign(c, multiply(a, 2))
  },
  'a state read by the updates of others': (builder) => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => builder.state(name, [5, 5])) as [Node, Node, Node]
    builder.assign(a, add(a, b))
    builder.assign(b, subtract(a, b))
    builder.assign(c, matmul(a, b))
  },
  'a state assigned to itself, and one value to two states': (builder) => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => builder.state(name, [5])) as [Node, Node, Node]
    const next = add(b, c)
    builder.assign(a, a)
    builder.assign(b, next)
    builder.assign(c, next)
  },
  'a product of a state with itself becomes the state': (builder) => {
    const a = builder.state('a', [5, 5])
    builder.assign(a, add(matmul(a, a), 1))
  },
  'one layer used twice, trained': (builder, x) => {
    const w = builder.state('w', [5, 5], { storage: 'columns' })
    const bias = builder.state('bias', [5])
    const once = relu(add(matmul(x, w), bias))
    const loss = reduceSum(relu(add(matmul(once, w), bias)), 'all')
    const [dw, dBias] = differentiate(builder, [loss], [w, bias]) as [Node, Node]
    builder.output('loss', loss)
    builder.assign(w, subtract(w, multiply(dw, 0.1)))
    builder.assign(bias, subtract(bias, multiply(dBias, 0.1)))
  },
  'a kernel tied to its transpose': (builder, x) => {
    const w = builder.state('w', [5, 3], { storage: 'columns' })
    const loss = reduceSum(matmul(relu(matmul(x, w)), w, 'right'), 'all')
    builder.output('loss', loss)
    builder.assign(w, subtract(w, multiply(differentiate(builder, [loss], [w])[0] as Node, 0.1)))
  },
  'an output that is a state, and one that is its new value': (builder) => {
    const a = builder.state('a', [5])
    const next = multiply(a, 0.5)
    builder.output('before', a)
    builder.output('after', next)
    builder.assign(a, next)
  },
  'an output that is an input, and one value under two names': (builder, x) => {
    const y = relu(x)
    builder.output('x', x)
    builder.output('y', y)
    builder.output('again', y)
    builder.output('other shape', reshape(y, [4, 5, 1]))
  },
}

describe('states keep their old value until all have read it', () => {
  for (const [name, make] of Object.entries(cases)) {
    test.each([false, true])(`${name}; updates apart: %s`, (separateUpdates) => {
      const builder = new GraphBuilder(4)
      make(builder, builder.input('x', [5], { batched: true }))
      const graph = builder.build()
      checkProgram(graph, numbersFor(graph, 1), 4, { separateUpdates })
    })
  }

  test('random graphs', () => {
    fc.assert(
      fc.property(recipes(8), fc.boolean(), (recipe, separateUpdates) => {
        const graph = makeGraph(recipe)
        const rows = 1 + (recipe.seed % recipe.batchSize)
        checkProgram(graph, numbersFor(graph, recipe.seed, rows), rows, { separateUpdates })
      }),
      { numRuns: 100 },
    )
  })
})

// Programs against the interpreter: strict programs equal the float32 interpreter bit for bit, and every program stays within
// the bound that the float64 interpreter propagates. Whole graphs by hand first, random ones from a property.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkProgram, numbersFor } from '../../test/support/conformance.ts'
import { denseStep } from '../../test/support/graphs.ts'
import { relu } from '../ir/activations.ts'
import { add, divide, maximum, multiply, negate, squareRoot, subtract } from '../ir/arithmetic.ts'
import { greater, select } from '../ir/comparison.ts'
import { GraphBuilder } from '../ir/graph.ts'
import { matmul } from '../ir/matmul.ts'
import { reduceSum } from '../ir/reduce.ts'
import { reshape } from '../ir/reshape.ts'
import type { Node } from '../ir/types.ts'
import { differentiate } from './autodiff.ts'

describe('a dense layer, its gradients and its update', () => {
  const shapes = [
    [1, 1, 1],
    [1, 3, 2],
    [32, 25, 15],
    [5, 784, 25],
    [32, 300, 7],
    [3, 17, 300],
    [7, 260, 513],
    [33, 4, 4],
    [2, 2050, 3],
  ] as const
  for (const [batchSize, inputs, units] of shapes) {
    test(`batch ${batchSize}, ${inputs} inputs, ${units} units`, () => {
      const graph = denseStep(batchSize, inputs, units)
      checkProgram(graph, numbersFor(graph, 1), batchSize)
      if (batchSize > 1) checkProgram(graph, numbersFor(graph, 2, batchSize - 1), batchSize - 1)
    })
  }

  test('separate gradients and update give the same bits as one step', () => {
    const graph = denseStep(32, 784, 25)
    checkProgram(graph, numbersFor(graph, 3), 32, { separateUpdates: true })
  })
})

describe('random graphs', () => {
  const unary = [
    relu,
    negate,
    (x: Node) => multiply(x, 0.5),
    (x: Node) => squareRoot(add(multiply(x, x), 1)),
    (x: Node) => add(x, 1),
  ]
  const binary = [
    add,
    subtract,
    multiply,
    maximum,
    (a: Node, b: Node) => divide(a, add(multiply(b, b), 1)),
    (a: Node, b: Node) => select(greater(a, b), a, b),
  ]

  test('strict programs equal the float32 interpreter; both arithmetics keep within the float64 bound', () => {
    const size = fc.integer({ min: 1, max: 9 })
    const operation = fc.record({
      kind: fc.nat(5),
      a: fc.nat(99),
      b: fc.nat(99),
      pick: fc.nat(99),
      width: fc.oneof(size, fc.constantFrom(260, 300)),
    })
    fc.assert(
      fc.property(
        size,
        size,
        fc.array(operation, { minLength: 1, maxLength: 9 }),
        fc.nat(),
        (batchSize, width, operations, seed) => {
          const builder = new GraphBuilder(batchSize)
          const values: Node[] = [builder.input('x', [width], { batched: true }), builder.input('z', [width], { batched: true })]
          const weights: Node[] = []
          operations.forEach(({ kind, a, b, pick, width }, index) => {
            const left = values[a % values.length] as Node
            const columns = left.type.shape[1] as number
            if (kind <= 1) values.push((unary[pick % unary.length] as (x: Node) => Node)(left))
            else if (kind === 2) {
              const right = values.filter((node) => node.type.shape[1] === columns || node.type.shape[1] === 1)[b % 2] ?? left
              values.push((binary[pick % binary.length] as (a: Node, b: Node) => Node)(left, right))
            } else if (kind === 3) {
              const weight = builder.state(`w${index}`, [columns, width], { storage: pick % 2 === 0 ? 'columns' : 'rows' })
              weights.push(weight)
              values.push(matmul(left, weight))
            } else if (kind === 4) {
              const bias = builder.state(`b${index}`, [columns])
              weights.push(bias)
              values.push(add(left, bias))
            } else values.push(subtract(left, reduceSum(left, 'columns')))
          })
          const last = values[values.length - 1] as Node
          const loss = reduceSum(multiply(last, 0.125), 'all')
          const gradients = differentiate(builder, [loss], [values[0] as Node, ...weights])
          builder.output('last', last)
          builder.output('loss', loss)
          if (gradients[0]) builder.output('dx', reshape(gradients[0], [batchSize, width]))
          weights.forEach((weight, index) => {
            const gradient = gradients[index + 1]
            if (gradient) builder.assign(weight, subtract(weight, multiply(gradient, 0.01)))
          })
          const graph = builder.build()
          checkProgram(graph, numbersFor(graph, seed), batchSize)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('a graph whose result is wrong by one unit in the last place is noticed', () => {
    const graph = denseStep(4, 8, 4)
    expect(() =>
      checkProgram(graph, numbersFor(graph, 1), 4, {}, (values) => ({
        ...values,
        bias: Float32Array.from(values.bias as Float32Array, (b) => b * (1 + 2e-7) + 1e-30),
      })),
    ).toThrow()
  })
})

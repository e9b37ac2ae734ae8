// Every operation, on shapes that meet every branch of its kernel: strict programs equal the float32 interpreter bit for bit,
// and both arithmetics stay within the bound of the float64 interpreter.

import { describe, expect, test } from 'vitest'
import { checkOperation, SHAPES } from '../../../test/support/checkOperation.ts'
import { elu, exponential, gelu, leakyRelu, logarithm, relu, sigmoid, silu, tanh } from '../../ir/activations.ts'
import { absolute, add, divide, maximum, minimum, multiply, negate, squareRoot, subtract } from '../../ir/arithmetic.ts'
import { equal, greater, select } from '../../ir/comparison.ts'
import { matmul } from '../../ir/matmul.ts'
import { type ReduceOver, reduceMean, reduceSum } from '../../ir/reduce.ts'
import type { Node } from '../../ir/types.ts'
import { supportsRelaxedFma } from '../features.ts'

/** Numbers that trip up comparisons, roots and rounding. */
const SPECIAL = [0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45, 3e38, -3e38, 0.1]

const unary: Record<string, (x: Node) => Node> = {
  negate,
  absolute,
  squareRoot,
  exponential,
  logarithm,
  relu,
  leakyRelu: (x) => leakyRelu(x, 0.2),
  elu,
  sigmoid,
  tanh,
  gelu,
  silu,
}

const binary: Record<string, (a: Node, b: Node) => Node> = {
  add,
  subtract,
  multiply,
  divide,
  maximum,
  minimum,
  greater,
  equal,
  select: (a, b) => select(greater(a, 0), a, b),
}

test('this machine runs both arithmetics, so both are checked', () => {
  expect(supportsRelaxedFma()).toBe(true)
})

describe('elementwise operations', () => {
  const columns = SPECIAL.length
  const special = (rows: number, turn: number): Float32Array =>
    Float32Array.from({ length: rows * columns }, (_, i) => SPECIAL[(i + turn * Math.floor(i / columns)) % columns] as number)

  test.each(Object.entries(unary))('%s', (_name, f) => {
    for (const [batchSize, columns] of SHAPES) {
      checkOperation(batchSize, (builder) => builder.output('y', f(builder.input('x', [columns], { batched: true }))))
    }
    checkOperation(
      2,
      (builder) => builder.output('y', f(builder.input('x', [columns], { batched: true }))),
      (rows) => ({ x: special(rows, 0) }),
    )
  })

  test.each(Object.entries(binary))('%s, with operands of the same shape, one value, a row, a column', (_name, f) => {
    for (const [batchSize, columns] of SHAPES) {
      checkOperation(batchSize, (builder) => {
        const x = builder.input('x', [columns], { batched: true })
        const others = [
          builder.input('same', [columns], { batched: true }),
          builder.input('one', []),
          builder.state('single', [1]),
          builder.state('row', [columns]),
          builder.input('column', [1], { batched: true }),
        ]
        others.forEach((other, i) => {
          builder.output(`y${i}`, f(x, other))
          builder.output(`z${i}`, f(other, x))
        })
        builder.output('constant', f(x, builder.constant(0.3)))
      })
    }
    checkOperation(
      columns,
      (builder) =>
        builder.output('y', f(builder.input('a', [columns], { batched: true }), builder.input('b', [columns], { batched: true }))),
      (rows) => ({ a: special(rows, 0), b: special(rows, 1) }),
    )
  })

  test('values without a batch, of no, one, two and three dimensions, stored either way', () => {
    for (const shape of [[], [1], [7], [300], [3, 5], [5, 1], [300, 3], [3, 300], [2, 3, 4], [2, 1, 260]]) {
      for (const storage of ['rows', 'columns'] as const) {
        if (storage === 'columns' && shape.length !== 2) continue
        checkOperation(2, (builder) => {
          const w = builder.state('w', shape, { storage })
          const next = subtract(multiply(w, 0.5), squareRoot(absolute(w)))
          builder.output('y', next)
          builder.assign(w, next)
          if (shape.length < 2) return
          const row = builder.state('row', shape.slice(-1))
          const column = builder.state('column', [...shape.slice(0, -1), 1])
          builder.output('rows', add(w, row))
          builder.output('columns', multiply(w, column))
        })
      }
    }
  })

  test('images [batch, height, width]', () => {
    for (const [height, width] of [
      [1, 1],
      [4, 4],
      [3, 5],
      [2, 300],
    ] as const) {
      checkOperation(5, (builder) => {
        const x = builder.input('x', [height, width], { batched: true })
        builder.output('y', relu(add(multiply(x, 2), builder.state('row', [width]))))
        builder.output('z', multiply(x, builder.input('column', [height, 1], { batched: true })))
      })
    }
  })

  test('row values [batch]', () => {
    for (const batchSize of [1, 3, 4, 9, 300]) {
      checkOperation(batchSize, (builder) => {
        const [a, b] = [builder.input('a', [], { batched: true }), builder.input('b', [], { batched: true })]
        builder.output('y', multiply(add(a, b), subtract(a, 0.5)))
      })
    }
  })
})

describe('products', () => {
  const extents = [
    [1, 1, 1],
    [4, 4, 4],
    [3, 5, 7],
    [9, 260, 3],
    [2, 7, 261],
    [5, 300, 270],
  ] as const

  test.each(extents)('[%i, %i] times [.., %i], stored either way', (batchSize, inner, units) => {
    for (const storage of ['rows', 'columns'] as const) {
      checkOperation(batchSize, (builder) => {
        const x = builder.input('x', [inner], { batched: true })
        const upstream = builder.input('upstream', [units], { batched: true })
        const w = builder.state('w', [inner, units], { storage })
        builder.output('forward', matmul(x, w))
        builder.output('gradient of x', matmul(upstream, w, 'right'))
        builder.output('gradient of w', matmul(x, upstream, 'left'))
        builder.assign(w, subtract(w, multiply(matmul(x, upstream, 'left'), 0.1)))
      })
    }
  })

  test.each(extents)('matrices without a batch, [%i, %i] times [.., %i]', (m, k, n) => {
    for (const storage of ['rows', 'columns'] as const) {
      checkOperation(2, (builder) => {
        const [a, b] = [builder.state('a', [m, k], { storage }), builder.state('b', [k, n], { storage })]
        const [left, right] = [builder.state('left', [k, m], { storage }), builder.state('right', [n, k], { storage })]
        builder.output('none', matmul(a, b))
        builder.output('left', matmul(left, b, 'left'))
        builder.output('right', matmul(a, right, 'right'))
      })
    }
  })
})

describe('sums', () => {
  test.each<ReduceOver>(['rows', 'columns', 'all'])('over %s, and means', (over) => {
    for (const [batchSize, columns] of SHAPES) {
      checkOperation(batchSize, (builder) => {
        const x = builder.input('x', [columns], { batched: true })
        const sum = reduceSum(x, over)
        builder.output('sum', sum)
        builder.output('after', multiply(add(sum, 1), sum))
        builder.output('centred', subtract(x, sum))
        builder.output('mean', reduceMean(x, over))
      })
      checkOperation(1, (builder) => {
        for (const storage of ['rows', 'columns'] as const) {
          builder.output(storage, reduceSum(builder.state(`w ${storage}`, [batchSize, columns], { storage }), over))
        }
      })
    }
  })

  test.each<ReduceOver>(['rows', 'columns', 'all'])('of images, over %s', (over) => {
    for (const [height, width] of [
      [1, 1],
      [3, 5],
      [2, 260],
    ] as const) {
      checkOperation(5, (builder) => {
        const sum = reduceSum(builder.input('x', [height, width], { batched: true }), over)
        builder.output('sum', sum)
        builder.output('after', multiply(sum, sum))
      })
    }
  })
})

// Every operation, on shapes that meet every branch of its kernel: strict programs equal the float32 interpreter bit for bit,
// and both arithmetics stay within the bound of the float64 interpreter.

import { describe, expect, test } from 'vitest'
import { checkProgram, numbersFor, type Values } from '../../../test/support/conformance.ts'
import { differentiate } from '../../compiler/autodiff.ts'
import { elu, exponential, gelu, leakyRelu, logarithm, relu, sigmoid, silu, tanh } from '../../ir/activations.ts'
import { absolute, add, divide, maximum, minimum, multiply, negate, squareRoot, subtract } from '../../ir/arithmetic.ts'
import { equal, greater, select } from '../../ir/comparison.ts'
import { crossEntropy } from '../../ir/crossEntropy.ts'
import { dequantize } from '../../ir/dequantize.ts'
import { dropoutMask } from '../../ir/dropoutMask.ts'
import { GraphBuilder } from '../../ir/graph.ts'
import { matmul } from '../../ir/matmul.ts'
import { oneHot } from '../../ir/oneHot.ts'
import { type ReduceOver, reduceMean, reduceSum } from '../../ir/reduce.ts'
import { relayout } from '../../ir/relayout.ts'
import { reshape } from '../../ir/reshape.ts'
import { rowMean } from '../../ir/rowMean.ts'
import { logSoftmax, softmax } from '../../ir/softmax.ts'
import { inTopK } from '../../ir/topK.ts'
import type { Node } from '../../ir/types.ts'
import { toFloat32, toFloat64 } from '../../ir/widths.ts'
import { supportsRelaxedFma } from '../features.ts'

/** Batch rows x columns: one element, a full tile, tails of rows and columns, segments with and without a short last one. */
const SHAPES = [
  [1, 1],
  [4, 4],
  [3, 17],
  [9, 5],
  [5, 300],
  [2, 260],
  [8, 272],
] as const

/** Numbers that trip up comparisons, roots and rounding. */
const SPECIAL = [0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45, 3e38, -3e38, 0.1]

/** Checks a graph on random numbers, in a full batch and in one with a row less. */
function check(batchSize: number, make: (builder: GraphBuilder) => void, values: (rows: number) => Values = () => ({})): void {
  const builder = new GraphBuilder(batchSize)
  make(builder)
  const graph = builder.build()
  for (const rows of batchSize > 1 ? [batchSize, batchSize - 1] : [batchSize]) {
    checkProgram(graph, { ...numbersFor(graph, batchSize + rows, rows), ...values(rows) }, rows)
  }
}

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
      check(batchSize, (builder) => builder.output('y', f(builder.input('x', [columns], { batched: true }))))
    }
    check(
      2,
      (builder) => builder.output('y', f(builder.input('x', [columns], { batched: true }))),
      (rows) => ({ x: special(rows, 0) }),
    )
  })

  test.each(Object.entries(binary))('%s, with operands of the same shape, one value, a row, a column', (_name, f) => {
    for (const [batchSize, columns] of SHAPES) {
      check(batchSize, (builder) => {
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
    check(
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
        check(2, (builder) => {
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
      check(5, (builder) => {
        const x = builder.input('x', [height, width], { batched: true })
        builder.output('y', relu(add(multiply(x, 2), builder.state('row', [width]))))
        builder.output('z', multiply(x, builder.input('column', [height, 1], { batched: true })))
      })
    }
  })

  test('row values [batch]', () => {
    for (const batchSize of [1, 3, 4, 9, 300]) {
      check(batchSize, (builder) => {
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
      check(batchSize, (builder) => {
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
      check(2, (builder) => {
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
      check(batchSize, (builder) => {
        const x = builder.input('x', [columns], { batched: true })
        const sum = reduceSum(x, over)
        builder.output('sum', sum)
        builder.output('after', multiply(add(sum, 1), sum))
        builder.output('centred', subtract(x, sum))
        builder.output('mean', reduceMean(x, over))
      })
      check(1, (builder) => {
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
      check(5, (builder) => {
        const sum = reduceSum(builder.input('x', [height, width], { batched: true }), over)
        builder.output('sum', sum)
        builder.output('after', multiply(sum, sum))
      })
    }
  })
})

describe('shapes and types', () => {
  test('reshape, as a view and as a copy, with operations before and after', () => {
    const pairs: [number[], number[]][] = [
      [[6], [6, 1]],
      [[6], [2, 3]],
      [[2, 3], [6]],
      [
        [2, 3],
        [3, 2],
      ],
      [[4, 65], [260]],
      [[260], [4, 65]],
      [[1], []],
      [
        [2, 3, 4],
        [6, 4],
      ],
    ]
    for (const [from, to] of pairs) {
      for (const batchSize of [1, 3, 9]) {
        check(batchSize, (builder) => {
          const x = builder.input('x', from, { batched: true })
          builder.output('alone', reshape(x, [batchSize, ...to]))
          builder.output('between', negate(reshape(add(x, 1), [batchSize, ...to])))
        })
      }
    }
    for (const [from, to] of [
      [[12], [3, 4]],
      [
        [3, 4],
        [4, 3],
      ],
      [[2, 300], [600]],
      [[1], []],
    ] as const) {
      for (const storage of ['rows', 'columns'] as const) {
        check(1, (builder) => builder.output('y', negate(reshape(builder.state('w', from, { storage }), to))))
      }
    }
  })

  test('relayout and back', () => {
    for (const shape of [
      [1, 1],
      [3, 5],
      [300, 7],
      [6, 300],
    ] as const) {
      check(1, (builder) => {
        const w = builder.state('w', shape)
        builder.output('y', negate(relayout(relayout(w, 'columns'), 'rows')))
        const v = builder.state('v', shape, { storage: 'columns' })
        builder.output('z', add(v, relayout(w, 'columns')))
      })
    }
  })

  test('uint8 to float32', () => {
    for (const shape of [[1], [5], [784], [28, 28], [3, 2, 5]]) {
      for (const scale of [1, 1 / 255]) {
        check(5, (builder) => {
          const x = dequantize(builder.input('x', shape, { dtype: 'uint8', batched: true }), scale)
          builder.output('y', x)
          builder.output('z', add(multiply(x, 2), -1))
        })
      }
    }
  })

  test('row values to float64 and back', () => {
    for (const batchSize of [1, 5, 33]) {
      check(batchSize, (builder) => {
        builder.output('wide', toFloat64(builder.input('x', [], { batched: true })))
        builder.output('narrow', multiply(toFloat32(builder.input('w', [], { dtype: 'float64', batched: true })), 3))
      })
    }
  })
})

describe('classes', () => {
  const CLASSES = [1, 2, 3, 10, 17, 300]
  const labelsOf = (rows: number, classes: number): Int32Array => Int32Array.from({ length: rows }, (_, r) => (r * 7) % classes)

  test.each(CLASSES)('softmax and log-softmax of %i, and their gradients', (classes) => {
    for (const batchSize of [1, 2, 7, 16]) {
      check(batchSize, (builder) => {
        const x = builder.input('x', [classes], { batched: true })
        for (const [name, f] of Object.entries({ softmax, logSoftmax })) {
          const y = f(multiply(x, 20))
          builder.output(name, y)
          const loss = reduceSum(multiply(y, builder.input(`weights of ${name}`, [classes], { batched: true })), 'all')
          const [gradient] = differentiate(builder, [loss], [x])
          builder.output(`gradient of ${name}`, gradient as Node)
        }
      })
    }
  })

  const losses: Record<
    string,
    { soft?: boolean; weighted?: boolean; ignoreClass?: number; labelSmoothing?: number; read?: boolean }
  > = {
    'class numbers': {},
    'class numbers, weighted': { weighted: true },
    'class numbers, one ignored': { ignoreClass: 1 },
    'class numbers, -1 ignored, weighted': { ignoreClass: -1, weighted: true },
    'rows of targets': { soft: true },
    'rows of targets, smoothed and weighted': { soft: true, weighted: true, labelSmoothing: 0.1 },
    'class numbers, whose loss is read again': { read: true },
  }
  test.each(Object.entries(losses))('cross-entropy of %s, and its gradient', (_name, options) => {
    const { soft = false, weighted = false, ignoreClass = null, labelSmoothing = 0, read = false } = options
    for (const classes of CLASSES) {
      for (const batchSize of [1, 3, 16]) {
        check(
          batchSize,
          (builder) => {
            const x = builder.input('x', [classes], { batched: true })
            const labels = soft
              ? builder.input('targets', [classes], { batched: true })
              : builder.input('labels', [], { dtype: 'int32', batched: true })
            const weights = weighted ? builder.input('weights', [], { dtype: 'float64', batched: true }) : undefined
            const logits = multiply(x, 20)
            const loss = crossEntropy(logits, labels, { ignoreClass, labelSmoothing, ...(weights ? { weights } : {}) })
            builder.output('loss', loss)
            if (read) builder.output('twice', multiply(loss, 2))
            const [gradient] = differentiate(builder, [rowMean(loss, soft ? undefined : labels, ignoreClass)], [x])
            builder.output('gradient', gradient as Node)
          },
          (rows) => {
            const labels = labelsOf(rows, classes)
            if (ignoreClass === -1) labels[0] = -1
            const targets = Float32Array.from({ length: rows * classes }, (_, i) => ((i * 5) % 4) / 4)
            return { labels, targets }
          },
        )
      }
    }
  })

  test('a batch whose rows are all ignored has loss and gradient 0', () => {
    check(
      3,
      (builder) => {
        const x = builder.input('x', [4], { batched: true })
        const labels = builder.input('labels', [], { dtype: 'int32', batched: true })
        const loss = crossEntropy(x, labels, { ignoreClass: 9 })
        builder.output('loss', loss)
        builder.output('gradient', differentiate(builder, [rowMean(loss, labels, 9)], [x])[0] as Node)
      },
      (rows) => ({ labels: new Int32Array(rows).fill(9) }),
    )
  })

  test.each(CLASSES)('a label among the k highest of %i scores, with ties and NaN', (classes) => {
    for (const batchSize of [1, 5, 16]) {
      check(
        batchSize,
        (builder) => {
          const scores = builder.input('scores', [classes], { batched: true })
          const labels = builder.input('labels', [], { dtype: 'int32', batched: true })
          const targets = builder.input('targets', [classes], { batched: true })
          for (const k of [1, 3, 400]) {
            builder.output(`first ${k}`, inTopK(scores, labels, k))
            builder.output(`all ${k}`, inTopK(scores, labels, k, 'all'))
            builder.output(`targets ${k}`, inTopK(scores, targets, k))
          }
        },
        (rows) => {
          const scores = Float32Array.from({ length: rows * classes }, (_, i) => ((i * 7) % 5) / 4)
          if (rows > 2) scores[2 * classes] = Number.NaN
          const labels = labelsOf(rows, classes)
          // Labels that are no class count as misses.
          if (rows > 1) labels[1] = -1
          if (rows > 3) labels[3] = classes
          return { scores, labels, targets: Float32Array.from({ length: rows * classes }, (_, i) => ((i * 3) % 4) / 4) }
        },
      )
    }
  })

  test.each(CLASSES)('one-hot rows of %i classes', (classes) => {
    for (const ignoreClass of [null, 0]) {
      for (const batchSize of [1, 5, 9]) {
        check(
          batchSize,
          (builder) => {
            const labels = builder.input('labels', [], { dtype: 'int32', batched: true })
            const rows = oneHot(labels, classes, ignoreClass)
            builder.output('rows', rows)
            builder.output('after', multiply(rows, 3))
          },
          (rows) => {
            const labels = labelsOf(rows, classes)
            if (rows > 1) labels[1] = -1
            if (rows > 2) labels[2] = classes
            return { labels }
          },
        )
      }
    }
  })

  test('dropout masks of every rate, width and step', () => {
    for (const [batchSize, columns] of SHAPES) {
      for (const rate of [0, 0.25, 0.5, 0.999]) {
        for (const step of [0, 7, 2 ** 31]) {
          check(
            batchSize,
            (builder) => {
              const x = builder.input('x', [columns], { batched: true })
              const [seed, at] = ['seed', 'step'].map((name) => builder.input(name, [2], { dtype: 'int32' })) as [Node, Node]
              builder.output('y', multiply(x, dropoutMask(x, seed, at, rate, 12345)))
            },
            () => ({ seed: Int32Array.of(-5, 3), step: Int32Array.of(step | 0, 1) }),
          )
        }
      }
    }
  })
})

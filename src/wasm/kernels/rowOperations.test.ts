// Operations that copy, convert, and work on rows of classes: see operations.test.ts.

import { describe, test } from 'vitest'
import { checkOperation, SHAPES } from '../../../test/support/checkOperation.ts'
import { differentiate } from '../../compiler/autodiff.ts'
import { add, multiply, negate } from '../../ir/arithmetic.ts'
import { crossEntropy } from '../../ir/crossEntropy.ts'
import { dequantize } from '../../ir/dequantize.ts'
import { dropoutMask } from '../../ir/dropoutMask.ts'
import { oneHot } from '../../ir/oneHot.ts'
import { reduceSum } from '../../ir/reduce.ts'
import { relayout } from '../../ir/relayout.ts'
import { reshape } from '../../ir/reshape.ts'
import { rowMean } from '../../ir/rowMean.ts'
import { logSoftmax, softmax } from '../../ir/softmax.ts'
import { inTopK } from '../../ir/topK.ts'
import type { Node } from '../../ir/types.ts'
import { toFloat32, toFloat64 } from '../../ir/widths.ts'

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
        checkOperation(batchSize, (builder) => {
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
        checkOperation(1, (builder) => builder.output('y', negate(reshape(builder.state('w', from, { storage }), to))))
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
      checkOperation(1, (builder) => {
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
        checkOperation(5, (builder) => {
          const x = dequantize(builder.input('x', shape, { dtype: 'uint8', batched: true }), scale)
          builder.output('y', x)
          builder.output('z', add(multiply(x, 2), -1))
        })
      }
    }
  })

  test('row values to float64 and back', () => {
    for (const batchSize of [1, 5, 33]) {
      checkOperation(batchSize, (builder) => {
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
      checkOperation(batchSize, (builder) => {
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
        checkOperation(
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
    checkOperation(
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
      checkOperation(
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
        checkOperation(
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
          checkOperation(
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

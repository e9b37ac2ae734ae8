// Every operation refuses operands that do not fit, and says which it takes and which it was given.

import { describe, expect, test } from 'vitest'
import { ShapeError } from '../errors.ts'
import { relu } from './activations.ts'
import { add } from './arithmetic.ts'
import { select } from './comparison.ts'
import { crossEntropy } from './crossEntropy.ts'
import { dequantize } from './dequantize.ts'
import { dropoutMask } from './dropoutMask.ts'
import { GraphBuilder } from './graph.ts'
import { matmul } from './matmul.ts'
import { oneHot } from './oneHot.ts'
import { reduceSum } from './reduce.ts'
import { reshape } from './reshape.ts'
import { rowMean } from './rowMean.ts'
import { segmentedMatmul } from './segmentedMatmul.ts'
import { logSoftmax, softmax } from './softmax.ts'
import { inTopK } from './topK.ts'
import type { Node } from './types.ts'

const builder = new GraphBuilder(4)
const batch = (name: string, shape: readonly number[], dtype: 'float32' | 'float64' | 'int32' | 'uint8' = 'float32'): Node =>
  builder.input(name, shape, { batched: true, dtype })
const x = batch('x', [6])
const image = batch('image', [2, 3])
const rowValues = batch('row values', [])
const labels = batch('labels', [], 'int32')
const bytes = batch('bytes', [6], 'uint8')
const wide = batch('wide', [], 'float64')
const plain = builder.state('plain', [4, 6])
const w = builder.state('w', [6, 2])
const few = batch('few', [5])
const many = batch('many', [6], 'float64')
const triple = builder.input('triple', [3], { dtype: 'int32' })
const pair = builder.input('pair', [2], { dtype: 'int32' })

const cases: [string, () => Node, RegExp][] = [
  ['operands of two widths', () => add(x, w), /add.*\[6,2\].*does not fit \[4,6\]/],
  ['a batch and a matrix of the same shape', () => add(x, plain), /add.*\[4,6\] does not fit \[4,6\] \(batch\)/],
  ['bytes in arithmetic', () => relu(bytes), /relu works on float32 values; received uint8/],
  ['integers in arithmetic', () => select(labels, 1, 0), /float32 values; received int32/],
  ['a product of images', () => matmul(image, w), /two float32 matrices.*\[4,2,3\].*Flatten/],
  ['a product whose inner sizes differ', () => matmul(x, plain), /\[4,6\] and \[4,6\] differ/],
  ['a product with the batch on the right', () => matmul(w, x, 'right'), /differ|batch/],
  ['a sum over the batch of one side only', () => matmul(x, plain, 'left'), /batch dimension/],
  ['segments of products that do not fit', () => segmentedMatmul(x, plain), /\[4,6\] times \[4,6\]/],
  ['a sum of one dimension', () => reduceSum(rowValues, 'all'), /at least two dimensions.*\[4\].*reshape/],
  ['a reshape to another size', () => reshape(x, [4, 5]), /\[4,5\] does not hold the 24 elements of \[4,6\]/],
  ['a reshape that moves the batch', () => reshape(x, [6, 4]), /batch dimension 4 must stay first/],
  ['softmax of images', () => softmax(image), /softmax.*\[batch, classes\].*\[4,2,3\]/],
  ['log-softmax of bytes', () => logSoftmax(bytes), /logSoftmax.*uint8/],
  ['cross-entropy with labels of floats', () => crossEntropy(x, rowValues), /int32 \[batch\] or float32 \[batch, classes\]/],
  ['cross-entropy with too few targets', () => crossEntropy(x, few), /received \[4,6\] and \[4,5\]/],
  [
    'cross-entropy with float32 weights',
    () => crossEntropy(x, labels, { weights: rowValues }),
    /weights must be float64 \[batch\].*float32/,
  ],
  ['cross-entropy with weights of rows of classes', () => crossEntropy(x, labels, { weights: many }), /weights must be float64/],
  ['a mean of a matrix', () => rowMean(x), /row values \[batch\].*\[4,6\]/],
  ['one-hot of floats', () => oneHot(rowValues, 3), /int32 labels \[batch\].*float32/],
  ['a rank of one score', () => inTopK(rowValues, labels, 1), /scores \[batch, classes\].*\[4\]/],
  ['dequantizing floats', () => dequantize(x, 1), /uint8 values; received float32/],
  ['a mask of an image', () => dropoutMask(image, pair, pair, 0.5, 1), /a matrix.*\[4,2,3\]/],
  ['a mask with a long seed', () => dropoutMask(x, triple, pair, 0.5, 1), /seed \[2\]/],
]

describe('shape rules', () => {
  test.each(cases)('%s', (_name, make, message) => {
    expect(make).toThrow(ShapeError)
    expect(make).toThrow(message)
  })

  test('row values and their weights are as wide as the batch', () => {
    expect(crossEntropy(x, labels, { weights: wide }).type).toEqual({ shape: [4], dtype: 'float32', batched: true })
  })
})

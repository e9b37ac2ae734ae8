// Every operation's gradient against central finite differences, both by the float64 interpreter.

import { describe, expect, test } from 'vitest'
import { elu, exponential, gelu, leakyRelu, logarithm, relu, sigmoid, silu, tanh } from '../ir/activations.ts'
import { absolute, add, divide, maximum, minimum, multiply, negate, squareRoot, subtract } from '../ir/arithmetic.ts'
import { greater, select } from '../ir/comparison.ts'
import { crossEntropy } from '../ir/crossEntropy.ts'
import { dropoutMask } from '../ir/dropoutMask.ts'
import { GraphBuilder } from '../ir/graph.ts'
import { interpret } from '../ir/interpreter.ts'
import { matmul } from '../ir/matmul.ts'
import { reduceMean, reduceSum } from '../ir/reduce.ts'
import { reshape } from '../ir/reshape.ts'
import { rowMean } from '../ir/rowMean.ts'
import { segmentedMatmul } from '../ir/segmentedMatmul.ts'
import { logSoftmax, softmax } from '../ir/softmax.ts'
import type { Node } from '../ir/types.ts'
import { probabilityLoss } from '../losses/probabilityLoss.ts'
import { RandomStream } from '../random.ts'
import { differentiate } from './autodiff.ts'

interface Case {
  readonly name: string
  /** Shapes of the values to differentiate by; the first dimension 4 is the batch. */
  readonly shapes: readonly (readonly number[])[]
  readonly make: (values: Node[], builder: GraphBuilder) => Node
  /** Where values lie; default (-1, 1). */
  readonly range?: readonly [number, number]
}

const ROWS = 4
const matrix = [ROWS, 5] as const
const unary = (name: string, f: (x: Node) => Node, range?: readonly [number, number]): Case => ({
  name,
  shapes: [matrix],
  make: ([x]) => f(x as Node),
  ...(range ? { range } : {}),
})
const binary = (
  name: string,
  f: (a: Node, b: Node) => Node,
  second: readonly number[] = matrix,
  range?: readonly [number, number],
): Case => ({
  name,
  shapes: [matrix, second],
  make: ([a, b]) => f(a as Node, b as Node),
  ...(range ? { range } : {}),
})

const cases: Case[] = [
  ...[matrix, [5], [ROWS, 1], [1]].map((shape) => binary(`add [4, 5] and [${shape}]`, add, shape)),
  ...[matrix, [5], [ROWS, 1], [1]].map((shape) => binary(`subtract [4, 5] and [${shape}]`, subtract, shape)),
  ...[matrix, [5], [ROWS, 1], [1]].map((shape) => binary(`multiply [4, 5] and [${shape}]`, multiply, shape)),
  ...[matrix, [5], [ROWS, 1], [1]].map((shape) => binary(`divide [4, 5] and [${shape}]`, divide, shape, [0.5, 2])),
  binary('maximum', maximum),
  binary('minimum', minimum),
  binary('select by greater', (a, b) => select(greater(a, b), multiply(a, 2), multiply(b, b))),
  unary('negate', negate),
  unary('absolute', absolute),
  unary('squareRoot', squareRoot, [0.5, 2]),
  unary('exponential', exponential),
  unary('logarithm', logarithm, [0.5, 2]),
  unary('relu', relu),
  unary('leakyRelu', (x) => leakyRelu(x, 0.2)),
  unary('elu', elu, [-3, 3]),
  unary('sigmoid', sigmoid, [-4, 4]),
  unary('tanh', tanh, [-3, 3]),
  unary('gelu', gelu, [-4, 4]),
  unary('silu', silu, [-4, 4]),
  unary('reshape', (x) => reshape(x, [ROWS, 5, 1])),
  unary('softmax', softmax, [-3, 3]),
  unary('logSoftmax', logSoftmax, [-3, 3]),
  unary('reduceSum over rows', (x) => multiply(reduceSum(x, 'rows'), reduceSum(x, 'rows'))),
  unary('reduceSum over columns', (x) => multiply(x, reduceSum(x, 'columns'))),
  unary('reduceSum over all', (x) => multiply(x, reduceSum(x, 'all'))),
  {
    name: 'images [4, 3, 2] times a value for each channel, plus one for each row',
    shapes: [[ROWS, 3, 2], [2], [ROWS, 3, 1]],
    make: ([x, scale, offset]) => add(multiply(x as Node, scale as Node), offset as Node),
  },
  unary('reduceMean', (x) => multiply(x, reduceMean(x, 'columns'))),
  unary('dropout', (x) => {
    const seed = (x.graph as GraphBuilder).input('seed', [2], { dtype: 'int32' })
    const step = (x.graph as GraphBuilder).input('step', [2], { dtype: 'int32' })
    return multiply(x, dropoutMask(x, seed, step, 0.5, 7))
  }),
  { name: 'matmul', shapes: [matrix, [5, 3]], make: ([a, b]) => matmul(a as Node, b as Node) },
  { name: 'matmul, left transposed', shapes: [matrix, [ROWS, 3]], make: ([a, b]) => matmul(a as Node, b as Node, 'left') },
  { name: 'matmul, right transposed', shapes: [matrix, [3, 5]], make: ([a, b]) => matmul(a as Node, b as Node, 'right') },
  {
    name: 'cross-entropy of class numbers, weighted',
    shapes: [matrix],
    range: [-3, 3],
    make: ([x], builder) => {
      const labels = builder.input('labels', [], { dtype: 'int32', batched: true })
      const weights = builder.input('weights', [], { dtype: 'float64', batched: true })
      return rowMean(crossEntropy(x as Node, labels, { weights, ignoreClass: 1 }), labels, 1)
    },
  },
  {
    name: 'cross-entropy of soft labels, smoothed',
    shapes: [matrix],
    range: [-3, 3],
    make: ([x], builder) =>
      rowMean(crossEntropy(x as Node, builder.input('soft', [5], { batched: true }), { labelSmoothing: 0.1 })),
  },
  {
    name: 'cross-entropy of probabilities',
    shapes: [matrix],
    range: [0.1, 0.9],
    make: ([p], builder) => rowMean(probabilityLoss(p as Node, builder.input('soft', [5], { batched: true }), undefined)),
  },
]

/** The graph of sum(f(values) * weights), and of its gradients. */
function check({ shapes, make, range: [low, high] = [-1, 1] }: Case): void {
  const builder = new GraphBuilder(ROWS)
  const stream = new RandomStream(1, 'gradients')
  const draw = (count: number, from: number, to: number): Float64Array =>
    Float64Array.from({ length: count }, () => from + (to - from) * stream.nextUniform())
  const inputs = shapes.map((shape, i) =>
    shape[0] === ROWS ? builder.input(`v${i}`, shape.slice(1), { batched: true }) : builder.state(`v${i}`, shape),
  )
  const result = make(inputs, builder)
  const size = result.type.shape.reduce((product, dimension) => product * dimension, 1)
  const flat =
    result.type.shape.length === 0
      ? result
      : reshape(result, [result.type.batched ? ROWS : 1, result.type.batched ? size / ROWS : size])
  const weigh = ({ type }: Node): Node =>
    type.batched
      ? builder.input('weights of the sum', type.shape.slice(1), { batched: true })
      : builder.state('weights of the sum', type.shape)
  const root = result.type.shape.length === 0 ? result : reduceSum(multiply(flat, weigh(flat)), 'all')
  const gradients = differentiate(builder, [root], inputs)
  builder.output('root', root)
  for (const [i, gradient] of gradients.entries()) builder.output(`gradient ${i}`, gradient as Node)
  const graph = builder.build()
  const values: Record<string, Float64Array> = {
    'weights of the sum': draw(size, -1, 1),
    labels: Float64Array.of(0, 1, 4, 2),
    weights: Float64Array.of(1, 2, 0.5, 3),
    soft: Float64Array.of(0.2, 0.3, 0.5, 0, 0, 1, 0, 0, 0, 0, 0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0.5, 0.25, 0.25),
    seed: Float64Array.of(1, 0),
    step: Float64Array.of(3, 0),
  }
  shapes.forEach((shape, i) => {
    values[`v${i}`] = draw(
      shape.reduce((product, dimension) => product * dimension, 1),
      low,
      high,
    )
  })
  const at = (name: string): Float64Array =>
    interpret(graph, values, { precision: 'float64' }).outputs.get(name)?.data as Float64Array
  const h = 1 / 0x100000
  shapes.forEach((_, i) => {
    const given = at(`gradient ${i}`)
    const v = values[`v${i}`] as Float64Array
    expect(given.length).toBe(v.length)
    v.forEach((centre, position) => {
      v[position] = centre + h
      const above = at('root')[0] as number
      v[position] = centre - h
      const below = at('root')[0] as number
      v[position] = centre
      const difference = (above - below) / (2 * h)
      expect(Math.abs((given[position] as number) - difference)).toBeLessThan(2e-6 * Math.max(1, Math.abs(difference)))
    })
  })
}

describe('gradients meet central differences within 2e-6', () => {
  for (const item of cases) test(item.name, () => check(item))

  test('a wide product in segments is the product', () => {
    const builder = new GraphBuilder(2)
    const a = builder.input('a', [300], { batched: true })
    const b = builder.state('b', [300, 3])
    builder.output('whole', matmul(a, b))
    builder.output('segments', segmentedMatmul(a, b))
    const stream = new RandomStream(1, 'wide')
    const draw = (length: number): Float32Array => Float32Array.from({ length }, () => stream.nextUniform() - 0.5)
    const { outputs } = interpret(builder.build(), { a: draw(600), b: draw(900) }, { precision: 'float32' })
    expect(outputs.get('segments')?.data).toEqual(outputs.get('whole')?.data)
  })
})

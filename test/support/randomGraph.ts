// Random graphs for properties: layers of all widths, values of each rank and broadcast, states that are read and assigned
// across each other. Every choice is a number from fast-check, so that a failing graph shrinks.

import fc from 'fast-check'
import { differentiate } from '../../src/compiler/autodiff.ts'
import { relu } from '../../src/ir/activations.ts'
import { add, maximum, multiply, negate, subtract } from '../../src/ir/arithmetic.ts'
import { GraphBuilder } from '../../src/ir/graph.ts'
import { matmul } from '../../src/ir/matmul.ts'
import { reduceSum } from '../../src/ir/reduce.ts'
import { reshape } from '../../src/ir/reshape.ts'
import { softmax } from '../../src/ir/softmax.ts'
import type { Graph, Node } from '../../src/ir/types.ts'

/** One step of a random graph. */
export interface Choice {
  readonly kind: number
  readonly a: number
  readonly b: number
  readonly pick: number
  readonly width: number
}

/** What a random graph is made of. */
export interface Recipe {
  readonly batchSize: number
  readonly width: number
  readonly choices: readonly Choice[]
  readonly seed: number
}

const small = fc.integer({ min: 1, max: 9 })
const width = fc.oneof({ weight: 3, arbitrary: small }, fc.constantFrom(260, 300))

/** Graphs with up to `maxLength` operations. */
export function recipes(maxLength: number): fc.Arbitrary<Recipe> {
  const choice = fc.record({ kind: fc.nat(11), a: fc.nat(99), b: fc.nat(99), pick: fc.nat(99), width })
  return fc.record({
    batchSize: fc.oneof({ weight: 3, arbitrary: small }, fc.constantFrom(17, 33)),
    width,
    choices: fc.array(choice, { minLength: 1, maxLength }),
    seed: fc.nat(),
  })
}

const UNARY = [relu, negate, (x: Node): Node => multiply(x, 0.5), (x: Node): Node => add(x, 1), (x: Node): Node => multiply(x, x)]
const BINARY = [add, subtract, multiply, maximum]

/** Makes the graph: its outputs are its last values and a loss; its states step along their gradients, and some trade places. */
export function makeGraph({ batchSize, width, choices }: Recipe): Graph {
  const builder = new GraphBuilder(batchSize)
  const values: Node[] = [builder.input('x', [width], { batched: true }), builder.input('z', [width], { batched: true })]
  const weights: Node[] = []
  const plain: Node[] = []
  const state = (name: string, shape: readonly number[], pick: number): Node => {
    const made = builder.state(name, shape, shape.length === 2 && pick % 2 === 0 ? { storage: 'columns' } : {})
    weights.push(made)
    return made
  }
  choices.forEach(({ kind, a, b, pick, width }, index) => {
    const left = values[a % values.length] as Node
    const columns = left.type.shape[1] as number
    if (kind <= 1) values.push((UNARY[pick % UNARY.length] as (x: Node) => Node)(left))
    else if (kind === 2) {
      const fitting = values.filter((node) => node.type.shape[1] === columns || node.type.shape[1] === 1)
      values.push((BINARY[pick % BINARY.length] as (a: Node, b: Node) => Node)(left, fitting[b % fitting.length] as Node))
    } else if (kind <= 4) {
      const shared = weights.find((node) => node.type.shape.length === 2 && node.type.shape[0] === columns)
      values.push(matmul(left, b % 3 === 0 && shared ? shared : state(`w${index}`, [columns, width], pick)))
    } else if (kind === 5) values.push(add(left, state(`b${index}`, [columns], pick)))
    else if (kind === 6) values.push(subtract(left, reduceSum(left, 'columns')))
    else if (kind === 7) values.push(softmax(left))
    else if (kind === 8) {
      // Through rank 3 and back.
      const images = reshape(left, columns % 2 === 0 ? [batchSize, 2, columns / 2] : [batchSize, columns, 1])
      values.push(reshape((UNARY[pick % UNARY.length] as (x: Node) => Node)(images), [batchSize, columns]))
    } else if (kind === 9) {
      // A matrix without a batch, made and used inside of the graph.
      const [first, second] = [state(`p${index}`, [columns, 3], pick), state(`q${index}`, [3, width], b)]
      values.push(matmul(left, matmul(first, second)))
    } else if (kind === 10) plain.push(reduceSum(left, 'rows'))
    else values.push(maximum(left, reduceSum(left, 'all')))
  })
  const last = values[values.length - 1] as Node
  const loss = reduceSum(multiply(last, 0.125), 'all')
  const gradients = differentiate(builder, [loss], [values[0] as Node, ...weights])
  builder.output('last', last)
  builder.output('loss', loss)
  for (const [index, node] of plain.entries()) builder.output(`sum${index}`, node)
  if (gradients[0]) builder.output('dx', gradients[0])
  weights.forEach((weight, index) => {
    const gradient = gradients[index + 1]
    const name = weight.attributes.name as string
    const twin = weights.find((other) => other !== weight && other.type.shape.join() === weight.type.shape.join())
    const pick = choices[index % choices.length]?.pick as number
    if (twin && pick % 3 === 0) builder.assign(weight, pick % 2 === 0 ? twin : subtract(multiply(twin, 0.5), weight))
    else if (gradient) {
      const slot = builder.state(`${name}/slot`, weight.type.shape, { storage: weight.attributes.storage as 'rows' })
      const next = subtract(multiply(slot, 0.9), multiply(gradient, 0.01))
      builder.assign(slot, next)
      builder.assign(weight, add(weight, next))
    }
  })
  return builder.build()
}

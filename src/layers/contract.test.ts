// What every layer keeps: its config makes it again, its result has the shape it says, its gradient meets finite differences,
// and a step on it lowers the loss.

import { describe, expect, test } from 'vitest'
import { differentiate } from '../compiler/autodiff.ts'
import { FormatError } from '../errors.ts'
import { Zeros } from '../initializers/index.ts'
import { multiply } from '../ir/arithmetic.ts'
import { GraphBuilder } from '../ir/graph.ts'
import { interpret } from '../ir/interpreter.ts'
import { reduceSum } from '../ir/reduce.ts'
import { reshape } from '../ir/reshape.ts'
import type { Graph, Node } from '../ir/types.ts'
import { CategoricalCrossentropy } from '../losses/index.ts'
import { Sequential } from '../model/sequential.ts'
import { Network } from '../network/network.ts'
import { SGD } from '../optimizers/index.ts'
import { RandomStream } from '../random.ts'
import { sizeOf, tensor } from '../tensor/index.ts'
import { Activation, type ActivationName, Dense, Dropout, Flatten, Input, type Layer, layerFromConfig, Rescaling } from './index.ts'

interface Case {
  readonly layer: Layer
  readonly inputShape: readonly number[]
  readonly outputShape: readonly number[]
}

const activations: readonly ActivationName[] = ['linear', 'relu', 'sigmoid', 'tanh', 'softmax', 'leaky_relu', 'elu', 'gelu', 'silu']
const flat = (layer: Layer, units = 6): Case => ({ layer, inputShape: [6], outputShape: [units] })

const cases: Record<string, Case> = {
  ...Object.fromEntries(activations.map((activation) => [`Dense, ${activation}`, flat(new Dense({ units: 3, activation }), 3)])),
  ...Object.fromEntries(activations.map((activation) => [`Activation, ${activation}`, flat(new Activation(activation))])),
  'Dense without bias': flat(new Dense({ units: 3, useBias: false }), 3),
  'Dense with all options': flat(
    new Dense({
      units: 3,
      kernelInitializer: 'he_uniform',
      biasInitializer: new Zeros(),
      kernelRegularizer: { l2: 0.5 },
      inputShape: [6],
    }),
    3,
  ),
  Dropout: flat(new Dropout(0.4)),
  'Dropout by option': flat(new Dropout({ rate: 0.25 })),
  Flatten: { layer: new Flatten(), inputShape: [2, 3, 2], outputShape: [12] },
  'Flatten with a shape': { layer: new Flatten({ inputShape: [2, 3] }), inputShape: [2, 3], outputShape: [6] },
  Rescaling: { layer: new Rescaling({ scale: 2, offset: -1 }), inputShape: [2, 3], outputShape: [2, 3] },
  Input: { layer: new Input({ shape: [4] }), inputShape: [4], outputShape: [4] },
}

const ROWS = 3

/** sum(layer(x) * c) + penalties, its gradients by x and by each weight, and numbers for everything. */
function graphOf(
  { layer, inputShape }: Case,
  training: boolean,
): { graph: Graph; values: Record<string, Float64Array>; names: string[]; output: Node } {
  const builder = new GraphBuilder(ROWS)
  const x = builder.input('x', inputShape, { batched: true })
  const penalties: Node[] = []
  const weights = new Map(layer.weights(inputShape).map((spec) => [spec.name, builder.state(spec.name, spec.shape)]))
  const output = layer.lower(x, {
    builder,
    training,
    path: '0',
    weight: (name) => weights.get(name) as Node,
    randomness: () => ({
      seed: builder.input('seed', [2], { dtype: 'int32' }),
      step: builder.input('step', [2], { dtype: 'int32' }),
    }),
    addPenalty: (penalty) => penalties.push(penalty),
  })
  const size = sizeOf(output.type.shape) / ROWS
  const sum = reduceSum(multiply(reshape(output, [ROWS, size]), builder.input('c', [size], { batched: true })), 'all')
  const roots = [sum, ...penalties]
  const parameters = [x, ...weights.values()]
  const names = ['x', ...weights.keys()]
  differentiate(builder, roots, parameters).forEach((gradient, i) => {
    if (gradient) builder.output(`gradient ${names[i]}`, gradient)
  })
  for (const [i, root] of roots.entries()) builder.output(`root ${i}`, root)
  builder.output('y', output)
  const graph = builder.build()
  const values: Record<string, Float64Array> = {}
  for (const [name, { type }] of [...graph.inputs, ...graph.states]) {
    const stream = new RandomStream(1, name)
    values[name] = Float64Array.from({ length: sizeOf(type.shape) }, () =>
      type.dtype === 'int32' ? 3 : 2 * stream.nextUniform() - 1,
    )
  }
  return { graph, values, names, output }
}

describe.each(Object.entries(cases))('%s', (_name, item) => {
  const { layer, inputShape, outputShape } = item

  test('its config is plain data and makes it again', () => {
    const config = JSON.parse(JSON.stringify(layer.config()))
    const again = layerFromConfig(layer.kind, config)
    expect(again).toBeInstanceOf(layer.constructor)
    expect(again.config()).toEqual(layer.config())
    expect([again.inputShape, again.activation]).toEqual([layer.inputShape, layer.activation])
    expect(again.weights(inputShape).map(({ name, shape }) => ({ name, shape }))).toEqual(
      layer.weights(inputShape).map(({ name, shape }) => ({ name, shape })),
    )
  })

  test('its result has the shape that it says', () => {
    expect(layer.outputShape(inputShape)).toEqual(outputShape)
    for (const training of [false, true]) expect(graphOf(item, training).output.type.shape).toEqual([ROWS, ...outputShape])
  })

  test('its gradients meet central differences within 1e-5', () => {
    const { graph, values, names } = graphOf(item, true)
    const run = () => interpret(graph, values, { precision: 'float64' }).outputs
    const total = (): number => {
      let sum = 0
      for (const [name, { data }] of run()) if (name.startsWith('root')) sum += data[0] as number
      return sum
    }
    const gradients = run()
    const h = 1e-6
    for (const name of names) {
      const given = gradients.get(`gradient ${name}`)?.data as Float64Array
      const at = values[name] as Float64Array
      at.forEach((centre, i) => {
        at[i] = centre + h
        const above = total()
        at[i] = centre - h
        const below = total()
        at[i] = centre
        const difference = (above - below) / (2 * h)
        expect(Math.abs((given[i] as number) - difference)).toBeLessThan(1e-5 * Math.max(1, Math.abs(difference)))
      })
    }
  })

  test('a step on a network with it lowers the loss', async () => {
    const own = layerFromConfig(layer.kind, layer.config())
    const model = new Sequential([own, new Flatten(), new Dense({ units: 2 })], { seed: 1 })
    model.compile({ optimizer: new SGD({ learningRate: 0.05 }), loss: new CategoricalCrossentropy({ fromLogits: true }) })
    const stream = new RandomStream(2, 'rows')
    const rows = 16
    const x = tensor(
      Float32Array.from({ length: rows * sizeOf(inputShape) }, () => stream.nextUniform()),
      [rows, ...inputShape],
    )
    const y = tensor(
      Float32Array.from({ length: rows * 2 }, (_, i) => ((i >> 1) % 2 === i % 2 ? 1 : 0)),
      [rows, 2],
    )
    const before = await model.evaluate(x, y)
    for (let step = 0; step < 5; step++) await model.trainOnBatch(x, y)
    expect((await model.evaluate(x, y)).loss).toBeLessThan(before.loss)
  })
})

describe('layerFromConfig', () => {
  test('knows own layers by the makers it is given, first', () => {
    const own: Layer = { kind: 'Own', outputShape: (shape) => shape, weights: () => [], lower: (x) => x, config: () => ({}) }
    expect(layerFromConfig('Own', {}, { Own: () => own })).toBe(own)
    expect(layerFromConfig('Dense', {}, { Dense: () => own })).toBe(own)
    expect(() => layerFromConfig('Own', {})).toThrow(FormatError)
    expect(() => layerFromConfig('toString', {}, {})).toThrow(/unknown kind "toString".*Activation, Dense/)
  })

  test('other spellings of activations are one', () => {
    expect(new Dense({ units: 1, activation: 'leakyRelu' }).activation).toBe('leaky_relu')
    expect(new Activation('swish').activation).toBe('silu')
  })
})

describe('Dropout', () => {
  const masks = (seed: number, step: number, path = '0'): readonly number[] => {
    const builder = new GraphBuilder(200)
    const x = builder.input('x', [50], { batched: true })
    const [seedNode, stepNode] = ['seed', 'step'].map((name) => builder.input(name, [2], { dtype: 'int32' })) as [Node, Node]
    const dropout = new Dropout(0.25)
    const context = {
      builder,
      training: true,
      path,
      weight: () => x,
      randomness: () => ({ seed: seedNode, step: stepNode }),
      addPenalty: () => {},
    }
    builder.output('y', dropout.lower(x, context))
    const values = { x: new Float32Array(10_000).fill(1), seed: [seed, 0], step: [step, 0] }
    return [...(interpret(builder.build(), values, { precision: 'float32' }).outputs.get('y')?.data ?? [])]
  }

  test('drops its share, scales up the rest, and draws anew for each step, seed and place in the network', () => {
    const first = masks(1, 0)
    const dropped = first.filter((value) => value === 0).length
    expect(Math.abs(dropped - 2500)).toBeLessThan(5 * Math.sqrt(10_000 * 0.25 * 0.75))
    expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / 0.75)]))
    expect(masks(1, 0)).toEqual(first)
    for (const other of [masks(1, 1), masks(2, 0), masks(1, 0, '3')]) expect(other).not.toEqual(first)
  })

  test('a network gives it its index path', () => {
    const network = new Network([new Dropout(0.5), new Dense({ units: 2 }), new Dropout(0.5)], [3])
    const builder = new GraphBuilder(1)
    const [seed, step] = ['seed', 'step'].map((name) => builder.input(name, [2], { dtype: 'int32' })) as [Node, Node]
    const { scores } = network.lower(builder, builder.input('x', [3], { batched: true }), true, () => ({ seed, step }))
    builder.output('scores', scores)
    const purposes = builder
      .build()
      .nodes.flatMap(({ attributes }) => (attributes.purpose === undefined ? [] : [attributes.purpose]))
    expect(new Set(purposes).size).toBe(2)
  })
})

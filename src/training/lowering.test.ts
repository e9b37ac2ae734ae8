// Whole programs, as models make them: every activation, optimizer, loss and number of classes; training, evaluation and
// prediction. Each meets the interpreter, and 1 to 4 threads give the same bits.

import { describe, expect, test } from 'vitest'
import { checkProgram, numbersFor, type Values } from '../../test/support/conformance.ts'
import { checkThreads } from '../../test/support/phases.ts'
import type { Graph } from '../ir/types.ts'
import { Activation, Dense, Dropout, Flatten, type Layer, Rescaling } from '../layers/index.ts'
import { CategoricalCrossentropy, type Loss, SparseCategoricalCrossentropy } from '../losses/index.ts'
import { Accuracy, TopKAccuracy } from '../metrics/index.ts'
import { Network } from '../network/network.ts'
import { Adam, type Optimizer, SGD } from '../optimizers/index.ts'
import type { InputType } from './inputs.ts'
import { checkRecipe, evaluationGraph, predictionGraph, trainingGraph } from './lowering.ts'

interface Case {
  readonly layers?: readonly Layer[]
  readonly inputShape?: readonly number[]
  readonly optimizer?: Optimizer
  readonly loss?: Loss
  readonly classes?: number
  readonly batchSize?: number
  readonly input?: InputType
  readonly weighted?: boolean
}

const sparse = new SparseCategoricalCrossentropy({ fromLogits: true })
const FLOAT: InputType = { dtype: 'float32' }

/** The three graphs of a case with numbers for them. */
function graphsOf(item: Case): { graphs: Graph[]; values: (graph: Graph, rows: number) => Values; batchSize: number } {
  const {
    inputShape = [9],
    optimizer = new Adam(),
    loss = sparse,
    classes = 3,
    batchSize = 5,
    input = FLOAT,
    weighted = false,
  } = item
  const { layers = [new Dense({ units: 6, activation: 'relu' }), new Dense({ units: classes })] } = item
  const network = new Network(layers, inputShape)
  const recipe = { optimizer, loss, metrics: [new Accuracy(), new TopKAccuracy({ k: 2 })] }
  checkRecipe(network, recipe)
  const shape = { batchSize, input, weighted }
  const graphs = [trainingGraph(network, recipe, shape), evaluationGraph(network, recipe, shape), predictionGraph(network, shape)]
  const values = (graph: Graph, rows: number): Values => {
    const numbers = numbersFor(graph, 1, rows)
    const soft = Float32Array.from({ length: rows * classes }, (_, i) => ((i * 5) % 4) / 4)
    const labels = loss.labels === 'dense' ? soft : Int32Array.from({ length: rows }, (_, row) => (row * 7) % classes)
    if (loss.ignoreClass !== null) labels[0] = loss.ignoreClass
    return { ...numbers, labels, alpha: Float32Array.of(0.01), learningRate: Float32Array.of(0.1) }
  }
  return { graphs, values, batchSize }
}

function check(item: Case): void {
  const { graphs, values, batchSize } = graphsOf(item)
  for (const graph of graphs) {
    for (const rows of batchSize > 1 ? [batchSize, batchSize - 1] : [1]) checkProgram(graph, values(graph, rows), rows)
    checkThreads(graph, values(graph, batchSize), batchSize)
  }
}

const activations = ['linear', 'relu', 'sigmoid', 'tanh', 'softmax', 'leaky_relu', 'elu', 'gelu', 'silu'] as const

const cases: Record<string, Case> = {
  ...Object.fromEntries(
    activations.map((activation) => [
      `activation ${activation}`,
      { layers: [new Dense({ units: 6, activation }), new Dense({ units: 3 })] },
    ]),
  ),
  ...Object.fromEntries(
    activations.map((activation) => [
      `${activation} as a layer`,
      { layers: [new Dense({ units: 6 }), new Activation(activation), new Dense({ units: 3 })] },
    ]),
  ),
  ...Object.fromEntries([2, 10, 300].map((classes) => [`${classes} classes`, { classes }])),
  'one layer': { layers: [new Dense({ units: 3 })] },
  'no bias': { layers: [new Dense({ units: 6, useBias: false }), new Dense({ units: 3, useBias: false })] },
  SGD: { optimizer: new SGD() },
  'SGD with momentum': { optimizer: new SGD({ momentum: 0.9 }) },
  'SGD with Nesterov momentum': { optimizer: new SGD({ momentum: 0.9, nesterov: true }) },
  dropout: { layers: [new Dropout(0.25), new Dense({ units: 6, activation: 'relu' }), new Dropout(0.5), new Dense({ units: 3 })] },
  'l2 penalties': {
    layers: [new Dense({ units: 6, kernelRegularizer: { l2: 0.01 } }), new Dense({ units: 3, kernelRegularizer: { l2: 0.1 } })],
  },
  'uint8 inputs': { input: { dtype: 'uint8', scale: 1 / 255 } },
  'uint8 inputs without a scale': { input: { dtype: 'uint8' } },
  'scaled int16 inputs': { input: { dtype: 'int16', scale: 0.5 } },
  'images of bytes': {
    inputShape: [4, 5],
    input: { dtype: 'uint8', scale: 1 / 255 },
    layers: [new Rescaling({ scale: 2, offset: -1 }), new Activation('relu'), new Flatten(), new Dense({ units: 3 })],
  },
  'wide layers': {
    inputShape: [300],
    layers: [new Dense({ units: 260, activation: 'relu' }), new Dense({ units: 300, activation: 'tanh' }), new Dense({ units: 3 })],
  },
  'row weights': { weighted: true },
  'row weights, targets, smoothing': {
    weighted: true,
    loss: new CategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1 }),
  },
  'a class ignored': { loss: new SparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: -1 }) },
  'softmax under fromLogits: false': {
    layers: [new Dense({ units: 3, activation: 'softmax' })],
    loss: new SparseCategoricalCrossentropy(),
  },
  'probabilities from sigmoid, class numbers': {
    layers: [new Dense({ units: 3, activation: 'sigmoid' })],
    loss: new SparseCategoricalCrossentropy({ ignoreClass: 1 }),
  },
  'probabilities from sigmoid, weighted targets': {
    layers: [new Dense({ units: 3, activation: 'sigmoid' })],
    loss: new CategoricalCrossentropy({ labelSmoothing: 0.2 }),
    weighted: true,
  },
  'batch of one': { batchSize: 1 },
  'batch of 33': { batchSize: 33 },
}

describe('programs of models: strict as the float32 interpreter, both arithmetics within the float64 bound, any threads alike', () => {
  test.each(Object.entries(cases))('%s', (_name, item) => check(item))
})

describe('lowering', () => {
  const names = (graph: Graph): string[] => graph.nodes.map(({ operation }) => operation.name)

  test('a softmax under fromLogits: false is swapped for its logits: no logarithm of a probability anywhere', () => {
    const { graphs } = graphsOf(cases['softmax under fromLogits: false'] as Case)
    for (const graph of graphs.slice(0, 2)) {
      expect(names(graph)).toContain('crossEntropy')
      expect(names(graph)).not.toContain('softmax')
      expect(names(graph)).not.toContain('logarithm')
    }
    expect(names(graphs[2] as Graph)).toContain('softmax')
  })

  test('dropout works in training alone', () => {
    const [train, evaluate, predict] = graphsOf(cases.dropout as Case).graphs as [Graph, Graph, Graph]
    expect(names(train).filter((name) => name === 'dropoutMask')).toHaveLength(2)
    expect([...names(evaluate), ...names(predict)]).not.toContain('dropoutMask')
    expect([...train.inputs.keys()]).toEqual(expect.arrayContaining(['seed', 'step']))
    expect([...evaluate.inputs.keys()]).toEqual(['x', 'labels'])
  })

  test('loss and last activation must agree', () => {
    const network = (activation: 'linear' | 'softmax'): Network => new Network([new Dense({ units: 3, activation })], [4])
    const recipe = (fromLogits: boolean) => ({
      optimizer: new SGD(),
      loss: new SparseCategoricalCrossentropy({ fromLogits }),
      metrics: [],
    })
    expect(() => checkRecipe(network('linear'), recipe(false))).toThrow(/fromLogits: false.*linear.*fromLogits: true/)
    expect(() => checkRecipe(network('softmax'), recipe(true))).toThrow(/fromLogits: true.*softmax.*twice/)
    const images = new Network([new Rescaling({ scale: 2 })], [4, 4])
    expect(() => checkRecipe(images, recipe(true))).toThrow(/\[batch, 4, 4\].*Dense/)
  })
})

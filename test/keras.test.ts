// Twenty training steps against real Keras 3 in float64 (test/golden/keras-steps.json, made by scripts/golden/keras_steps.py):
// same initial weights, same batches in the same order. Everything goes through the public name.

import { describe, expect, it } from 'vitest'
import {
  Adam,
  CategoricalCrossentropy,
  Dense,
  Flatten,
  Rescaling,
  Sequential,
  SGD,
  SparseCategoricalCrossentropy,
  type Tensor,
  tensor,
} from '../src/index.ts'
import { enableRelaxedSimd } from '../src/node/index.ts'
import {
  fingerprint,
  type GoldenData,
  type GoldenWeights,
  initialWeights,
  labelsAndPixels,
  largestDifference,
  readGolden,
  sampleWeights,
  scaled,
  softLabels,
  tensorDistance,
  unpackFloat32,
} from './support/golden.ts'

interface Case extends GoldenWeights {
  readonly name: string
  readonly data: GoldenData
  readonly activations: readonly ('relu' | 'linear' | 'softmax' | 'tanh' | 'gelu' | 'silu' | 'elu' | 'leaky_relu' | 'sigmoid')[]
  readonly loss: { readonly name: string; readonly fromLogits: boolean; readonly labelSmoothing?: number }
  readonly optimizer: { readonly name: string; readonly options: Record<string, never> }
  readonly softLabelSeed?: number
  readonly sampleWeightSeed?: number
  readonly classWeight?: Record<string, number>
  readonly rescaling?: { readonly scale: number; readonly offset: number }
  readonly inputs: string
  readonly losses: readonly number[]
  readonly accuracies: readonly number[]
  readonly changes: readonly string[]
}

const golden = readGolden<{ tool: string; steps: number; batchSize: number; cases: Case[] }>('keras-steps.json')
const { steps, batchSize } = golden
const rows = steps * batchSize
const cases = golden.cases.map((golden) => [golden.name, golden] as const)

const optimizers = { Adam, SGD }
const losses = { SparseCategoricalCrossentropy, CategoricalCrossentropy }
type Reproducibility = 'default' | 'portable'

// So that Node 20 too runs the default in fma arithmetic, beside the strict one of portable.
const arithmetic = { default: enableRelaxedSimd(), portable: 'strict' } as const

/** How the images are given: float32 values, or uint8 pixels whose scale 1/255 argmax applies. */
type Pixels = 'float32' | 'uint8'

interface Prepared {
  readonly model: Sequential
  readonly x: Tensor
  readonly y: Tensor
  readonly weights: Float32Array | undefined
  readonly classWeight: Record<number, number> | undefined
}

/** The case's model with its initial weights, and its data. */
function prepare(golden: Case, reproducibility: Reproducibility, pixelType: Pixels): Prepared {
  const { side, classes } = golden.data
  const { labels, pixels } = labelsAndPixels(golden.data)
  const initial = initialWeights(golden)
  const inputs: ArrayBufferView[] = [labels, pixels, scaled(pixels), ...initial.map(({ data }) => data)]

  let y: Tensor = tensor(labels, [rows])
  if (golden.softLabelSeed !== undefined) {
    const soft = softLabels(golden.softLabelSeed, labels, classes)
    inputs.push(soft)
    y = tensor(soft, [rows, classes])
  }
  const weights = golden.sampleWeightSeed === undefined ? undefined : sampleWeights(golden.sampleWeightSeed, rows)
  if (weights) inputs.push(weights)
  expect(fingerprint(inputs), 'the inputs are not those of the golden file').toBe(golden.inputs)

  let x: Tensor
  if (golden.rescaling) x = tensor(pixels, [rows, side, side])
  else if (pixelType === 'uint8') x = tensor(pixels, [rows, side * side], { scale: 1 / 255 })
  else x = tensor(scaled(pixels), [rows, side * side])

  const model = new Sequential([
    ...(golden.rescaling ? [new Rescaling(golden.rescaling), new Flatten()] : []),
    ...golden.activations.map((activation, layer) => new Dense({ units: golden.widths[layer + 1]!, activation })),
  ])
  const { name, ...options } = golden.loss
  model.compile({
    optimizer: new optimizers[golden.optimizer.name as keyof typeof optimizers](golden.optimizer.options),
    loss: new losses[name as keyof typeof losses](options),
    metrics: ['accuracy'],
    reproducibility,
  })
  model.build(golden.rescaling ? [side, side] : [side * side])
  model.setWeights(initial.map(({ data, shape }) => tensor(data, shape)))
  return { model, x, y, weights, classWeight: golden.classWeight }
}

/** Rows of one step. */
function batchOf(whole: Tensor, step: number): Tensor {
  const width = whole.data.length / rows
  const data = whole.data.slice(step * batchSize * width, (step + 1) * batchSize * width)
  return tensor(data, [batchSize, ...whole.shape.slice(1)], whole.scale === undefined ? {} : { scale: whole.scale })
}

/** Every tensor within 5e-6 of its largest value. */
function expectWeights(model: Sequential, golden: Case): void {
  const initial = initialWeights(golden)
  const actual = model.getWeights()
  expect(actual.length).toBe(initial.length)
  const distances = actual.map((weight, i) => {
    const change = unpackFloat32(golden.changes[i]!)
    const expected = change.map((value, j) => value + initial[i]!.data[j]!)
    return tensorDistance(weight.data, expected)
  })
  expect(
    Math.max(...distances),
    `distances of the tensors: ${distances.map((d) => d.toExponential(1)).join(', ')}`,
  ).toBeLessThanOrEqual(5e-6)
}

async function runSteps({ model, x, y, weights, classWeight }: Prepared): Promise<{ losses: number[]; accuracies: number[] }> {
  const results = { losses: [] as number[], accuracies: [] as number[] }
  for (let step = 0; step < steps; step++) {
    const logs = await model.trainOnBatch(batchOf(x, step), batchOf(y, step), {
      ...(weights ? { sampleWeight: weights.slice(step * batchSize, (step + 1) * batchSize) } : {}),
      ...(classWeight ? { classWeight } : {}),
    })
    results.losses.push(logs.loss!)
    results.accuracies.push(logs.accuracy!)
  }
  return results
}

describe.each<Reproducibility>(['default', 'portable'])(`20 steps as ${golden.tool}, reproducibility %s`, (reproducibility) => {
  it.each(cases)('%s: losses within 1e-6, weights within 5e-6 of max', async (_name, golden) => {
    const prepared = prepare(golden, reproducibility, 'float32')
    const { losses, accuracies } = await runSteps(prepared)
    expect(largestDifference(losses, golden.losses)).toBeLessThanOrEqual(1e-6)
    expect(accuracies).toEqual(golden.accuracies)
    expectWeights(prepared.model, golden)
  })

  it.each(cases.slice(0, 2))(
    '%s, uint8 pixels with scale 1/255: losses within 1e-6, weights within 5e-6 of max',
    async (_name, golden) => {
      const prepared = prepare(golden, reproducibility, 'uint8')
      const { losses } = await runSteps(prepared)
      expect(largestDifference(losses, golden.losses)).toBeLessThanOrEqual(1e-6)
      expectWeights(prepared.model, golden)
    },
  )

  it.each(cases)('%s: one epoch of fit leaves the same bits as 20 calls of trainOnBatch', async (_name, golden) => {
    const stepped = prepare(golden, reproducibility, 'float32')
    await runSteps(stepped)
    const { model, x, y, weights, classWeight } = prepare(golden, reproducibility, 'float32')
    const history = await model.fit(x, y, {
      batchSize,
      epochs: 1,
      shuffle: false,
      verbose: 0,
      ...(weights ? { sampleWeight: weights } : {}),
      ...(classWeight ? { classWeight } : {}),
    })
    expect(await model.weightsSha256()).toBe(await stepped.model.weightsSha256())
    expect(history.arithmetic).toBe(arithmetic[reproducibility])
    const mean = golden.losses.reduce((sum, loss) => sum + loss, 0) / steps
    expect(Math.abs(history.loss[0]! - mean)).toBeLessThanOrEqual(1e-6)
  })
})

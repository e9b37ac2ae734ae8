// Single pieces against real Keras 3 in float64 (test/golden/keras-single.json, made by scripts/golden/keras_single.py):
// activations and their derivatives, optimizers on one number, losses and their means, metrics with ties,
// whole fits, the validation split.

import { describe, expect, it } from 'vitest'
import {
  Adam,
  CategoricalCrossentropy,
  Dense,
  Sequential,
  SGD,
  SparseCategoricalCrossentropy,
  softmax,
  type Tensor,
  TopKAccuracy,
  tensor,
} from '../src/index.ts'
import { GraphBuilder } from '../src/ir/graph.ts'
import { interpret } from '../src/ir/interpreter.ts'
import {
  type GoldenData,
  type GoldenWeights,
  initialWeights,
  labelsAndPixels,
  largestDifference,
  readGolden,
  sampleWeights,
  scaled,
  tensorDistance,
  unpackFloat64,
} from './support/golden.ts'

type ActivationName = 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'leaky_relu' | 'elu' | 'gelu' | 'silu'

interface LossCase {
  readonly name: 'SparseCategoricalCrossentropy' | 'CategoricalCrossentropy'
  readonly options: { readonly fromLogits: boolean; readonly ignoreClass?: number; readonly labelSmoothing?: number }
  readonly y: readonly number[] | readonly (readonly number[])[]
  readonly rows: readonly number[]
  readonly mean: number
  readonly weightedMean: number
}

interface OptimizerCase {
  readonly name: 'Adam' | 'SGD'
  readonly options: Record<string, never>
  readonly values: readonly number[]
}

interface FitCase {
  readonly name: string
  readonly history: Record<'loss' | 'accuracy' | 'top2' | 'val_loss' | 'val_accuracy' | 'val_top2', readonly number[]>
  readonly evaluate: Record<'loss' | 'accuracy' | 'top2', number>
  readonly weights: readonly string[]
}

interface Golden {
  readonly tool: string
  readonly activations: {
    readonly grid: readonly number[]
    readonly functions: Record<ActivationName, { readonly values: readonly number[]; readonly derivatives: readonly number[] }>
    readonly softmax: { readonly rows: readonly (readonly number[])[]; readonly values: readonly (readonly number[])[] }
  }
  readonly optimizers: { readonly start: number; readonly gradients: readonly number[]; readonly cases: readonly OptimizerCase[] }
  readonly glorotUniform: readonly { readonly inputs: number; readonly units: number; readonly limit: number }[]
  readonly losses: {
    readonly logits: readonly (readonly number[])[]
    readonly weights: readonly number[]
    readonly cases: readonly LossCase[]
  }
  readonly metrics: {
    readonly scores: readonly (readonly number[])[]
    readonly labels: readonly number[]
    readonly rows: Record<'accuracy' | 'categoricalAccuracy' | 'top1' | 'top2' | 'top3', readonly number[]>
  }
  readonly fits: GoldenWeights & {
    readonly data: GoldenData
    readonly sampleWeightSeed: number
    readonly batchSize: number
    readonly epochs: number
    readonly learningRate: number
    readonly momentum: number
    readonly validationSplit: number
    readonly classWeight: Record<string, number>
    readonly cases: readonly FitCase[]
  }
  readonly validationSplit: readonly { readonly rows: number; readonly split: number; readonly train: number }[]
}

const golden = readGolden<Golden>('keras-single.json')
const losses = { SparseCategoricalCrossentropy, CategoricalCrossentropy }

/** [size, size] with ones on the diagonal. */
function identity(size: number): Tensor {
  return tensor(
    Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
    [size, size],
  )
}

/** A model whose output is its input, or the softmax of it, so that losses and metrics are seen alone. */
function passThrough(classes: number, activation: 'linear' | 'softmax'): Sequential {
  const model = new Sequential([new Dense({ units: classes, activation })])
  model.build([classes])
  model.setWeights([identity(classes), tensor(new Float32Array(classes), [classes])])
  return model
}

describe(`activations as in ${golden.tool}`, () => {
  const { grid, functions } = golden.activations
  const names = Object.keys(functions) as ActivationName[]
  const ones = [[1]]

  /** A unit for each point of the grid: the kernel is the grid, the input is 1. */
  function onGrid(activation: ActivationName, head: Dense[]): Sequential {
    return new Sequential([new Dense({ units: grid.length, activation }), ...head])
  }

  it.each(names)('%s: values within 3e-7 of themselves', async (activation) => {
    const model = onGrid(activation, [])
    model.compile({ optimizer: new SGD(), loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
    model.build([1])
    model.setWeights([tensor(Float32Array.from(grid), [1, grid.length]), tensor(new Float32Array(grid.length), [grid.length])])
    const { data } = await model.predict(ones)
    functions[activation].values.forEach((expected, i) => {
      // 1e-45: half the smallest float32 above zero, rounded up, for results that are subnormal.
      expect(Math.abs(data[i]! - expected), `${activation}(${grid[i]})`).toBeLessThanOrEqual(3e-7 * Math.abs(expected) + 1e-45)
    })
  })

  it.each(names)('%s: derivatives within 1e-6', async (activation) => {
    // One step of SGD at learning rate 1 leaves minus the gradient in the grid's biases. The head's two logits are +-c times
    // the sum of all activations a, so that a bias's gradient is -2 c p1 a'(x), where p1 is the second class's probability.
    const c = 2 ** -10
    const n = grid.length
    const model = onGrid(activation, [new Dense({ units: 2 })])
    model.compile({ optimizer: new SGD({ learningRate: 1 }), loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
    model.build([1])
    model.setWeights([
      tensor(Float32Array.from(grid), [1, n]),
      tensor(new Float32Array(n), [n]),
      tensor(
        Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? c : -c)),
        [n, 2],
      ),
      tensor(new Float32Array(2), [2]),
    ])
    await model.trainOnBatch(ones, [0])
    const sum = functions[activation].values.reduce((total, value) => total + value, 0)
    const factor = 2 * c * (1 / (1 + Math.exp(2 * c * sum)))
    const biases = model.getWeights()[1]!.data
    functions[activation].derivatives.forEach((expected, i) => {
      // At 0 the leaky relu has a kink, and Keras's own backends differ there (jax 1, TensorFlow 0.2).
      if (activation === 'leaky_relu' && grid[i] === 0) return
      expect(Math.abs(biases[i]! / factor - expected), `${activation}'(${grid[i]})`).toBeLessThanOrEqual(1e-6)
    })
  })

  it('softmax: within 1e-7', () => {
    const { rows, values } = golden.activations.softmax
    expect(largestDifference(softmax(rows).data, values.flat())).toBeLessThanOrEqual(1e-7)
  })
})

describe(`optimizers as in ${golden.tool}, on one number`, () => {
  const { start, gradients, cases } = golden.optimizers
  const named = cases.map((optimizer) => [`${optimizer.name} ${JSON.stringify(optimizer.options)}`, optimizer] as const)

  it.each(named)('%s: every step in float32 within 3e-7', (_title, { name, options, values }) => {
    const optimizer = new { Adam, SGD }[name](options)
    const graph = new GraphBuilder(1)
    const parameter = graph.state('parameter', [1])
    const slots = optimizer.slots.map((slot) => graph.state(slot, [1]))
    const updated = optimizer.update({
      parameter,
      gradient: graph.input('gradient', [1]),
      slots,
      scalar: (scalar) => graph.input(scalar, []),
    })
    graph.assign(parameter, updated.parameter)
    slots.forEach((slot, i) => {
      graph.assign(slot, updated.slots[i]!)
    })
    const program = graph.build()

    const state = optimizer.initialState()
    const memory: Record<string, ArrayLike<number>> = { parameter: [start] }
    for (const slot of optimizer.slots) memory[slot] = [0]
    gradients.forEach((gradient, step) => {
      const scalars = optimizer.advance(state)
      optimizer.scalars.forEach((scalar, i) => {
        memory[scalar] = [Math.fround(scalars[i]!)]
      })
      const { assignments } = interpret(program, { ...memory, gradient: [gradient] }, { precision: 'float32' })
      for (const [path, { data }] of assignments) memory[path] = data
      expect(Math.abs(memory.parameter![0]! - values[step]!), `step ${step + 1}`).toBeLessThanOrEqual(3e-7)
    })
  })
})

describe(`losses as in ${golden.tool}`, () => {
  const { logits, weights, cases } = golden.losses
  const classes = logits[0]!.length
  const named = cases.map((loss) => [`${loss.name} ${JSON.stringify(loss.options)}`, loss] as const)
  const logitCases = named.filter(([, { options }]) => options.fromLogits)
  const probabilityCases = named.filter(([, { options }]) => !options.fromLogits)

  function labelsOf(loss: LossCase): Tensor {
    return loss.name === 'CategoricalCrossentropy'
      ? tensor(Float32Array.from(loss.y.flat()), [loss.y.length, classes])
      : tensor(Int32Array.from(loss.y as number[]), [loss.y.length])
  }

  function compiled(loss: LossCase): Sequential {
    const model = passThrough(classes, loss.options.fromLogits ? 'linear' : 'softmax')
    model.compile({ optimizer: new SGD(), loss: new losses[loss.name](loss.options) })
    return model
  }

  // Keras clips probabilities to [1e-7, 1 - 1e-7]: the fourth row, whose label has the probability 1e-9, loses the truth there.
  const clipped = 3

  it.each(named)('%s: rows within 2e-7 of themselves', async (_title, loss) => {
    const model = compiled(loss)
    const labels = labelsOf(loss)
    const width = labels.data.length / logits.length
    for (const [row, expected] of loss.rows.entries()) {
      if (loss.options.ignoreClass === loss.y[row] || (!loss.options.fromLogits && row === clipped)) continue
      const y = tensor(labels.data.slice(row * width, (row + 1) * width), [1, ...labels.shape.slice(1)])
      const { loss: actual } = await model.evaluate([logits[row]!], y, { batchSize: 1 })
      expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(2e-7 * expected)
    }
  })

  it.each(logitCases)('%s: means, plain and weighted, within 2e-7 of themselves', async (_title, loss) => {
    const model = compiled(loss)
    const plain = await model.evaluate(logits, labelsOf(loss), { batchSize: 32 })
    expect(Math.abs(plain.loss! - loss.mean)).toBeLessThanOrEqual(2e-7 * loss.mean)
    const weighted = await model.evaluate(logits, labelsOf(loss), { batchSize: 32, sampleWeight: Float32Array.from(weights) })
    expect(Math.abs(weighted.loss! - loss.weightedMean)).toBeLessThanOrEqual(2e-7 * loss.weightedMean)
  })

  it.each(probabilityCases)('%s: where Keras clips, the loss is that of the logits', async (_title, loss) => {
    const fromLogits = cases.find(
      ({ name, options }) => name === loss.name && options.fromLogits && Object.keys(options).length === 1,
    )!
    const y = loss.name === 'CategoricalCrossentropy' ? [loss.y[clipped] as number[]] : [loss.y[clipped] as number]
    const { loss: actual } = await compiled(loss).evaluate([logits[clipped]!], y, { batchSize: 1 })
    expect(loss.rows[clipped]).toBeLessThan(16.2)
    expect(Math.abs(actual! - fromLogits.rows[clipped]!)).toBeLessThanOrEqual(2e-7 * fromLogits.rows[clipped]!)
  })
})

describe(`metrics as in ${golden.tool}, ties too`, () => {
  const { scores, labels, rows } = golden.metrics
  const oneHot = labels.map((label) => [0, 1, 2, 3].map((index) => (index === label ? 1 : 0)))
  const sparse = {
    loss: () => new SparseCategoricalCrossentropy({ fromLogits: true }),
    labels: labels as readonly (number | number[])[],
  }
  const categorical = {
    loss: () => new CategoricalCrossentropy({ fromLogits: true }),
    labels: oneHot as readonly (number | number[])[],
  }

  it.each([
    { title: 'accuracy', kind: sparse, metric: 'accuracy' as const, key: 'accuracy', expected: rows.accuracy },
    {
      title: 'accuracy of one-hot labels',
      kind: categorical,
      metric: 'accuracy' as const,
      key: 'accuracy',
      expected: rows.categoricalAccuracy,
    },
    {
      title: 'top 1',
      kind: sparse,
      metric: new TopKAccuracy({ k: 1, name: 'top' }),
      key: 'top',
      expected: rows.top1,
    },
    {
      title: 'top 2',
      kind: sparse,
      metric: new TopKAccuracy({ k: 2, name: 'top' }),
      key: 'top',
      expected: rows.top2,
    },
    {
      title: 'top 3 of one-hot labels',
      kind: categorical,
      metric: new TopKAccuracy({ k: 3, name: 'top' }),
      key: 'top',
      expected: rows.top3,
    },
  ])('$title, row by row and all together', async ({ kind, metric, key, expected }) => {
    const model = passThrough(4, 'linear')
    model.compile({ optimizer: new SGD(), loss: kind.loss(), metrics: [metric] })
    const each: number[] = []
    for (const [row, score] of scores.entries())
      each.push((await model.evaluate([score], [kind.labels[row]!], { batchSize: 1 }))[key]!)
    expect(each).toEqual(expected)
    const all = await model.evaluate(scores, kind.labels, { batchSize: 3 })
    expect(all[key]).toBe(expected.reduce((sum, value) => sum + value, 0) / expected.length)
  })
})

describe(`a whole fit as in ${golden.tool}: smaller last batches, validation from the end, weights`, () => {
  const { fits } = golden
  const { labels, pixels } = labelsAndPixels(fits.data)
  const rows = fits.data.rows
  const x = tensor(scaled(pixels), [rows, fits.widths[0]!])
  const y = tensor(labels, [rows])

  it.each(fits.cases.map((expected) => [expected.name, expected] as const))(
    '%s: history within 1e-6, weights within 5e-6 of max',
    async (_name, expected) => {
      const sampleWeight = sampleWeights(fits.sampleWeightSeed, rows)
      const weighted = expected.name.includes('sampleWeight')
      const model = new Sequential([
        new Dense({ units: fits.widths[1]!, activation: 'relu' }),
        new Dense({ units: fits.widths[2]! }),
      ])
      model.compile({
        optimizer: new SGD({ learningRate: fits.learningRate, momentum: fits.momentum }),
        loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
        metrics: ['accuracy', new TopKAccuracy({ k: 2, name: 'top2' })],
      })
      model.build([fits.widths[0]!])
      model.setWeights(initialWeights(fits).map(({ data, shape }) => tensor(data, shape)))
      const { history } = await model.fit(x, y, {
        batchSize: fits.batchSize,
        epochs: fits.epochs,
        shuffle: false,
        verbose: 0,
        validationSplit: fits.validationSplit,
        ...(weighted ? { sampleWeight } : {}),
        ...(expected.name.includes('classWeight') ? { classWeight: fits.classWeight } : {}),
      })
      const names = {
        loss: 'loss',
        accuracy: 'accuracy',
        top2: 'top2',
        val_loss: 'valLoss',
        val_accuracy: 'valAccuracy',
        val_top2: 'valTop2',
      } as const
      for (const [theirs, ours] of Object.entries(names) as [keyof typeof names, string][]) {
        expect(largestDifference(history[ours]!, expected.history[theirs]), ours).toBeLessThanOrEqual(1e-6)
      }
      const evaluated = await model.evaluate(x, y, { batchSize: fits.batchSize, ...(weighted ? { sampleWeight } : {}) })
      for (const [name, value] of Object.entries(expected.evaluate))
        expect(Math.abs(evaluated[name]! - value), name).toBeLessThanOrEqual(1e-6)
      model.getWeights().forEach(({ data }, i) => {
        expect(tensorDistance(data, unpackFloat64(expected.weights[i]!))).toBeLessThanOrEqual(5e-6)
      })
    },
  )

  it.each(golden.validationSplit.filter((split) => split.rows <= 1000))(
    'validationSplit $split of $rows rows trains on the first $train',
    async ({ rows, split, train }) => {
      const model = passThrough(2, 'linear')
      model.compile({ optimizer: new SGD(), loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
      let batches = 0
      await model.fit(tensor(new Float32Array(2 * rows), [rows, 2]), tensor(new Int32Array(rows), [rows]), {
        batchSize: 1,
        verbose: 0,
        validationSplit: split,
        onBatchEnd: () => {
          batches++
        },
      })
      expect(batches).toBe(train)
    },
  )
})

describe(`glorot uniform as in ${golden.tool}`, () => {
  it.each(golden.glorotUniform)('[$inputs, $units] lies within +-$limit and fills it', ({ inputs, units, limit }) => {
    const model = new Sequential([new Dense({ units })], { seed: 1 })
    model.build([inputs])
    const [kernel, bias] = model.getWeights()
    const largest = kernel!.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    expect(largest).toBeLessThanOrEqual(limit)
    expect(largest).toBeGreaterThan(0.9 * limit)
    expect(bias!.data.every((value) => value === 0)).toBe(true)
  })
})

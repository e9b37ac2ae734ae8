// Layers, losses, metrics, optimizers and initializers of a user's own, written in `ops`: they train, are saved and loaded.

import {
  Dense,
  type Initializer,
  type Layer,
  type Loss,
  type LossContext,
  type LowerContext,
  type Metric,
  type Node,
  type Optimizer,
  ops,
  Sequential,
  SparseCategoricalCrossentropy,
  tensor,
  Zeros,
} from 'argmax'
import { describe, expect, test } from 'vitest'
import { blobs } from './support/blobs.ts'

const { x, y, targets } = blobs()

class Ones implements Initializer {
  readonly kind = 'Ones'
  fill(shape: readonly number[]): Float32Array {
    return new Float32Array(shape.reduce((product, dimension) => product * dimension, 1)).fill(1)
  }
  config(): Readonly<Record<string, unknown>> {
    return {}
  }
}

/** x * scale + offset for each feature, with a learned scale, and a penalty on it; `power` makes it x * scale^power. */
class ScaleShift implements Layer {
  readonly kind = 'ScaleShift'
  readonly #power: number
  constructor({ power = 1 }: { readonly power?: number } = {}) {
    this.#power = power
  }
  outputShape(inputShape: readonly number[]): readonly number[] {
    return inputShape
  }
  weights(inputShape: readonly number[]) {
    return [
      { name: 'scale', shape: inputShape, initializer: new Ones() },
      { name: 'offset', shape: inputShape, initializer: new Zeros() },
      { name: 'shared', shape: [], initializer: new Ones() },
    ]
  }
  lower(value: Node, { weight, addPenalty }: LowerContext): Node {
    const scale = weight('scale')
    let factor = scale
    for (let i = 1; i < this.#power; i++) factor = ops.multiply(factor, scale)
    const shared = weight('shared')
    addPenalty(ops.multiply(ops.multiply(shared, shared), 0.01))
    return ops.multiply(ops.add(ops.multiply(value, factor), weight('offset')), shared)
  }
  config(): Readonly<Record<string, unknown>> {
    return { power: this.#power }
  }
}

/** The squared distance of probabilities from the targets. */
class Brier implements Loss {
  readonly kind = 'Brier'
  readonly labels = 'dense'
  readonly fromLogits = true
  readonly ignoreClass = null
  lower({ scores, labels, weights }: LossContext): Node {
    const difference = ops.subtract(ops.softmax(scores), labels)
    const losses = ops.reshape(ops.reduceSum(ops.multiply(difference, difference), 'columns'), [scores.type.shape[0] as number])
    return weights ? ops.multiply(losses, ops.toFloat32(weights)) : losses
  }
  config(): Readonly<Record<string, unknown>> {
    return {}
  }
}

class Margin implements Metric {
  readonly kind = 'Margin'
  readonly name = 'margin'
  lower(scores: Node, labels: Node): Node {
    const own = ops.reduceSum(ops.multiply(scores, labels), 'columns')
    return ops.reshape(ops.multiply(own, 0.5), [scores.type.shape[0] as number])
  }
  config(): Readonly<Record<string, unknown>> {
    return {}
  }
}

/** A step of one length whatever the gradient: w -= rate * sign(g). */
class SignDescent implements Optimizer {
  readonly kind = 'SignDescent'
  readonly slots = []
  readonly scalars = ['rate']
  learningRate = 0.01
  initialState() {
    return { step: 0, powers: {} }
  }
  advance(state: { step: number }): readonly number[] {
    state.step++
    return [this.learningRate]
  }
  update({ parameter, gradient, scalar }: Parameters<Optimizer['update']>[0]) {
    const rate = scalar('rate')
    const up = ops.multiply(ops.greater(gradient, 0), rate)
    const down = ops.multiply(ops.greater(0, gradient), rate)
    return { parameter: ops.add(ops.subtract(parameter, up), down), slots: [] }
  }
  config(): Readonly<Record<string, unknown>> {
    return { learningRate: this.learningRate }
  }
}

const logits = new SparseCategoricalCrossentropy({ fromLogits: true })

describe('parts of your own', () => {
  test('a layer with weights and a penalty trains: its loss falls, and the penalty counts', async () => {
    const model = new Sequential([new ScaleShift({ power: 2 }), new Dense({ units: 3 })], { seed: 1 })
    model.compile({ optimizer: 'adam', loss: logits })
    expect((await model.trainOnBatch(x, y)).loss).toBeGreaterThan(0.01)
    const before = model.getWeights()
    const { loss } = await model.fit(x, y, { epochs: 20 })
    expect(loss[19]).toBeLessThan(loss[0] as number)
    const after = model.getWeights()
    expect(after.map(({ shape }) => shape)).toEqual([[4], [4], [], [4, 3], [3]])
    for (const [i, { data }] of after.entries()) expect(data).not.toEqual(before[i]?.data)
  })

  test('a penalty that is a weight itself is told from before the step', async () => {
    class Priced implements Layer {
      readonly kind = 'Priced'
      outputShape = (shape: readonly number[]): readonly number[] => shape
      weights = () => [{ name: 'price', shape: [], initializer: new Ones() }]
      lower(value: Node, { weight, addPenalty }: LowerContext): Node {
        addPenalty(weight('price'))
        return value
      }
      config = (): Readonly<Record<string, unknown>> => ({})
    }
    const build = (layers: readonly Layer[]): Sequential => {
      const model = new Sequential([...layers, new Dense({ units: 3, kernelInitializer: 'zeros' })])
      model.compile({ optimizer: 'sgd', loss: logits })
      return model
    }
    const plain = await build([]).trainOnBatch(x, y)
    const priced = build([new Priced()])
    expect((await priced.trainOnBatch(x, y)).loss).toBe(plain.loss + 1)
    expect(priced.getWeights()[0]?.data[0]).toBe(Math.fround(1 - Math.fround(0.01)))
  })

  test('a loss and a metric, with row weights', async () => {
    const model = new Sequential([new Dense({ units: 3 })], { seed: 1 })
    model.compile({ optimizer: 'adam', loss: new Brier(), metrics: ['accuracy', new Margin()] })
    const one = await model.evaluate(x, targets)
    expect(one.loss).toBeGreaterThan(0)
    expect((await model.evaluate(x, targets, { sampleWeight: new Float64Array(90).fill(2) })).loss).toBeCloseTo(2 * one.loss, 6)
    const scores = await model.predict(x)
    let margin = 0
    for (let row = 0; row < 90; row++) margin += (scores.data[row * 3 + (y.data[row] as number)] as number) / 180
    expect(one.margin).toBeCloseTo(margin, 6)
    const { loss } = await model.fit(x, targets, { epochs: 50 })
    expect(loss[49]).toBeLessThan(loss[0] as number)
  })

  test('a loss that leaves weights out says so when it is given some', async () => {
    class Careless extends Brier {
      override lower(context: LossContext): Node {
        return super.lower({ ...context, weights: undefined })
      }
    }
    const model = new Sequential([new Dense({ units: 3 })], { seed: 1 })
    model.compile({ loss: new Careless() })
    await expect(model.fit(x, targets, { sampleWeight: new Float64Array(90).fill(2) })).rejects.toThrow(/Brier.*weights/)
    await expect(model.fit(x, targets)).resolves.toHaveProperty('loss')
  })

  test('an optimizer', async () => {
    const model = new Sequential([new Dense({ units: 3 })], { seed: 1 })
    const optimizer = new SignDescent()
    model.compile({ optimizer, loss: logits })
    model.build([4])
    const [before] = model.getWeights()
    await model.trainOnBatch(x, y)
    const [after] = model.getWeights()
    for (const [i, value] of (after?.data ?? []).entries())
      expect(Math.abs(value - (before?.data[i] as number))).toBeCloseTo(0.01, 6)
  })

  test('a layer is saved with its kind and config, and made again by the maker that load is given', async () => {
    const model = new Sequential([new ScaleShift({ power: 3 }), new Dense({ units: 3, kernelInitializer: new Ones() })])
    model.compile({ optimizer: 'adam', loss: logits })
    await model.fit(x, y)
    const bytes = await model.save()
    await expect(Sequential.load(bytes)).rejects.toThrow(/unknown kind "ScaleShift".*layers/)
    const layers = { ScaleShift: (config: Readonly<Record<string, unknown>>): Layer => new ScaleShift(config) }
    const plain = new Sequential([new ScaleShift({ power: 3 }), new Dense({ units: 3 })])
    plain.compile({ optimizer: 'adam', loss: logits })
    await plain.fit(x, y)
    const loaded = await Sequential.load(await plain.save(), { layers })
    expect(await loaded.predict(x)).toEqual(await plain.predict(x))
  })

  test('operations say what they allow', () => {
    const build = (lower: (value: Node) => Node): Sequential => {
      const layer: Layer = { kind: 'Own', outputShape: (shape) => shape, weights: () => [], lower, config: () => ({}) }
      return new Sequential([layer, new Dense({ units: 3 })])
    }
    const predict = (lower: (value: Node) => Node): Promise<unknown> =>
      build(lower).predict(tensor(x.data, [90, 4]), { batchSize: 32 })
    return Promise.all([
      expect(predict((value) => ops.add(value, ops.reshape(value, [32, 2, 2])))).rejects.toThrow(/add.*\[32,2,2\]/),
      expect(predict((value) => ops.reshape(value, [4, 32]))).rejects.toThrow(/batch dimension 32 must stay first/),
      expect(predict((value) => ops.matmul(value, value))).rejects.toThrow(/matmul.*\[32,4\]/),
      expect(predict(() => ops.add(1, 2))).rejects.toThrow(/only numbers/),
    ])
  })
})

// compile, and the parts of a model: names as in Keras, and errors that say which names there are.

import {
  Activation,
  Adam,
  Dense,
  Dropout,
  Flatten,
  Input,
  Rescaling,
  Sequential,
  SGD,
  SparseCategoricalCrossentropy,
  TopKAccuracy,
  tensor,
} from 'argmax'
import { describe, expect, test } from 'vitest'
import { blobs, makeModel } from './support/blobs.ts'

const { x, y, targets } = blobs()
const anything = (value: unknown): never => value as never

describe('names as in Keras', () => {
  test('stand for the objects with their defaults', async () => {
    const byName = new Sequential([
      new Dense({ units: 8, activation: 'relu', kernelInitializer: 'he_uniform', biasInitializer: 'zeros' }),
      new Dense({ units: 3, activation: 'softmax' }),
    ])
    byName.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy', 'topK'] })
    const history = await byName.fit(x, y, { epochs: 2, seed: 1 })
    expect(Object.keys(history.history)).toEqual(['loss', 'accuracy', 'topK'])
    const byObject = new Sequential([
      new Dense({ units: 8, activation: 'relu', kernelInitializer: 'he_uniform' }),
      new Dense({ units: 3 }),
      new Activation('softmax'),
    ])
    byObject.compile({ optimizer: new Adam(), loss: new SparseCategoricalCrossentropy() })
    await byObject.fit(x, y, { epochs: 2, seed: 1 })
    expect(await byObject.weightsSha256()).toBe(await byName.weightsSha256())
  })

  test('of losses and metrics for rows of targets', async () => {
    const model = new Sequential([new Dense({ units: 3, activation: 'softmax' })])
    model.compile({
      optimizer: 'sgd',
      loss: 'categorical_crossentropy',
      metrics: ['categorical_accuracy', new TopKAccuracy({ k: 2, name: 'top2' })],
    })
    const { history } = await model.fit(x, targets, { epochs: 30, seed: 1 })
    expect(Object.keys(history)).toEqual(['loss', 'categorical_accuracy', 'top2'])
    expect(history.top2?.[29]).toBeGreaterThan(0.9)
  })

  test('may be those of the classes, as in Keras', async () => {
    const model = new Sequential([new Dense({ units: 3, activation: 'softmax' })])
    const metrics = ['SparseCategoricalAccuracy', 'SparseTopKCategoricalAccuracy'] as const
    model.compile({ optimizer: 'Adam', loss: 'SparseCategoricalCrossentropy', metrics })
    const { loss, ...rest } = await model.evaluate(x, y)
    expect(Object.keys(rest)).toEqual(['sparse_categorical_accuracy', 'sparse_top_k_categorical_accuracy'])
    model.compile({
      optimizer: 'SGD',
      loss: 'CategoricalCrossentropy',
      metrics: ['CategoricalAccuracy', 'TopKCategoricalAccuracy'],
    })
    expect(await model.evaluate(x, targets)).toEqual({
      loss,
      categorical_accuracy: rest.sparse_categorical_accuracy,
      top_k_categorical_accuracy: 1,
    })
  })

  test('top 5 of 3 classes is always right', async () => {
    const model = new Sequential([new Dense({ units: 3 })])
    model.compile({ loss: new SparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['topK'] })
    expect(await model.evaluate(x, y)).toMatchObject({ topK: 1 })
  })
})

describe('errors at compile time', () => {
  const dense = (activation: 'linear' | 'softmax'): Sequential => new Sequential([new Dense({ units: 3, activation })])
  const cases: [string, () => void, RegExp][] = [
    [
      'probabilities wanted from a linear layer',
      () => dense('linear').compile({ loss: 'sparse_categorical_crossentropy' }),
      /fromLogits: false.*linear.*fromLogits: true/,
    ],
    [
      'logits wanted from a softmax',
      () => dense('softmax').compile({ loss: new SparseCategoricalCrossentropy({ fromLogits: true }) }),
      /fromLogits: true.*softmax/,
    ],
    [
      'an unknown loss',
      () => dense('softmax').compile({ loss: anything('hinge') }),
      /Unknown loss "hinge".*sparse_categorical_crossentropy/,
    ],
    ['no loss', () => dense('softmax').compile(anything({})), /Unknown loss undefined/],
    [
      'an unknown optimizer',
      () => dense('softmax').compile({ optimizer: anything('adamw'), loss: 'categorical_crossentropy' }),
      /Unknown optimizer "adamw".*adam, sgd/,
    ],
    [
      'an unknown metric',
      () => dense('softmax').compile({ loss: 'categorical_crossentropy', metrics: anything(['f1']) }),
      /Unknown metric "f1".*accuracy/,
    ],
    [
      'a metric twice',
      () => dense('softmax').compile({ loss: 'categorical_crossentropy', metrics: ['accuracy', 'accuracy'] }),
      /"accuracy" is taken/,
    ],
    [
      'an unknown reproducibility',
      () => dense('softmax').compile({ loss: 'categorical_crossentropy', reproducibility: anything('exact') }),
      /reproducibility.*'portable'.*"exact"/,
    ],
    ['an unknown activation', () => new Dense({ units: 3, activation: anything('swoosh') }), /Unknown activation "swoosh".*relu/],
    [
      'an unknown initializer',
      () => new Dense({ units: 3, kernelInitializer: anything('ones') }),
      /Unknown initializer "ones".*glorot_uniform/,
    ],
    [
      'names from the prototype',
      () => new Dense({ units: 3, activation: anything('constructor') }),
      /Unknown activation "constructor"/,
    ],
    ['no units', () => new Dense(anything({})), /units.*undefined/],
    ['half a unit', () => new Dense({ units: 2.5 }), /units.*2\.5/],
    ['a dropout rate of 1', () => new Dropout(1), /\[0, 1\).*1/],
    ['a scale that is no number', () => new Rescaling({ scale: Number.NaN }), /finite.*NaN/],
    ['a shape of no dimensions', () => new Input({ shape: [] }), /\[784\]/],
    ['a negative l2', () => new Dense({ units: 1, kernelRegularizer: { l2: -1 } }), /l2.*-1/],
    ['a learning rate of 0', () => new SGD({ learningRate: 0 }), /learningRate.*0/],
    ['a momentum of 1', () => new SGD({ momentum: 1 }), /momentum.*1/],
    ['a beta of 1', () => new Adam({ beta1: 1 }), /beta1.*1/],
    ['no layers', () => new Sequential([]), /at least one layer/],
    ['a layer without new', () => new Sequential([anything(Dense)]), /layers\[0\] is no layer.*new/],
    ['Input in the middle', () => new Sequential([new Dense({ units: 3 }), new Input({ shape: [3] })]), /Input must be the first/],
    [
      'a metric that is called loss',
      () => dense('softmax').compile({ loss: 'categorical_crossentropy', metrics: [new TopKAccuracy({ name: 'loss' })] }),
      /"loss" is taken/,
    ],
  ]
  test.each(cases)('%s', (_name, call, message) => {
    expect(call).toThrow(message)
  })

  test('a failed compile leaves the former one', async () => {
    const model = makeModel({ seed: 1 })
    await model.fit(x, y)
    expect(() => model.compile({ loss: 'sparse_categorical_crossentropy' })).toThrow(/fromLogits/)
    await expect(model.fit(x, y)).resolves.toHaveProperty('loss')
  })

  test('what needs a loss says so', async () => {
    const model = new Sequential([new Dense({ units: 3 })])
    for (const call of [() => model.fit(x, y), () => model.evaluate(x, y), () => model.trainOnBatch(x, y)]) {
      await expect(call()).rejects.toThrow(/compile\(/)
    }
    await expect(model.predict(x)).resolves.toHaveProperty('shape', [90, 3])
  })

  test('what needs the shape of a row says so', () => {
    const model = new Sequential([new Dense({ units: 3 })])
    for (const call of [
      () => model.summary(),
      () => model.countParameters(),
      () => model.getWeights(),
      () => model.build(),
      () => model.predictor(),
    ]) {
      expect(call).toThrow(/build\(\[/)
    }
  })
})

describe('building', () => {
  test('an inputShape builds at once, with the weights of the seed', () => {
    for (const layers of [[new Input({ shape: [4] }), new Dense({ units: 3 })], [new Dense({ units: 3, inputShape: [4] })]]) {
      const model = new Sequential(layers, { seed: 5 })
      expect(model.countParameters()).toBe(15)
      const [kernel, bias] = model.getWeights()
      const other = new Sequential([new Dense({ units: 3 })], { seed: 5 })
      other.build([4])
      expect(kernel).toEqual(other.getWeights()[0])
      expect(bias).toEqual(tensor(new Float32Array(3), [3]))
    }
  })

  test('layers that do not fit are named', () => {
    const model = new Sequential([new Flatten(), new Dense({ units: 3 }), new Activation('relu')])
    model.build([2, 2])
    expect(model.countParameters()).toBe(15)
    expect(() => new Sequential([new Dense({ units: 3 })]).build([2, 2])).toThrow(/Layer 0 \(Dense\).*Flatten/)
  })

  test('a new compile trains from the weights that are there, with fresh optimizer slots', async () => {
    const loss = new SparseCategoricalCrossentropy({ fromLogits: true })
    const run = async (between: (model: Sequential) => Sequential): Promise<string> => {
      let model = makeModel({ seed: 1 })
      await model.fit(x, y, { epochs: 2, seed: 1 })
      model = between(model)
      model.compile({ optimizer: new Adam(), loss })
      await model.fit(x, y, { epochs: 2, seed: 1 })
      return model.weightsSha256()
    }
    const copied = await run((model) => {
      const copy = new Sequential([new Dense({ units: 8, activation: 'relu' }), new Dense({ units: 3 })])
      copy.build([4])
      copy.setWeights(model.getWeights())
      return copy
    })
    expect(await run((model) => model)).toBe(copied)
  })
})

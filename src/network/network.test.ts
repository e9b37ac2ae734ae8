import { describe, expect, test } from 'vitest'
import { ShapeError, UsageError } from '../errors.ts'
import { Activation, Dense, Dropout, Flatten, Input, type Layer, Rescaling } from '../layers/index.ts'
import { Network } from './network.ts'
import { summarize } from './summary.ts'

const digits = (): Network =>
  new Network(
    [new Dense({ units: 25, activation: 'relu' }), new Dense({ units: 15, activation: 'relu' }), new Dense({ units: 10 })],
    [784],
  )

describe('Network', () => {
  test('knows shapes, weights and their number', () => {
    const network = digits()
    expect(network.parameters).toBe(20_175)
    expect(network.outputShapes).toEqual([[25], [15], [10]])
    expect(network.weights.map(({ path, shape }) => [path, shape])).toEqual([
      ['0.kernel', [784, 25]],
      ['0.bias', [25]],
      ['1.kernel', [25, 15]],
      ['1.bias', [15]],
      ['2.kernel', [15, 10]],
      ['2.bias', [10]],
    ])
    expect(network.outputActivation).toBe('linear')
  })

  test('Input computes nothing and takes no place', () => {
    const network = new Network([new Input({ shape: [2, 2] }), new Flatten(), new Dense({ units: 3 })], [2, 2])
    expect(network.weights.map(({ path }) => path)).toEqual(['1.kernel', '1.bias'])
    expect(() => new Network([new Input({ shape: [2] })], [2])).toThrow(UsageError)
  })

  test('weights are drawn by the path: those of one layer do not depend on the others', () => {
    const [first, second] = [digits().initialWeights(1), new Network([new Dense({ units: 25 })], [784]).initialWeights(1)]
    expect(first[0]).toEqual(second[0])
    expect(digits().initialWeights(2)[0]).not.toEqual(first[0])
    const same = new Network([new Dense({ units: 4 }), new Dense({ units: 4 })], [4]).initialWeights(1)
    expect(same[0]).not.toEqual(same[2])
  })

  test('a layer that does not fit is named', () => {
    expect(() => new Network([new Rescaling({ scale: 1 }), new Dense({ units: 3 })], [2, 2])).toThrow(ShapeError)
    expect(() => new Network([new Rescaling({ scale: 1 }), new Dense({ units: 3 })], [2, 2])).toThrow(
      /Layer 1 \(Dense\).*\[batch, 2, 2\].*Flatten/,
    )
  })
})

describe('summary', () => {
  test('of the digits network', () => {
    expect(summarize(digits(), 'Model: Sequential')).toMatchInlineSnapshot(`
      "Model: Sequential
      ┌─────────────────────────┬──────────────┬────────────┐
      │ Layer (type)            │ Output shape │ Parameters │
      ├─────────────────────────┼──────────────┼────────────┤
      │ dense (Dense, relu)     │ (batch, 25)  │     19,625 │
      │ dense_1 (Dense, relu)   │ (batch, 15)  │        390 │
      │ dense_2 (Dense, linear) │ (batch, 10)  │        160 │
      └─────────────────────────┴──────────────┴────────────┘
      Input (batch, 784), 20,175 parameters (78.81 KB), all trainable"
    `)
  })

  test('fits 80 columns', () => {
    const layers: Layer[] = [new Rescaling({ scale: 1 / 255 }), new Flatten()]
    for (let i = 0; i < 12; i++) layers.push(new Dense({ units: 100_000 + i, activation: 'leaky_relu' }), new Dropout(0.5))
    layers.push(new Dense({ units: 10 }), new Activation('softmax'))
    const text = summarize(new Network(layers, [28, 28, 3]), 'Model: Sequential')
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(text).toContain('dense_11 (Dense, leaky_relu)')
  })

  test('fits 80 columns with a long kind and a deep shape too', () => {
    const own: Layer = {
      kind: 'MyVeryOwnDepthwiseSeparableConvolutionWithAttention',
      outputShape: () => [1024, 1024, 1024, 16],
      weights: () => [],
      lower: (x) => x,
      config: () => ({}),
    }
    const text = summarize(new Network([own], [4]), 'Model: Sequential')
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })
})

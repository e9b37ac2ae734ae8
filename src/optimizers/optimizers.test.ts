// Optimizers against their formulas in float64, and what the family keeps.

import { describe, expect, test } from 'vitest'
import { GraphBuilder } from '../ir/graph.ts'
import { interpret } from '../ir/interpreter.ts'
import type { Node } from '../ir/types.ts'
import { Adam, type Optimizer, optimizerOf, SGD } from './index.ts'

/** The parameter after each of the gradients, from 1. */
function run(optimizer: Optimizer, gradients: readonly number[]): number[] {
  const builder = new GraphBuilder(1)
  const parameter = builder.state('w', [1])
  const slots = optimizer.slots.map((slot) => builder.state(slot, [1]))
  const scalars = new Map(optimizer.scalars.map((name) => [name, builder.input(name, [])]))
  const updated = optimizer.update({
    parameter,
    gradient: builder.input('g', [1]),
    slots,
    scalar: (name) => scalars.get(name) as Node,
  })
  updated.slots.forEach((value, i) => {
    builder.assign(slots[i] as Node, value)
  })
  builder.assign(parameter, updated.parameter)
  const graph = builder.build()
  const state = optimizer.initialState()
  const values: Record<string, ArrayLike<number>> = { w: [1], ...Object.fromEntries(optimizer.slots.map((slot) => [slot, [0]])) }
  return gradients.map((gradient) => {
    const numbers = optimizer.advance(state)
    optimizer.scalars.forEach((name, i) => {
      values[name] = [numbers[i] as number]
    })
    const { assignments } = interpret(graph, { ...values, g: [gradient] }, { precision: 'float64' })
    for (const [name, { data }] of assignments) values[name] = data
    return (values.w as ArrayLike<number>)[0] as number
  })
}

const gradients = [0.5, -1, 2, 0, -0.25, 3]

/** The formula's parameters beside the optimizer's, within float32's rounding of its constants. */
function expectSteps(optimizer: Optimizer, step: (gradient: number) => number): void {
  let w = 1
  const expected = gradients.map((gradient) => {
    w += step(gradient)
    return w
  })
  for (const [i, value] of run(optimizer, gradients).entries()) expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-7)
}

describe('SGD', () => {
  test('w -= lr g', () => {
    expectSteps(new SGD({ learningRate: 0.25 }), (g) => -0.25 * g)
  })

  test('v = momentum v - lr g, w += v; with Nesterov w += momentum v - lr g', () => {
    for (const nesterov of [false, true]) {
      let v = 0
      expectSteps(new SGD({ learningRate: 0.25, momentum: 0.75, nesterov }), (g) => {
        v = 0.75 * v - 0.25 * g
        return nesterov ? 0.75 * v - 0.25 * g : v
      })
    }
  })
})

describe('Adam', () => {
  test('follows the paper in the form that Keras computes', () => {
    const [learningRate, beta1, beta2, epsilon] = [0.125, 0.875, 0.9375, 2 ** -10]
    let [m, v, t] = [0, 0, 0]
    expectSteps(new Adam({ learningRate, beta1, beta2, epsilon }), (g) => {
      t++
      m += (g - m) * (1 - beta1)
      v += (g * g - v) * (1 - beta2)
      return (-((learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t)) * m) / (Math.sqrt(v) + epsilon)
    })
  })

  test('its first step is the learning rate long, whatever the gradient', () => {
    for (const gradient of [1e-3, 1, 1e6]) expect(run(new Adam({ learningRate: 0.1 }), [gradient])[0]).toBeCloseTo(0.9, 3)
  })

  test('its powers are by repeated multiplication, in its state', () => {
    const adam = new Adam()
    const state = adam.initialState()
    for (let i = 0; i < 3; i++) adam.advance(state)
    expect(state).toEqual({ step: 3, powers: { beta1: 0.9 * 0.9 * 0.9, beta2: 0.999 * 0.999 * 0.999 } })
  })
})

describe.each<[string, Optimizer]>([
  ['SGD', new SGD({ learningRate: 0.3, momentum: 0.5, nesterov: true })],
  ['Adam', new Adam({ learningRate: 0.3, beta1: 0.5, beta2: 0.6, epsilon: 0.1 })],
])('%s', (name, optimizer) => {
  test('its config makes it again', () => {
    const again = optimizerOf(optimizer.kind, JSON.parse(JSON.stringify(optimizer.config())))
    expect([again.kind, again.config(), again.slots]).toEqual([optimizer.kind, optimizer.config(), optimizer.slots])
  })

  test('its learning rate may change between steps', () => {
    const changing = optimizerOf(name, optimizer.config())
    const state = changing.initialState()
    const [first] = changing.advance(state)
    changing.learningRate = 0.6
    expect(changing.advance(state)[0]).not.toBe(first)
  })

  test('its state is plain data', () => {
    const state = optimizer.initialState()
    optimizer.advance(state)
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  })
})

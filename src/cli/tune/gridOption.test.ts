import { describe, expect, it } from 'vitest'
import { candidatesOf, collectAxes, parseAxis } from './gridOption.ts'

describe('--grid', () => {
  it('reads values between commas, and lists between semicolons', () => {
    expect(parseAxis('l2=0.01, 1')).toEqual({ name: 'l2', values: [0.01, 1] })
    expect(parseAxis('hidden=25,15;64')).toEqual({ name: 'hidden', values: [[25, 15], [64]] })
    expect(parseAxis('learning-rate=1e-3;0.1')).toEqual({ name: 'learningRate', values: [0.001, 0.1] })
  })

  it('makes every combination, and leaves out what a model does not have', () => {
    const axes = ['l2=0,1', 'model=softmax,mlp', 'hidden=4;8'].reduce(
      (before, text) => collectAxes(text, before),
      [] as ReturnType<typeof collectAxes>,
    )
    expect(candidatesOf(axes, 'softmax')).toEqual([
      { l2: 0, model: 'softmax' },
      { l2: 0, model: 'mlp', hidden: [4] },
      { l2: 0, model: 'mlp', hidden: [8] },
      { l2: 1, model: 'softmax' },
      { l2: 1, model: 'mlp', hidden: [4] },
      { l2: 1, model: 'mlp', hidden: [8] },
    ])
    expect(() => candidatesOf([parseAxis('l1=1')], 'mlp')).toThrow(/mlp has no such setting; it has hidden/)
  })
})

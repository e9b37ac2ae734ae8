import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACTIVATIONS, decodeSetting, defaultSetting, encodeSetting, LIMITS, parseHidden, type Setting } from './setting.ts'

const SETS = ['mnist', 'fashion-mnist', 'digits-8x8', 'iris', 'penguins', 'wine', 'plane-spirals', 'own']

const coordinate = fc.integer({ min: -1200, max: 1200 }).map((thousandths) => thousandths / 1000)
const settings: fc.Arbitrary<Setting> = fc
  .record({
    data: fc.constantFrom(...SETS),
    hidden: fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: LIMITS.layers }),
    activation: fc.constantFrom(...ACTIVATIONS),
    optimizer: fc.constantFrom('adam' as const, 'sgd' as const),
    learningRate: fc.double({ min: 0.00001, max: 10, noNaN: true }),
    batchSize: fc.integer({ min: 1, max: 4096 }),
    epochs: fc.integer({ min: 1, max: 1000 }),
    seed: fc.integer({ min: 0, max: 4_294_967_295 }),
    points: fc.array(fc.tuple(coordinate, coordinate, fc.integer({ min: 0, max: 5 })), { maxLength: 10 }),
  })
  .map((setting) => ({ ...setting, points: setting.data.startsWith('plane-') ? setting.points : [] }))

describe('encodeSetting and decodeSetting', () => {
  it('give back any setting', () => {
    fc.assert(
      fc.property(settings, fc.constantFrom('mnist', 'digits-8x8'), (setting, fallback) => {
        const read = decodeSetting(new URLSearchParams(encodeSetting(setting)), fallback)
        expect(read).toEqual({ ...setting, points: setting.points.map((point) => point.map((value) => value + 0)) })
      }),
    )
  })

  it('make a short link of what is usual, with the seed', () => {
    expect(encodeSetting(defaultSetting('iris'))).toBe('data=iris&seed=1')
    expect(encodeSetting({ ...defaultSetting('mnist'), hidden: [], epochs: 3 })).toBe('data=mnist&hidden=none&epochs=3&seed=1')
  })

  it('take nothing from a link that the page would not offer', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('-1', '1e9', 'NaN', 'Infinity', '999999999999', '0.5', '<script>', '__proto__'),
    )
    const names = ['data', 'hidden', 'activation', 'optimizer', 'learningRate', 'batchSize', 'epochs', 'seed', 'points']
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), text), (query) => {
        const setting = decodeSetting(new URLSearchParams(query as Record<string, string>), 'iris')
        expect(setting.data).toMatch(/^[a-z][a-z0-9-]*$/)
        expect(setting.hidden.length).toBeLessThanOrEqual(LIMITS.layers)
        for (const units of setting.hidden) expect(Number.isInteger(units) && units >= 1 && units <= 512).toBe(true)
        expect(ACTIVATIONS).toContain(setting.activation)
        expect(['adam', 'sgd']).toContain(setting.optimizer)
        for (const name of ['learningRate', 'batchSize', 'epochs', 'seed'] as const) {
          const [least, most] = LIMITS[name]
          expect(setting[name] >= least && setting[name] <= most).toBe(true)
        }
      }),
    )
  })
})

describe('parseHidden', () => {
  it.each([
    ['', []],
    ['  ', []],
    ['25, 15', [25, 15]],
    ['25 15', [25, 15]],
    ['512,1,1,1,1,1', [512, 1, 1, 1, 1, 1]],
    ['0', undefined],
    ['513', undefined],
    ['1.5', undefined],
    ['a', undefined],
    ['1,1,1,1,1,1,1', undefined],
  ])('reads %j', (text, expected) => {
    expect(parseHidden(text)).toEqual(expected)
  })
})

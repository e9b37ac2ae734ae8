// The float32 functions of layers: exact values at chosen inputs (mpmath 1.4.1, test/vectors/functions.json), limits, signs
// of zero. The measurement over all inputs is `npm run verify:functions`.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { distance, rational, ulpOf } from '../../scripts/accuracy/exact.js'
import * as numerics from './index.ts'

const samples: Record<string, [string, string][]> = JSON.parse(
  readFileSync(new URL('../../test/vectors/functions.json', import.meta.url), 'utf8'),
).functions

type Function32 = (x: number) => number
const functions: Record<string, Function32> = {
  exp: numerics.exp32,
  expMinusOne: numerics.expMinusOne32,
  log: numerics.log32,
  log1p: numerics.log1p32,
  tanh: numerics.tanh32,
  sigmoid: numerics.sigmoid32,
  softplus: numerics.softplus32,
  silu: numerics.silu32,
  siluDerivative: numerics.siluDerivative32,
  erf: numerics.erf32,
  gelu: numerics.gelu32,
  geluDerivative: numerics.geluDerivative32,
  elu: (x) => numerics.elu32(x),
}

describe.each(Object.entries(functions))('%s', (name, computed) => {
  test('is the nearest float32 at every sample', () => {
    const view = new DataView(new ArrayBuffer(4))
    for (const [bits, decimal] of samples[name]) {
      view.setUint32(0, Number.parseInt(bits, 16))
      const x = view.getFloat32(0)
      const error = distance(computed(x), rational(decimal), ulpOf(Number(decimal)))
      expect(error, `${name}(${x}) = ${computed(x)}, exactly ${decimal}`).toBeLessThanOrEqual(0.5)
    }
  })

  test('passes NaN', () => {
    expect(computed(Number.NaN)).toBeNaN()
  })
})

const infinity = Number.POSITIVE_INFINITY
test.each<[string, number, number]>([
  ['exp', -infinity, 0],
  ['exp', infinity, infinity],
  ['exp', 89, infinity],
  ['exp', -104, 0],
  ['exp', -103.9, 2 ** -149],
  ['exp', -0, 1],
  ['expMinusOne', -infinity, -1],
  ['expMinusOne', infinity, infinity],
  ['expMinusOne', -0, -0],
  ['log', 0, -infinity],
  ['log', -0, -infinity],
  ['log', 1, 0],
  ['log', infinity, infinity],
  ['log', -1, Number.NaN],
  ['log', -infinity, Number.NaN],
  ['log1p', -1, -infinity],
  ['log1p', -1.5, Number.NaN],
  ['log1p', infinity, infinity],
  ['log1p', -0, -0],
  ['tanh', -infinity, -1],
  ['tanh', infinity, 1],
  ['tanh', -0, -0],
  ['tanh', 2 ** -149, 2 ** -149],
  ['sigmoid', -infinity, 0],
  ['sigmoid', infinity, 1],
  ['sigmoid', -0, 0.5],
  ['softplus', -infinity, 0],
  ['softplus', infinity, infinity],
  ['silu', -infinity, -0],
  ['silu', infinity, infinity],
  ['silu', -0, -0],
  ['silu', 0, 0],
  ['siluDerivative', -infinity, -0],
  ['siluDerivative', infinity, 1],
  ['siluDerivative', 0, 0.5],
  ['erf', -infinity, -1],
  ['erf', infinity, 1],
  ['erf', -0, -0],
  ['gelu', -infinity, -0],
  ['gelu', infinity, infinity],
  ['gelu', -0, -0],
  ['gelu', 0, 0],
  ['geluDerivative', -infinity, -0],
  ['geluDerivative', infinity, 1],
  ['geluDerivative', 0, 0.5],
  ['elu', -infinity, -1],
  ['elu', infinity, infinity],
  ['elu', -0, -0],
])('%s(%d) is %d, with its sign', (name, x, want) => {
  expect(functions[name](x)).toBe(want)
})

test('elu and its derivative take alpha', () => {
  expect(numerics.elu32(-infinity, 0.5)).toBe(-0.5)
  expect(numerics.elu32(3, 0.5)).toBe(3)
  expect(numerics.eluDerivative32(-1, 2)).toBe(Math.fround(0.7357588823428847))
  expect(numerics.eluDerivative32(1, 2)).toBe(1)
})

test('expNonPositive is 1 at 0, 0 at -infinity, within 2^-44.8 down to -104 and within 2^-43 down to -708', () => {
  expect(numerics.expNonPositive(0)).toBe(1)
  expect(numerics.expNonPositive(-infinity)).toBe(0)
  expect(numerics.expNonPositive(-1e30)).toBeGreaterThan(0)
  for (let d = -707.9; d < 0; d += 0.037) {
    const exact = numerics.exp64(d)
    expect(Math.abs(numerics.expNonPositive(d) - exact)).toBeLessThan(exact * (d > -104 ? 3.3e-14 : 1.1e-13))
  }
})

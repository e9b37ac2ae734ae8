import { expect, test } from 'vitest'
import { sparseTensor } from '../tensor/index.ts'
import { standardizationOf, withoutMeans } from './standardize.ts'

async function never(): Promise<void> {}

test('means and deviations to the last digits: of 1e9 + 60, of 1e-6, of what never changes', async () => {
  const data = Float64Array.from([0, 1, 2, 3].flatMap((i) => [1e9 + 60 + i, 1e-6 * i, 0.1, -3 * i]))
  const { mean, deviation } = await standardizationOf({ data, shape: [4, 4] }, undefined, never)
  expect([...mean]).toEqual([1e9 + 61.5, expect.closeTo(1.5e-6, 20), 0.1, -4.5])
  const spread = Math.sqrt(1.25)
  expect([...deviation]).toEqual([spread, expect.closeTo(1e-6 * spread, 20), 1, 3 * spread])
})

test('weights count rows: 2 is twice, 0 is never, even for what never changes', async () => {
  const rows = { data: Float64Array.of(1, 5, 2, 5, 4, 5, 100, 9), shape: [4, 2] }
  const twice = { data: Float64Array.of(1, 5, 2, 5, 2, 5, 4, 5), shape: [4, 2] }
  const [weighed, plain] = [
    await standardizationOf(rows, Float64Array.of(1, 2, 1, 0), never),
    await standardizationOf(twice, undefined, never),
  ]
  expect(weighed).toEqual(plain)
  expect([plain.mean[1], plain.deviation[1]]).toEqual([5, 1])
})

test('bytes with their scale', async () => {
  const { mean, deviation } = await standardizationOf(
    { data: Uint8Array.of(0, 255), shape: [2, 1], scale: 1 / 255 },
    undefined,
    never,
  )
  expect([mean[0], deviation[0]]).toEqual([0.5, 0.5])
})

test('sparse rows: the dense deviation, and no mean', async () => {
  const dense = { data: Float64Array.of(0, 3, 1, 0, 3, 0, 2, 3, 0, 0, 3, 5), shape: [4, 3] }
  const sparse = sparseTensor({
    data: [3, 1, 3, 2, 3, 3, 5],
    indices: [1, 2, 1, 0, 1, 1, 2],
    indptr: [0, 2, 3, 5, 7],
    shape: [4, 3],
  })
  const weights = Float64Array.of(1, 2, 1, 0.5)
  const [ofDense, ofSparse] = [await standardizationOf(dense, weights, never), await standardizationOf(sparse, weights, never)]
  expect([...ofSparse.mean]).toEqual([0, 0, 0])
  ofSparse.deviation.forEach((value, f) => {
    expect(value).toBeCloseTo(ofDense.deviation[f] as number, 12)
  })
  expect(withoutMeans(ofDense)).toEqual({ mean: new Float64Array(3), deviation: ofDense.deviation })
})

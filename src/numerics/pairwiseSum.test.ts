import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PairwiseSum } from './pairwiseSum.ts'

const values = Float64Array.from({ length: 5000 }, (_, i) => Math.fround(1 / (i + 1)) * (i % 3 === 0 ? 1e8 : 1))

function sumOf(lengths: number[]): number {
  const sum = new PairwiseSum()
  let position = 0
  for (const length of lengths) {
    sum.addAll(values, position, Math.min(position + length, values.length))
    position = Math.min(position + length, values.length)
    sum.value()
  }
  sum.addAll(values, position)
  return sum.value()
}

test('the sum does not depend on how the values were cut into batches (property)', () => {
  const whole = sumOf([])
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 2000 })), (lengths) => sumOf(lengths) === whole))
})

test('the tree: neighbours within blocks of 1,024, then blocks as carries, the part block last', () => {
  const block = (from: number, to: number): number => {
    let level = Array.from({ length: 1024 }, (_, i) => (from + i < to ? values[from + i] : 0))
    while (level.length > 1) level = Array.from({ length: level.length / 2 }, (_, i) => level[2 * i] + level[2 * i + 1])
    return level[0]
  }
  const b = [0, 1, 2, 3].map((i) => block(i * 1024, (i + 1) * 1024))
  const sum = new PairwiseSum()
  sum.addAll(values, 0, 3 * 1024 + 5)
  expect(sum.value()).toBe(b[0] + b[1] + (b[2] + block(3072, 3077)))
  sum.addAll(values, 3 * 1024 + 5)
  expect(sum.value()).toBe(b[0] + b[1] + (b[2] + b[3]) + block(4096, 5000))
  expect(sum.count).toBe(5000)
})

test('a small value beside large ones is kept', () => {
  const sum = new PairwiseSum()
  for (let i = 0; i < 100000; i++) sum.add(0.1)
  expect(Math.abs(sum.value() - 10000)).toBeLessThan(1e-10)
  expect(sum.mean()).toBeCloseTo(0.1, 14)
})

test('state and restore go on with the same bits', () => {
  const first = new PairwiseSum()
  first.addAll(values, 0, 2500)
  const second = new PairwiseSum()
  second.restore(JSON.parse(JSON.stringify(first.state())))
  first.addAll(values, 2500)
  second.addAll(values, 2500)
  expect(second.value()).toBe(first.value())
  expect(second.count).toBe(5000)
})

test('nothing sums to 0 and has no mean; reset starts again', () => {
  const sum = new PairwiseSum()
  expect(sum.value()).toBe(0)
  expect(sum.mean()).toBeNaN()
  sum.addAll(values)
  sum.reset()
  sum.add(3)
  expect(sum.value()).toBe(3)
  expect(sum.count).toBe(1)
})

import { expect, test } from 'vitest'
import { expNonPositive } from './exp.ts'
import { log1p64 } from './log.ts'
import { Row } from './row.ts'

test('S1 is summed in eight lanes, ascending, then (l0 + l2) + (l4 + l6) + ((l1 + l3) + (l5 + l7)), for 1 to 40 classes', () => {
  for (let classes = 1; classes <= 40; classes++) {
    const logits = Float32Array.from({ length: classes }, (_, i) => Math.fround(((i * 7919) % 101) / 9))
    const maximum = Math.max(...logits)
    const argmax = logits.indexOf(maximum)
    const lanes = [0, 1, 2, 3, 4, 5, 6, 7].map((lane) => {
      let sum = 0
      for (let i = lane; i < classes; i += 8) sum += i === argmax ? 0 : expNonPositive(logits[i] - maximum)
      return sum
    })
    const even = lanes[0] + lanes[2] + (lanes[4] + lanes[6])
    const odd = lanes[1] + lanes[3] + (lanes[5] + lanes[7])
    const row = new Row(classes)
    row.read(logits, 0)
    expect(row.rest).toBe(even + odd)
    expect(row.total).toBe(1 + (even + odd))
    expect(row.log).toBe(log1p64(even + odd))
    expect(row.argmax).toBe(argmax)
    expect(row.maximum).toBe(maximum)
  }
})

test('the maximum is at the first index that has it', () => {
  const row = new Row(4)
  row.read(Float32Array.of(1, 5, 5, 2), 0)
  expect(row.argmax).toBe(1)
  expect(row.terms[1]).toBe(1)
  expect(row.terms[2]).toBe(1)
})

test('a reused Row keeps nothing of the row before', () => {
  const row = new Row(2)
  row.read(Float32Array.of(Number.NaN, 1), 0)
  row.read(Float32Array.of(3, 1), 0)
  expect(row.rest).toBe(expNonPositive(-2))
})

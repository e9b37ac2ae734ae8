import { describe, expect, test } from 'vitest'
import { DataError, ShapeError } from '../errors.ts'
import { isTensor, sizeOf, type TensorLike, tensor, toTensor } from './tensor.ts'

const anything = (value: unknown): never => value as never

describe('tensor', () => {
  test('is plain data around the array it is given, with a shape of its own', () => {
    const data = new Float32Array(6)
    const shape = [2, 3]
    const made = tensor(data, shape)
    shape[0] = 9
    expect(made).toEqual({ data, shape: [2, 3] })
    expect(made.data).toBe(data)
    expect(tensor(new Uint8Array(1), [1], { scale: 1 / 255 }).scale).toBe(1 / 255)
    expect(tensor(new Float32Array(1), []).shape).toEqual([])
  })

  test('refuses shapes and scales that cannot be', () => {
    const data = new Float32Array(6)
    for (const shape of [[2, 2], [-2, -3], [1.5, 4], [Number.NaN], anything('23')])
      expect(() => tensor(data, shape)).toThrow(ShapeError)
    for (const scale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => tensor(data, [6], { scale })).toThrow(DataError)
    for (const wrong of [[1, 2], new DataView(new ArrayBuffer(4)), null, 'text'])
      expect(() => tensor(anything(wrong), [2])).toThrow(DataError)
  })
})

describe('toTensor', () => {
  test('gives a Tensor as it is, and nested arrays as float32', () => {
    const made = tensor(new Int32Array(2), [2])
    expect(toTensor(made)).toBe(made)
    expect(
      toTensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ).toEqual({ data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] })
    expect(toTensor([])).toEqual({ data: new Float32Array(0), shape: [0] })
    expect(toTensor([[[7]]])).toEqual({ data: Float32Array.of(7), shape: [1, 1, 1] })
  })

  test('names the place of what does not fit', () => {
    const cases: [unknown, RegExp][] = [
      [[[1, 2], [3]], /rows is ragged: rows\[1\] must be an array of 2 elements.*1 elements/],
      [[[1, 2], 3], /rows\[1\].*received 3/],
      [[1, [2]], /rows\[1\] must be a number/],
      [[[1, null]], /rows\[0\]\[1\] must be a number.*null/],
      [[1, undefined], /rows\[1\]/],
      [{ data: new Float32Array(4), shape: [-2, -2] }, /rows.*whole number >= 0.*\[-2, -2\]/],
      [{ data: new Float32Array(4), shape: 4 }, /rows.*received the shape 4/],
      [{ data: new Float32Array(4), shape: [4], scale: 0 }, /rows: scale.*0/],
      [new Float32Array(4), /rows must be a Tensor.*Float32Array\(4\)/],
      ['text', /rows must be a Tensor or nested arrays.*"text"/],
    ]
    for (const [value, message] of cases) expect(() => toTensor(value as TensorLike, 'rows')).toThrow(message)
  })
})

test('isTensor and sizeOf', () => {
  expect([isTensor(tensor(new Float32Array(1), [1])), isTensor([1]), isTensor(null), isTensor({ data: [1], shape: [1] })]).toEqual([
    true,
    false,
    false,
    false,
  ])
  expect([sizeOf([]), sizeOf([2, 3]), sizeOf([0, 5])]).toEqual([1, 6, 0])
})
